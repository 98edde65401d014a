"""What an evaluation or re-evaluation documents."""

from gaitbelt.tables.column import NUMBER, TEXT, WORDS, Column

EVALUATION: dict[str, Column] = {
    "personal_factor_count": Column(
        NUMBER, "PT: personal factors and comorbidities that affect the plan of care"
    ),
    "examination_element_count": Column(
        NUMBER,
        "PT: body structures and functions, activity limits and restrictions of participation "
        "that were examined with standardised tests and measures",
    ),
    "clinical_presentation": Column(
        TEXT, "PT: how the patient's condition presents", ("stable", "evolving", "unstable")
    ),
    "occupational_profile": Column(
        TEXT,
        "OT: how far profile and history were reviewed",
        ("brief", "expanded", "extensive"),
    ),
    "performance_deficit_count": Column(
        NUMBER, "OT: physical, cognitive and psychosocial deficits that limit the patient"
    ),
    "decision_making": Column(
        TEXT, "PT and OT: how complex the clinical decisions were", ("low", "moderate", "high")
    ),
    "evaluation_components": Column(
        WORDS,
        "PT and OT: which components of the evaluation the record shows",
        (
            "history",
            "examination",
            "presentation",
            "decision_making",
            "occupational_profile",
            "performance_deficits",
        ),
    ),
    "evaluated_areas": Column(
        WORDS,
        "SLP: what the evaluation looked at",
        ("speech_sound", "language", "fluency", "voice"),
    ),
    "reevaluation_reasons": Column(
        WORDS,
        "why a re-evaluation was made, or none where the record gives no reason",
        (
            "new_findings",
            "significant_change",
            "failure_to_respond",
            "discharge",
            "routine",
            "progress_report",
            "recertification",
            "none",
        ),
    ),
    "orthotic_encounter": Column(
        TEXT,
        "whether this is the first encounter for the orthosis or prosthesis, or a later one",
        ("initial", "subsequent"),
    ),
}
