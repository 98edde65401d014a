"""Professional claims (837P, version 5010) as service lines."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from gaitbelt.edges.result import CLAIMS, LINES, ReadResult, combined, unopened
from gaitbelt.edges.x12.chunks import CHUNK_BYTES, Chunk, Survey, chunks
from gaitbelt.edges.x12.claims import claim_table
from gaitbelt.edges.x12.envelope import (
    ENVELOPE,
    envelope,
    is_open_at_end,
    kept_count,
    transactions,
)
from gaitbelt.edges.x12.framing import frame_notes, nothing_read, survey_notes
from gaitbelt.edges.x12.lines import line_table, problems_of
from gaitbelt.edges.x12.loops import claim_places, line_places, without_others
from gaitbelt.edges.x12.problems import CORRECT_CLAIM, Kind, claim_problems, finished
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
    if not kept_count(frame):
        yield nothing_read(frame, survey, file_name)
        return
    closing = [survey_notes(survey), *frame_notes(frame, survey, is_open=is_open)]
    yield ReadResult(problems=pl.concat(closing), row_count=survey.segment_count, format=FORMAT)


def _claims_of(chunk: Chunk, file_name: str, survey: Survey) -> ReadResult:
    segments = without_others(chunk.segments, transactions(chunk.segments))
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


def _shaped(rows: pl.DataFrame, shape: dict[str, pl.DataType], file_name: str) -> pl.DataFrame:
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
    again = "Fetch the file again from its sender and read it again"
    cut = claim_problems(
        claims.tail(1),
        pl.lit(value=True),
        Kind("claim-cut-off", "claim", "CLM", again),
        pl.lit("the file ends inside this claim, so it was left out"),
    )
    return claims.head(last), lines.filter(pl.col("claim_index") != last), [cut]


def _claim_problems(claims: pl.DataFrame, lines: pl.DataFrame) -> list[pl.DataFrame]:
    held = np.bincount(lines["claim_index"].to_numpy(), minlength=len(claims))
    counted = claims.with_columns(held=pl.Series(held[: len(claims)]))
    raw = pl.col("raw_charge")
    kinds = [
        (
            pl.col("claim_id").is_null(),
            Kind("claim-without-number", "value", "CLM01", CORRECT_CLAIM),
            "it has no patient control number, so its lines carry no claim_id",
        ),
        (
            raw.is_not_null() & pl.col("claim_charge_amount").is_null(),
            Kind("charge-not-an-amount", "value", "CLM02", CORRECT_CLAIM),
            "the claim's charge is not an amount with two decimals",
        ),
        (
            pl.col("held") == 0,
            Kind("claim-without-lines", "claim", "CLM", CORRECT_CLAIM),
            "no service line follows, so there is nothing to judge",
        ),
    ]
    return [claim_problems(counted, wrong, kind, pl.lit(what)) for wrong, kind, what in kinds]
