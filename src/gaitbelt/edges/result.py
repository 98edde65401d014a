"""What reading a file gives: the lines, the claims, and what could not be read."""

from dataclasses import dataclass, field

import polars as pl

from gaitbelt.tables.claim_form import CLAIM_FORM
from gaitbelt.tables.column import MONEY
from gaitbelt.tables.problem import PROBLEM, no_problems
from gaitbelt.tables.service_line import CLAIM_LINE, ORIGIN, SERVICE_LINE, complete

LINES: dict[str, pl.DataType] = {**SERVICE_LINE, **ORIGIN}
"""The columns of ``ReadResult.lines``, in order; those of the record stand between."""

CLAIM_LINES: dict[str, pl.DataType] = {
    **CLAIM_LINE,
    **{
        name: CLAIM_FORM[name].dtype
        for name in (
            "place_of_service_code",
            "date_of_service_through",
            "claim_frequency_code",
            "payer_claim_control_number",
            "referring_provider_npi",
            "prior_authorization_number",
            "billing_provider_taxonomy_code",
            "rendering_provider_taxonomy_code",
            "claim_charge_amount",
            "submitted_on",
            "payer_sequence",
        )
    },
    **ORIGIN,
}
"""The columns of the lines of a claim file: of the record those that it has a place for."""

CLAIMS: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "claim_frequency_code": pl.String(),
    "claim_charge_amount": MONEY,
    "payer": pl.String(),
    "patient_id": pl.String(),
    "source_file": pl.String(),
    "source_row": pl.Int64(),
    "source_byte_offset": pl.Int64(),
}
"""One row per claim read from an X12 file; a table file has none."""


def no_lines() -> pl.DataFrame:
    """Return an empty table of service lines with their origin."""
    return pl.DataFrame(schema=LINES)


def no_claims() -> pl.DataFrame:
    """Return an empty table of claims."""
    return pl.DataFrame(schema=CLAIMS)


@dataclass(frozen=True, slots=True)
class ReadResult:
    """Everything one file gave.

    ``lines`` has the shape ``LINES`` and any columns of the record, ``claims`` the shape ``CLAIMS`` and ``problems``
    the shape ``PROBLEM``. ``row_count`` counts the data rows (of a table) or the segments
    (of an X12 file) seen, read or not. ``format`` says what the content was found to be.
    """

    lines: pl.DataFrame = field(default_factory=no_lines)
    problems: pl.DataFrame = field(default_factory=no_problems)
    claims: pl.DataFrame = field(default_factory=no_claims)
    claim_count: int = 0
    row_count: int = 0
    format: str = "unknown"

    @property
    def is_readable(self) -> bool:
        """Whether anything of the file could be read."""
        return not (self.problems["level"] == "file").any()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the reader did that loses nothing, one sentence each."""
        return tuple(self.problems.filter(pl.col("level") == "note")["message"].to_list())


def problem(file_name: str, level: str, code: str, message: str, fix: str) -> pl.DataFrame:
    """Return one problem about a whole file, as a table of one row."""
    known = {
        "file": file_name,
        "level": level,
        "problem_code": code,
        "message": message,
        "fix": fix,
    }
    return pl.DataFrame([known], schema=PROBLEM)


def unreadable(
    file_name: str, code: str, message: str, fix: str, *, found: str = "unknown"
) -> ReadResult:
    """Return the result of a file of which nothing could be read."""
    return ReadResult(problems=problem(file_name, "file", code, message, fix), format=found)


def damaged() -> OSError:
    """Return what stands for compressed data that cannot be unpacked to its end."""
    return OSError(0, "the compressed data is cut off or damaged")


def unopened(file_name: str, error: OSError) -> ReadResult:
    """Return the result of a file that the system would not open."""
    if isinstance(error, IsADirectoryError):
        why, fix = "is a folder, not a file", "Name the files in it."
    elif isinstance(error, FileNotFoundError):
        why, fix = "is not there", "Check the name and the folder."
    elif isinstance(error, PermissionError):
        why, fix = "may not be opened by this user", "Ask for the right to read it."
    else:
        reason = (error.strerror or "the system gave no reason").lower()
        why, fix = f"could not be opened ({reason})", "Copy it to a local folder and try again."
    return unreadable(file_name, "unopened", f"{file_name} {why}.", fix)


def combined(parts: list[ReadResult]) -> ReadResult:
    """Return several parts of one file as one result, in order."""
    if not parts:
        return ReadResult()
    return ReadResult(
        lines=complete(pl.concat([part.lines for part in parts], how="diagonal")),
        problems=pl.concat([part.problems for part in parts]),
        claims=pl.concat([part.claims for part in parts]),
        claim_count=sum(part.claim_count for part in parts),
        row_count=sum(part.row_count for part in parts),
        format=parts[0].format,
    )
