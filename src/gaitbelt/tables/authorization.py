"""What the payer allowed beforehand, and how many visits the plan covers.

The number of the authorization is ``prior_authorization_number`` of the claim form.
"""

from gaitbelt.tables.column import DAY, MONEY, NUMBER, WORDS, YES_NO, Column

DISCIPLINES = ("pt", "ot", "slp")

AUTHORIZATION: dict[str, Column] = {
    "is_authorization_required": Column(
        YES_NO, "whether the patient's plan asks for an authorization of the service"
    ),
    "authorized_from": Column(DAY, "the first date of service that the authorization covers"),
    "authorized_through": Column(DAY, "the last date of service that the authorization covers"),
    "authorized_visits": Column(
        NUMBER, "visits that the authorization allows; blank where it sets no number"
    ),
    "authorized_units": Column(
        NUMBER, "units that the authorization allows; blank where it sets no number"
    ),
    "authorized_disciplines": Column(
        WORDS, "disciplines that the authorization names; blank where it names none", DISCIPLINES
    ),
    "authorized_codes": Column(
        WORDS, "HCPCS codes that the authorization names; blank where it names none"
    ),
    "plan_visit_limit": Column(
        NUMBER, "visits that the plan covers in a benefit year; blank where it sets no number"
    ),
    "visit_limit_disciplines": Column(
        WORDS, "disciplines that share the visit limit; blank for the line's own", DISCIPLINES
    ),
    "benefit_year_starts_on": Column(
        DAY, "the first day of a benefit year of the plan; blank for 1 January"
    ),
    "injury_date": Column(DAY, "the day of the injury at work that the line is for"),
    "schedule_relative_value": Column(
        MONEY, "relative values of the line in the payer's own schedule, all units, two decimals"
    ),
}
