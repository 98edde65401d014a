"""Who gave a service, and who supervised."""

from gaitbelt.tables.column import TEXT, YES_NO, Column

SUPERVISION: dict[str, Column] = {
    "furnished_by": Column(
        TEXT,
        "who gave the service; student where a student took part in giving it",
        ("therapist", "assistant", "student", "aide", "physician", "non_physician_practitioner"),
    ),
    "supervision_level": Column(
        TEXT,
        "how the therapist supervised an assistant: in the room, in the office suite, by live "
        "picture and sound, reachable, or not at all",
        ("personal", "direct", "virtual", "general", "none"),
    ),
    "is_student_directed": Column(
        YES_NO,
        "whether the therapist was in the room throughout, directed the student and treated no "
        "one else",
    ),
    "is_incident_to": Column(
        YES_NO,
        "whether the service is billed as incident to a physician's or non-physician "
        "practitioner's",
    ),
    "is_maintenance": Column(
        YES_NO, "whether the service is part of a maintenance programme, not of rehabilitation"
    ),
}
