"""Professional claims (837P, version 5010) as service lines."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl

from gaitbelt.edges.result import CLAIM_LINES, CLAIMS, ReadResult, combined, unopened
from gaitbelt.edges.x12.blocks import BLOCK_BYTES, Block, blocks, envelope_guide
from gaitbelt.edges.x12.claim_lines import claim_line_tables, line_table, line_table_problems
from gaitbelt.edges.x12.envelope import is_left_open
from gaitbelt.edges.x12.fill import Filled, filled
from gaitbelt.edges.x12.guide.load import guide
from gaitbelt.edges.x12.patients import with_people
from gaitbelt.edges.x12.problems import CORRECT_CLAIM, Kind, claim_problems, finished
from gaitbelt.edges.x12.reading import Followed
from gaitbelt.edges.x12.survey import Survey
from gaitbelt.tables.problem import PROBLEM

FORMAT = "837P"


def read_professional_claims(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = BLOCK_BYTES
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
    path: Path | bytes, *, file_name: str, chunk_bytes: int = BLOCK_BYTES
) -> Iterator[ReadResult]:
    """Yield the file's service lines block by block, in memory that does not grow.

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


def _parts(source: BinaryIO, file_name: str, block_bytes: int) -> Iterator[ReadResult]:
    claims = guide("837P")
    followed = Followed(envelope_guide(claims), file_name)
    for block in blocks(source, followed.survey, claims, block_bytes):
        followed.see(block)
        yield _claims_of(block, file_name, followed.survey)
    ended = followed.ended()
    is_read = not (ended.problems["level"] == "file").any()
    yield ReadResult(
        problems=ended.problems,
        row_count=ended.segment_count if is_read else 0,
        format=FORMAT if is_read else "x12",
    )


def _claims_of(block: Block, file_name: str, survey: Survey) -> ReadResult:
    found = filled(block.loops, tables=claim_line_tables())
    claims, lines = _tables(found)
    if not len(claims):
        return ReadResult(format=FORMAT)
    problems = [pl.DataFrame(schema=PROBLEM)]
    if block.is_last and is_left_open(block.text):
        claims, lines, problems = _without_cut_claim(claims, lines, survey)
    problems += _claim_problems(found["claims"], claims, lines)
    problems += line_table_problems(found["lines"], lines)
    read = lines.filter("has_service") if not lines["has_service"].all() else lines
    return ReadResult(
        lines=_shaped(read, CLAIM_LINES, file_name),
        problems=pl.concat(problems),
        claims=_shaped(claims, CLAIMS, file_name),
        claim_count=len(claims),
        format=FORMAT,
    )


def _tables(found: dict[str, Filled]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the block's claims, and its lines with what each has from its claim."""
    claims = with_people(found["claims"].frame).with_columns(
        claim_row=pl.col("source_row"), index=pl.int_range(pl.len(), dtype=pl.Int64)
    )
    return claims, line_table(found["lines"], claims)


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


def _claim_problems(found: Filled, claims: pl.DataFrame, lines: pl.DataFrame) -> list[pl.DataFrame]:
    held = np.bincount(lines["claim_index"].to_numpy(), minlength=len(claims))
    counted = claims.with_columns(held=pl.Series(held[: len(claims)]))
    is_bad = pl.col("index").is_in(found.bad.get("claim_charge_amount", np.zeros(0, np.int64)))
    kinds = [
        (
            pl.col("claim_id").is_null(),
            Kind("claim-without-number", "value", "CLM01", CORRECT_CLAIM),
            "it has no patient control number, so its lines carry no claim_id",
        ),
        (
            is_bad,
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
