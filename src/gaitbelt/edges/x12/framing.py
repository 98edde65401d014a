"""What is told about the file around its claims: separators, envelopes, other content."""

import polars as pl

from gaitbelt.edges.result import ReadResult, unreadable
from gaitbelt.edges.wording import counted
from gaitbelt.edges.x12.envelope import (
    NOTE,
    PROFESSIONAL,
    Guide,
    described,
    miscounts,
    refused,
    unversioned,
)
from gaitbelt.edges.x12.problems import notes
from gaitbelt.edges.x12.survey import Survey

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


def frame_notes(
    frame: pl.DataFrame, survey: Survey, *, is_open: bool, guide: Guide = PROFESSIONAL
) -> list[pl.DataFrame]:
    """Return notes on trailer counts, a cut-off end and transactions that were not read.

    ``frame`` is the envelope of the whole file; ``is_open`` says that its last transaction
    was not closed.
    """
    told = [
        notes(
            miscounts(frame),
            code="envelope-count",
            fix="What it holds was read all the same; tell the sender.",
        )
    ]
    if guide.is_alone:
        fix = "Ask the sender to name the guide in GS08."
        told.append(notes(unversioned(frame, guide), code="version-without-guide", fix=fix))
    opened = frame.filter(pl.col("id") == "ISA").height
    if is_open or opened > frame.filter(pl.col("id") == "IEA").height:
        end = {"number": survey.segment_count, "offset": survey.byte_count, "message": _ENDS}
        ending = pl.DataFrame([end], schema=NOTE)
        told.append(
            notes(ending, code="file-cut-off", fix="Fetch the file again if claims are absent.")
        )
    return [*told, *_unread_transactions(frame, guide)]


def _unread_transactions(frame: pl.DataFrame, guide: Guide) -> list[pl.DataFrame]:
    unread = refused(frame, guide).with_columns(
        segment=pl.lit("ST"),
        message=pl.format(
            "The transaction at segment {} is {}; it was not read.", "number", "words"
        ),
    )
    return [
        notes(
            unread.filter(~pl.col("is_same_kind")),
            code="transaction-skipped",
            fix=f"Nothing to do here: only {guide.noun} ({guide.short}) are read.",
        ),
        notes(
            unread.filter("is_same_kind"),
            code="transaction-refused",
            level="claim",
            fix=guide.fix_refused,
        ),
    ]


def nothing_read(
    frame: pl.DataFrame, survey: Survey, file_name: str, guide: Guide = PROFESSIONAL
) -> ReadResult:
    """Say what the file is, when it holds no transaction of the guide at all."""
    if not survey.byte_count:
        fix = "Export the claims again and read that file."
        if guide is not PROFESSIONAL:
            fix = "Fetch the file again from its sender."
        return unreadable(file_name, "file-empty", f"{file_name} is empty.", fix)
    words = refused(frame, guide)["words"].unique(maintain_order=True).to_list()
    if not words and frame.filter(pl.col("id") == "TA1").height:
        words = [described("TA1", "")]
    if words:
        held = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
        what = f"{file_name} holds {held}, not {guide.noun} ({guide.short})."
        return unreadable(file_name, guide.problem_code, what, guide.save_as, found="x12")
    if frame.height:
        what = f"{file_name} opens as an X12 file but holds no transaction (ST)."
        fix = "Fetch the file again from its sender."
        return unreadable(file_name, "no-transaction", what, fix, found="x12")
    what = f"{file_name} is not an X12 file: it does not begin with an ISA segment."
    return unreadable(file_name, "not-x12", what, guide.fix_not_x12)
