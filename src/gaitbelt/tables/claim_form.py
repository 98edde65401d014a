"""What the claim says beside its lines."""

from gaitbelt.tables.column import DAY, MONEY, TEXT, YES_NO, Column

CLAIM_FORM: dict[str, Column] = {
    "place_of_service_code": Column(TEXT, "two figures: 11, 12, 02 and others"),
    "date_of_service_through": Column(
        DAY, "the last day of the line, where one line covers several days"
    ),
    "claim_frequency_code": Column(TEXT, "1 original, 7 replacement, 8 void"),
    "payer_claim_control_number": Column(
        TEXT, "the payer's own number of the claim that is replaced or voided"
    ),
    "referring_provider_npi": Column(TEXT, "who referred the patient or certifies the plan"),
    "prior_authorization_number": Column(TEXT, "the payer's permission"),
    "billing_provider_taxonomy_code": Column(TEXT, "the billing provider's kind, ten characters"),
    "rendering_provider_taxonomy_code": Column(
        TEXT, "the rendering provider's kind, ten characters"
    ),
    "claim_charge_amount": Column(MONEY, "the charge of the whole claim as it states it"),
    "submitted_on": Column(DAY, "the day the claim was, or is to be, sent"),
    "payer_sequence": Column(
        TEXT, "whether the payer pays first, second or third", ("primary", "secondary", "tertiary")
    ),
    "has_other_primary_payer": Column(
        YES_NO, "whether another payer is known to pay before the one that is billed"
    ),
}
