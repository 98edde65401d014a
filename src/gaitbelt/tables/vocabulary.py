"""The words that cells of the tables may hold; plain Python, so that verbs start quickly."""

DISCIPLINES = ("PT", "OT", "SLP")
THERAPY_MODIFIERS = {"PT": "GP", "OT": "GO", "SLP": "GN"}
"""The modifier that names the discipline of a line."""
ASSISTANT_MODIFIERS = {"PT": "CQ", "OT": "CO"}
"""The modifier of what an assistant furnished; speech-language pathology has none."""

PRACTITIONER = "practitioner"
OUTPATIENT = "outpatient"
CRITICAL_ACCESS = "critical_access_hospital"
SETTINGS = (PRACTITIONER, OUTPATIENT, CRITICAL_ACCESS)

CONFIDENCE = {
    "P": "primary source read",
    "S": "secondary source",
    "M": "from memory, not re-read",
    "D": "deduced",
}
"""What the letters of confidence mean."""
