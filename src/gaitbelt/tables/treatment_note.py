"""What the notes and reports about a line's visit say."""

from gaitbelt.tables.column import DAY, NUMBER, TEXT, WORDS, YES_NO, Column

PEOPLE = (
    "therapist", "assistant", "student", "aide", "physician", "non_physician_practitioner",
)  # fmt: skip
"""Who gives or signs: the assistant is a PTA or OTA, or one of speech-language pathology."""

NOTE_ITEMS = (
    "date", "interventions", "timed_minutes", "total_minutes", "minutes_are_skilled",
    "minutes_support_units", "minutes_per_code", "assistant_minutes", "signature",
    "contributors", "signature_kind", "clinician_participation", "student",
    "separate_intervals", "group", "kx_reason", "caregiver_consent", "response",
    "completed_on", "uhc_total_time", "cigna_total_minutes",
)  # fmt: skip
"""The items of the treatment note's checklist, by their names there."""

REPORT_ITEMS = (
    "within_treatment_days", "period_from", "period_through", "written_on", "subjective",
    "objective", "progress_toward_goals", "plan_to_continue", "goal_changes",
    "no_assistant_judgement", "signature", "clinician_participation", "treatment_notes_serve",
    "functional_report",
)  # fmt: skip
"""The items of the progress report's checklist, by their names there."""

TREATMENT_NOTE: dict[str, Column] = {
    "note_contents": Column(
        WORDS, "what the visit's note contains, by the items of the checklist", NOTE_ITEMS
    ),
    "note_codes": Column(WORDS, "codes of the interventions that the visit's note documents"),
    "note_timed_minutes": Column(
        NUMBER, "total minutes of the timed codes of the visit, as the note states them"
    ),
    "note_total_minutes": Column(
        NUMBER, "total treatment minutes of the visit in the note, timed and untimed"
    ),
    "note_treatment_mode": Column(
        TEXT, "how the note says the intervention was given", ("one_on_one", "group")
    ),
    "note_text": Column(
        TEXT, "the note's words, or a fingerprint of them: alike where the notes are alike"
    ),
    "note_dictated_on": Column(DAY, "the day the note was dictated, where it was"),
    "note_signed_on": Column(DAY, "the day the note was signed"),
    "is_note_signed": Column(YES_NO, "whether the note is signed"),
    "has_note_credentials": Column(
        YES_NO, "whether the signer's professional identity stands beside the signature"
    ),
    "note_signers": Column(WORDS, "who signed the visit's note", PEOPLE),
    "has_progress_report": Column(
        YES_NO,
        "whether a progress report was written on the day of the visit, or after it and before "
        "the next visit",
    ),
    "progress_report_signers": Column(WORDS, "who signed that progress report", PEOPLE),
    "progress_report_contents": Column(
        WORDS, "what that progress report contains, by the items of the checklist", REPORT_ITEMS
    ),
    "progress_report_assistant_contents": Column(
        WORDS, "which of its items an assistant wrote", REPORT_ITEMS
    ),
    "discharged_on": Column(DAY, "the day of discharge from the episode; blank while it lasts"),
    "has_discharge_note": Column(
        YES_NO, "whether the record holds a discharge note of the episode"
    ),
    "records_requested_on": Column(
        DAY, "the day on which the payer asked for the claim's records before payment"
    ),
    "records_received_on": Column(DAY, "the day on which the payer received those records"),
}
