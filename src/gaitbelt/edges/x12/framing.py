"""What is told about the file around its claims: separators, envelopes, other content."""

import polars as pl

from gaitbelt.edges.result import ReadResult, unreadable
from gaitbelt.edges.wording import counted
from gaitbelt.edges.x12.chunks import Survey
from gaitbelt.edges.x12.envelope import NOTE, SAVE_AS, described, miscounts, refused
from gaitbelt.edges.x12.problems import notes

_OPENING = (
    "The opening segment is absent or not 106 bytes long; the separators were taken from "
    "what follows."
)
_COMPONENTS = "The claims part components by another sign than ISA16 announces; theirs was used."
_LOST = "From here on the separators could not be found; nothing after this place was read."
_ENDS = "The file ends before its closing segments (SE, GE, IEA)."


def survey_notes(survey: Survey) -> pl.DataFrame:
    """Return notes on how the text is written, as ``PROBLEM``."""
    told = [
        *((offset, "ISA", _OPENING) for offset in survey.recovered),
        *((offset, "ISA", _COMPONENTS) for offset in survey.other_components),
        *((offset, None, _LOST) for offset in survey.without_separators),
    ]
    forgotten = survey.forgotten_terminators
    if forgotten:
        ends = counted(len(forgotten), "segment ends", "segments end")
        why = f"{ends} in a new line without a terminator; the new line was taken for it."
        told.append((forgotten[0], None, why))
    rows = [
        {"segment": name, "offset": offset, "message": message} for offset, name, message in told
    ]
    return notes(
        pl.DataFrame(rows, schema=NOTE),
        code="separators",
        fix="Ask the sender to write the standard envelope.",
    )


def frame_notes(frame: pl.DataFrame, survey: Survey, *, is_open: bool) -> list[pl.DataFrame]:
    """Return notes on trailer counts, a cut-off end and transactions that were not read.

    ``frame`` is the envelope of the whole file; ``is_open`` says that its last transaction
    was not closed.
    """
    told = [
        notes(
            miscounts(frame),
            code="envelope-count",
            fix="The claims were read all the same; tell the sender.",
        )
    ]
    opened = frame.filter(pl.col("id") == "ISA").height
    if is_open or opened > frame.filter(pl.col("id") == "IEA").height:
        end = {"number": survey.segment_count, "offset": survey.byte_count, "message": _ENDS}
        ending = pl.DataFrame([end], schema=NOTE)
        told.append(
            notes(ending, code="file-cut-off", fix="Fetch the file again if claims are absent.")
        )
    return [*told, *_unread_transactions(frame)]


def _unread_transactions(frame: pl.DataFrame) -> list[pl.DataFrame]:
    unread = refused(frame).with_columns(
        segment=pl.lit("ST"),
        message=pl.format(
            "The transaction at segment {} is {}; it was not read.", "number", "words"
        ),
    )
    return [
        notes(
            unread.filter(~pl.col("is_claims")),
            code="transaction-skipped",
            fix="Nothing to do here: only professional claims are read.",
        ),
        notes(
            unread.filter("is_claims"),
            code="transaction-refused",
            level="claim",
            fix="Export its claims as 837P, version 005010X222A1, and read those",
        ),
    ]


def nothing_read(frame: pl.DataFrame, survey: Survey, file_name: str) -> ReadResult:
    """Say what the file is, when it holds no professional claim at all."""
    if not survey.byte_count:
        fix = "Export the claims again and read that file."
        return unreadable(file_name, "file-empty", f"{file_name} is empty.", fix)
    words = refused(frame)["words"].unique(maintain_order=True).to_list()
    if not words and frame.filter(pl.col("id") == "TA1").height:
        words = [described("TA1", "")]
    if words:
        held = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
        what = f"{file_name} holds {held}, not professional claims (837P)."
        return unreadable(file_name, "not-professional-claims", what, SAVE_AS, found="x12")
    if frame.height:
        what = f"{file_name} opens as an X12 file but holds no transaction (ST)."
        fix = "Fetch the file again from its sender."
        return unreadable(file_name, "no-transaction", what, fix, found="x12")
    what = f"{file_name} is not an X12 file: it does not begin with an ISA segment."
    fix = "Name an 837P file, or a table as CSV, Parquet or JSON lines."
    return unreadable(file_name, "not-x12", what, fix)
