"""The plan of care under which a line was given, and its certification.

The certification columns are those of the certification on which the line rests: the
initial one, or the recertification of its interval.
"""

from gaitbelt.tables.column import DAY, TEXT, WORDS, YES_NO, Column

PLAN_CONTENTS = (
    "diagnoses",
    "long_term_goals",
    "type",
    "amount",
    "frequency",
    "duration",
)
"""What a plan states at least, by the item names of the plan-of-care checklist."""

PROFESSIONS = (
    "physician",
    "podiatrist",
    "optometrist",
    "nurse_practitioner",
    "clinical_nurse_specialist",
    "physician_assistant",
    "physical_therapist",
    "occupational_therapist",
    "speech_language_pathologist",
    "physical_therapist_assistant",
    "occupational_therapy_assistant",
    "registered_nurse",
    "chiropractor",
    "dentist",
    "student",
    "aide",
    "other",
)
"""Who establishes, changes or certifies a plan; a physician is an MD or DO."""

CHANGE_SIGNERS = (*PROFESSIONS, "nurse_on_oral_order", "no_one")

KINDS = ("initial", "recertification")
WAYS = ("signed_plan", "verbal_order", "signed_order_and_plan_sent", "none")
SIGNATURES = ("handwritten", "electronic", "stamp", "stamp_for_disability", "none")

_PLAN = {
    "plan_of_care_id": Column(TEXT, "the plan's own number in the record"),
    "plan_established_on": Column(DAY, "the day the plan of care was established"),
    "plan_established_by": Column(TEXT, "who established the plan, by profession", PROFESSIONS),
    "plan_contents": Column(WORDS, "what the plan states", PLAN_CONTENTS),
    "plan_ends_on": Column(
        DAY, "the last day of the plan's duration, where it is a length of time"
    ),
    "first_treatment_on": Column(
        DAY, "the first day of treatment under the plan, the evaluation included"
    ),
}

_CERTIFICATION = {
    "certification_kind": Column(TEXT, "initial, or one for a further interval", KINDS),
    "certification_way": Column(
        TEXT, "how the plan is certified; none where nothing certifies it", WAYS
    ),
    "certification_signed_on": Column(
        DAY, "the day of the signature that certifies, also after a verbal order"
    ),
    "certification_signature": Column(
        TEXT, "how the certification is signed; none where it is not", SIGNATURES
    ),
    "is_certification_dated": Column(YES_NO, "whether the signature that certifies has a date"),
    "verbal_order_on": Column(DAY, "the day of the verbal order that certifies the plan"),
    "certified_by": Column(TEXT, "who certified the plan, by profession", PROFESSIONS),
    "is_low_vision_plan": Column(YES_NO, "whether the plan is for low vision services"),
    "is_within_certifier_scope": Column(
        YES_NO, "whether state law lets a podiatrist certify what the plan holds"
    ),
    "is_case_known_to_certifier": Column(YES_NO, "whether the certifier has knowledge of the case"),
    "certified_from": Column(DAY, "the first day of the certified interval"),
    "certified_through": Column(DAY, "the last day of the certified interval"),
    "is_delay_explained": Column(
        YES_NO, "whether the record gives a reason for a late certification"
    ),
    "is_physician_involvement_shown": Column(
        YES_NO, "whether the record shows a physician's or practitioner's part in the case then"
    ),
}

_ORDER = {
    "is_order_on_file": Column(YES_NO, "whether an order or referral is in the record"),
    "is_order_signed": Column(YES_NO, "whether the order is signed"),
    "is_order_dated": Column(YES_NO, "whether the order is dated"),
    "is_plan_sent": Column(YES_NO, "whether the plan was sent to the one who wrote the order"),
    "plan_sent_on": Column(DAY, "the day the plan was sent to the one who wrote the order"),
}

_CHANGE = {
    "plan_changed_on": Column(DAY, "the day of the plan's last change"),
    "is_plan_change_written": Column(YES_NO, "whether the change is in writing"),
    "plan_change_signed_by": Column(TEXT, "who signed the change, by profession", CHANGE_SIGNERS),
    "is_plan_change_significant": Column(
        YES_NO, "whether the change is significant: the long-term goals differ"
    ),
    "is_plan_change_certified": Column(
        YES_NO, "whether a physician or practitioner certified the changed plan"
    ),
}

PLAN_OF_CARE: dict[str, Column] = {**_PLAN, **_CERTIFICATION, **_ORDER, **_CHANGE}
