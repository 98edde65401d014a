"""The finding: what a rule says about one line, date, claim or other grain."""

import polars as pl

FINDING: dict[str, pl.DataType] = {
    "finding_id": pl.String(),
    "rule_code": pl.String(),
    "rule_name": pl.String(),
    "grain": pl.String(),
    "outcome": pl.String(),
    "severity": pl.String(),
    "message": pl.String(),
    "fix": pl.String(),
    "claim_id": pl.String(),
    "line_number": pl.Int64(),
    "visit_id": pl.String(),
    "patient_id": pl.String(),
    "date_of_service": pl.Date(),
    "discipline": pl.String(),
    "payer": pl.String(),
    "hcpcs_code": pl.String(),
    "missing": pl.List(pl.String()),
    "evidence": pl.String(),
    "policy_rows": pl.List(pl.String()),
    "citations": pl.List(pl.String()),
    "confidence": pl.String(),
    "exposure_amount": pl.Decimal(12, 2),
    "source_file": pl.String(),
    "source_row": pl.Int64(),
    "source_byte_offset": pl.Int64(),
    "rulebook_digest": pl.String(),
}
"""``evidence`` is a JSON object of fact name to value; ``missing`` names absent inputs."""

BREACH = "breach"
CLEAR = "clear"
CANNOT_TELL = "cannot tell"
OUTCOMES = (BREACH, CANNOT_TELL, CLEAR)

SEVERITIES = ("note", "underpaid", "recoup", "deny")
"""From least to most severe."""

TALLY: dict[str, pl.DataType] = {
    "rule_code": pl.String(),
    "breach": pl.Int64(),
    "clear": pl.Int64(),
    "cannot_tell": pl.Int64(),
}
"""How many subjects each rule judged, by outcome."""

NOT_ASKED: dict[str, pl.DataType] = {
    "rule_code": pl.String(),
    "missing": pl.List(pl.String()),
}
"""Rules that were not asked, and the columns of the record that they need."""


def nothing_unasked() -> pl.DataFrame:
    """Return an empty table of rules that were not asked."""
    return pl.DataFrame(schema=NOT_ASKED)
