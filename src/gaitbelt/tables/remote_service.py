"""What is known of a service given, or monitored, from afar."""

from gaitbelt.tables.column import NUMBER, YES_NO, Column

REMOTE_SERVICE: dict[str, Column] = {
    "monitored_days": Column(NUMBER, "days with data in the 30 days of a monitoring supply"),
    "live_interaction_count": Column(
        NUMBER,
        "real-time two-way talks with the patient or caregiver in the month of monitoring",
    ),
    "is_started_by_patient": Column(
        YES_NO, "whether the patient asked for the e-visit or check-in"
    ),
    "is_related_to_visit": Column(
        YES_NO,
        "whether a check-in is about a visit of the 7 days before, or led to one within 24 hours",
    ),
    "is_patient_at_home": Column(
        YES_NO, "whether the patient was at home during a telehealth service"
    ),
    "has_caregiver_consent": Column(
        YES_NO, "whether the record shows the patient's consent to training the caregiver"
    ),
}
