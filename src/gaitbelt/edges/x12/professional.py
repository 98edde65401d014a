"""Professional claims (837P, version 5010) as service lines."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from gaitbelt.edges.result import CLAIMS, LINES, ReadResult, combined, unopened, unreadable
from gaitbelt.edges.wording import counted
from gaitbelt.edges.x12.chunks import CHUNK_BYTES, Chunk, Survey, chunks
from gaitbelt.edges.x12.claims import claim_table
from gaitbelt.edges.x12.envelope import (
    ENVELOPE,
    SAVE_AS,
    described,
    envelope,
    is_open_at_end,
    miscounts,
    professional_count,
    refused,
    transactions,
)
from gaitbelt.edges.x12.lines import line_table, problems_of
from gaitbelt.edges.x12.loops import claim_places, line_places, professional
from gaitbelt.edges.x12.problems import claim_problems, finished, notes
from gaitbelt.tables.problem import PROBLEM

FORMAT = "837P"


def read_professional_claims(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = CHUNK_BYTES
) -> ReadResult:
    """Return the service lines of an 837P file and what could not be read in it.

    ``path`` is the file or its bytes; ``file_name`` is what messages call it. ``lines`` has
    the service line's shape with ``source_row`` (segment number from 1) and
    ``source_byte_offset`` of the line's first segment. No content raises: a file that is no
    837P gives one problem of level ``file``. Reads version 005010X222 and its addenda.
    """
    parts = list(iter_professional_claims(path, file_name=file_name, chunk_bytes=chunk_bytes))
    whole = combined(parts)
    ended = finished(whole.problems, file_name, whole.claim_count)
    return ReadResult(
        whole.lines, ended, whole.claims, whole.claim_count, whole.row_count, whole.format
    )


def iter_professional_claims(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = CHUNK_BYTES
) -> Iterator[ReadResult]:
    """Yield the file's service lines chunk by chunk, in memory that does not grow.

    The last part holds what is known only at the end: counts, refused transactions.
    Its problems do not yet say how many other claims were read.
    """
    try:
        source = BytesIO(path) if isinstance(path, bytes) else path.open("rb")
    except OSError as error:
        yield unopened(file_name, error)
        return
    with source:
        try:
            yield from _parts(source, file_name, chunk_bytes)
        except OSError as error:
            yield unopened(file_name, error)


def _parts(source: BinaryIO, file_name: str, chunk_bytes: int) -> Iterator[ReadResult]:
    survey = Survey()
    envelopes = [pl.DataFrame(schema=ENVELOPE)]
    is_open = False
    for chunk in chunks(source, survey, chunk_bytes):
        envelopes.append(envelope(chunk.segments))
        is_open = is_open_at_end(chunk.segments)
        yield _claims_of(chunk, file_name, survey)
    frame = pl.concat(envelopes)
    if not professional_count(frame):
        yield _nothing_read(frame, survey, file_name)
        return
    closing = [*_survey_notes(survey), *_frame_notes(frame, survey, is_open=is_open)]
    yield ReadResult(problems=pl.concat(closing), row_count=survey.segment_count, format=FORMAT)


def _claims_of(chunk: Chunk, file_name: str, survey: Survey) -> ReadResult:
    segments = professional(chunk.segments, transactions(chunk.segments))
    places = claim_places(segments)
    if not len(places.claim):
        return ReadResult(format=FORMAT)
    claims = claim_table(segments, places)
    lines = line_table(segments, line_places(segments, places.claim), claims)
    problems = [pl.DataFrame(schema=PROBLEM)]
    if chunk.is_last and is_open_at_end(segments):
        claims, lines, problems = _without_cut_claim(claims, lines, survey)
    problems += [*_claim_problems(claims, lines), *problems_of(lines)]
    read = lines.filter("has_service")
    return ReadResult(
        lines=_shaped(read, LINES, file_name),
        problems=pl.concat(problems),
        claims=_shaped(claims, CLAIMS, file_name),
        claim_count=len(claims),
        format=FORMAT,
    )


def _shaped(
    rows: pl.DataFrame, shape: dict[str, pl.DataType], file_name: str
) -> pl.DataFrame:
    known = {"source_file": pl.lit(file_name), "is_subject": pl.lit(value=True)}
    return rows.select(
        known[name].alias(name)
        if name in known
        else pl.col(name).cast(dtype)
        if name in rows.columns
        else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in shape.items()
    )


def _without_cut_claim(
    claims: pl.DataFrame, lines: pl.DataFrame, survey: Survey
) -> tuple[pl.DataFrame, pl.DataFrame, list[pl.DataFrame]]:
    """Leave out the claim the file ends in, unless it can be seen to be whole.

    It is whole when the file ends with a terminator, every line has its service and its
    date, and the line charges add up to the claim's.
    """
    last = len(claims) - 1
    own = lines.filter(pl.col("claim_index") == last)
    is_whole = (
        not survey.is_cut_inside_segment
        and len(own) > 0
        and bool((own["has_service"] & own["date_of_service"].is_not_null()).all())
        and own["charge_amount"].sum() == claims["claim_charge_amount"][last]
    )
    if is_whole:
        return claims, lines, [pl.DataFrame(schema=PROBLEM)]
    cut = claim_problems(
        claims.tail(1),
        pl.lit(value=True),
        code="claim-cut-off",
        level="claim",
        element="CLM",
        what=pl.lit("the file ends inside this claim, so it was left out"),
        fix="Fetch the file again from its sender and read it again",
    )
    return claims.head(last), lines.filter(pl.col("claim_index") != last), [cut]


def _claim_problems(claims: pl.DataFrame, lines: pl.DataFrame) -> list[pl.DataFrame]:
    held = np.bincount(lines["claim_index"].to_numpy(), minlength=len(claims))
    counted_claims = claims.with_columns(held=pl.Series(held[: len(claims)]))
    raw = pl.col("raw_charge")
    return [
        claim_problems(
            counted_claims,
            pl.col("claim_id").is_null(),
            code="claim-without-number",
            level="value",
            element="CLM01",
            what=pl.lit("it has no patient control number, so its lines carry no claim_id"),
        ),
        claim_problems(
            counted_claims,
            raw.is_not_null() & pl.col("claim_charge_amount").is_null(),
            code="charge-not-an-amount",
            level="value",
            element="CLM02",
            what=pl.lit("the claim's charge is not an amount with two decimals"),
        ),
        claim_problems(
            counted_claims,
            pl.col("held") == 0,
            code="claim-without-lines",
            level="claim",
            element="CLM",
            what=pl.lit("no service line follows, so there is nothing to judge"),
        ),
    ]


def _survey_notes(survey: Survey) -> list[pl.DataFrame]:
    told = []
    for offset in survey.recovered:
        told.append(("ISA", offset, "The opening segment is absent or not 106 bytes long; "
                     "the separators were taken from what follows."))
    for offset in survey.other_components:
        told.append(("ISA", offset, "The claims part components by another sign than ISA16 "
                     "announces; theirs was used."))
    forgotten = survey.forgotten_terminators
    if forgotten:
        what = counted(len(forgotten), "segment ends", "segments end")
        told.append((None, forgotten[0], f"{what} in a new line without a terminator; "
                     "the new line was taken for it."))
    for offset in survey.without_separators:
        told.append(("ISA", offset, "From here on the separators could not be found; "
                     "nothing after this place was read."))
    rows = pl.DataFrame(
        [{"segment": name, "number": None, "offset": at, "message": what}
         for name, at, what in told],
        schema={"segment": pl.String, "number": pl.Int64, "offset": pl.Int64,
                "message": pl.String},
    )  # fmt: skip
    return [notes(rows, code="separators", fix="Ask the sender to write the standard envelope.")]


def _frame_notes(
    frame: pl.DataFrame, survey: Survey, *, is_open: bool
) -> list[pl.DataFrame]:
    wrong = miscounts(frame, survey.segment_count)
    told = [notes(wrong, code="envelope-count",
                  fix="The claims were read all the same; tell the sender.")]
    if is_open or frame.filter(pl.col("id") == "ISA").height > frame.filter(
        pl.col("id") == "IEA"
    ).height:
        told.append(notes(_ending(survey), code="file-cut-off",
                          fix="Fetch the file again if claims are absent."))
    others = refused(frame).with_columns(segment=pl.lit("ST"))
    skipped = others.with_columns(
        message=pl.format("The transaction at segment {} is {}; it was not read.", "number",
                          "words")
    )
    told.append(notes(skipped.filter(~pl.col("is_claims")), code="transaction-skipped",
                      fix="Nothing to do here: only professional claims are read."))
    claim_files = notes(skipped.filter("is_claims"), code="transaction-refused", level="claim",
                        fix="Export its claims as 837P, version 005010X222A1, and read those")
    return [*told, claim_files]


def _ending(survey: Survey) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "segment": [None],
            "number": [survey.segment_count],
            "offset": [survey.byte_count],
            "message": ["The file ends before its closing segments (SE, GE, IEA)."],
        },
        schema={"segment": pl.String, "number": pl.Int64, "offset": pl.Int64,
                "message": pl.String},
    )  # fmt: skip


def _nothing_read(frame: pl.DataFrame, survey: Survey, file_name: str) -> ReadResult:
    """Say what the file is, when it holds no professional claim at all."""
    if not survey.byte_count:
        return unreadable(file_name, "file-empty", f"{file_name} is empty.",
                          "Export the claims again and read that file.")
    others = refused(frame)
    if others.height:
        words = others["words"].unique(maintain_order=True).to_list()
        what = words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
        return unreadable(file_name, "not-professional-claims",
                          f"{file_name} holds {what}, not professional claims (837P).",
                          SAVE_AS, found="x12")
    if frame.filter(pl.col("id") == "TA1").height:
        return unreadable(file_name, "not-professional-claims",
                          f"{file_name} holds {described('TA1', '')}, not professional claims "
                          "(837P).", SAVE_AS, found="x12")  # fmt: skip
    if frame.height:
        return unreadable(file_name, "no-transaction",
                          f"{file_name} opens as an X12 file but holds no transaction (ST).",
                          "Fetch the file again from its sender.", found="x12")
    return unreadable(file_name, "not-x12",
                      f"{file_name} is not an X12 file: it does not begin with an ISA segment.",
                      "Name an 837P file, or a table as CSV, Parquet or JSON lines.")
