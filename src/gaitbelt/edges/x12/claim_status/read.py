"""Claim acknowledgments (277CA, version 5010) as typed tables."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from gaitbelt.edges.wording import shown, shown_date
from gaitbelt.edges.x12.chunks import CHUNK_BYTES, Chunk
from gaitbelt.edges.x12.claim_status.loops import line_table, loop_table
from gaitbelt.edges.x12.claim_status.places import (
    CLAIM_STATUS,
    OUTLINE,
    PROVIDER,
    RECEIVER,
    SOURCE,
    StatusPlaces,
    status_places,
)
from gaitbelt.edges.x12.claim_status.result import SHAPES, ClaimStatuses
from gaitbelt.edges.x12.claim_status.statuses import contradicted, status_table, with_outcomes
from gaitbelt.edges.x12.envelope import transactions
from gaitbelt.edges.x12.located import gathered, shaped
from gaitbelt.edges.x12.loops import without_others
from gaitbelt.edges.x12.problems import Kind, finished, problem_rows, with_commas
from gaitbelt.edges.x12.stream import Ending, Reader, read_parts
from gaitbelt.edges.x12.survey import Survey
from gaitbelt.tables.problem import PROBLEM

_ASK = "Ask the receiver what became of it before sending it again"


def read_claim_statuses(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = CHUNK_BYTES
) -> ClaimStatuses:
    """Return what a 277CA says of each claim: accepted or rejected, why, by which numbers.

    ``path`` is the file (gzip too) or its bytes; ``file_name`` is what messages call it. No
    content raises: a file that is no 277CA gives one problem of level ``file``. Reads
    version 005010X214; the answer to a status question (X212) is another transaction.
    """
    parts = list(iter_claim_statuses(path, file_name=file_name, chunk_bytes=chunk_bytes))
    tables = {name: pl.concat([part.tables[name] for part in parts]) for name in SHAPES}
    told = pl.concat([part.problems for part in parts])
    return ClaimStatuses(
        batches=tables["batches"],
        claims=tables["claims"],
        lines=tables["lines"],
        statuses=tables["statuses"],
        problems=finished(told, file_name, len(tables["claims"])),
        segment_count=sum(part.segment_count for part in parts),
    )


def iter_claim_statuses(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = CHUNK_BYTES
) -> Iterator[ClaimStatuses]:
    """Yield the file's tables chunk by chunk, in memory that does not grow."""
    yield from read_parts(path, _READER, file_name=file_name, chunk_bytes=chunk_bytes)


def _taken(chunk: Chunk, _survey: Survey, file_name: str) -> ClaimStatuses:
    segments = without_others(chunk.segments, transactions(chunk.segments, CLAIM_STATUS))
    places = status_places(segments)
    loops = loop_table(segments, places)
    lines = line_table(segments, places, loops)
    statuses = status_table(segments, places, loops, lines)
    judged = with_outcomes(loops, statuses, "loop").filter(pl.Series(places.is_own))
    above = _above(places, loops).filter(pl.Series(places.is_own))
    every = pl.concat([judged, above], how="horizontal")
    claims = _claims(every)
    lines = with_outcomes(lines, statuses, "line")
    return ClaimStatuses(
        batches=shaped(_batches(every), SHAPES["batches"], file_name),
        claims=shaped(claims, SHAPES["claims"], file_name),
        lines=shaped(lines, SHAPES["lines"], file_name),
        statuses=shaped(statuses, SHAPES["statuses"], file_name),
        problems=pl.concat([*_status_problems(statuses), *_claim_problems(claims)]),
    )


def _above(places: StatusPlaces, loops: pl.DataFrame) -> pl.DataFrame:
    """Return for each loop the numbers of the loops it stands under."""
    return pl.DataFrame(
        {
            "batch_number": gathered(loops["trace_number"], places.above(RECEIVER)),
            "billing_provider_npi": gathered(loops["npi"], places.above(PROVIDER)),
            "payer_id": gathered(loops["identifier"], places.above(SOURCE)),
            "receiver_id": gathered(loops["identifier"], places.above(RECEIVER)),
        }
    )


def _claims(loops: pl.DataFrame) -> pl.DataFrame:
    claims = loops.filter(pl.col("level") == "claim")
    return claims.with_columns(patient_control_number="trace_number", charge_amount="stated_amount")


def _batches(loops: pl.DataFrame) -> pl.DataFrame:
    return loops.filter(pl.col("level").is_in(["receiver", "provider"])).with_columns(
        batch_number=pl.when(pl.col("level") == "receiver").then("batch_number")
    )


def _told(rows: pl.DataFrame, wrong: pl.Expr, kind: Kind, what: pl.Expr) -> pl.DataFrame:
    """Return one problem for each row where ``wrong`` is true."""
    found = rows.filter(wrong.fill_null(value=False))
    if found.is_empty():
        return pl.DataFrame(schema=PROBLEM)
    placed = found.with_columns(
        row="source_row",
        byte_offset="source_byte_offset",
        claim_id="patient_control_number",
        line_number=pl.lit(None, pl.Int64),
    )
    named = pl.coalesce(
        pl.format("claim {}: ", pl.col("patient_control_number")),
        pl.format("the loop at segment {}: ", with_commas(pl.col("level_row"))),
    )
    where = pl.format(f" (277CA, {kind.element}, byte {{}}).", with_commas(pl.col("byte_offset")))
    return problem_rows(placed, kind, pl.concat_str(named, what, where))


def _status_problems(statuses: pl.DataFrame) -> list[pl.DataFrame]:
    first = pl.col("status_position") == 1
    raw_day, raw_charge = pl.col("raw_date"), pl.col("raw_charge")
    kinds = [
        (
            first & pl.col("status_category_code").is_null(),
            Kind("status-absent", "value", "STC01", _ASK),
            pl.lit("a status has no category, so accepted or rejected cannot be told"),
        ),
        (
            contradicted(),
            Kind("status-contradiction", "note", "STC03", f"{_ASK}."),
            pl.format(
                "category {} and action {} contradict each other; the category was used",
                "status_category_code",
                "action_code",
            ),
        ),
        (
            first & raw_day.is_not_null() & pl.col("effective_date").is_null(),
            Kind("date-not-a-date", "value", "STC02", _ASK),
            pl.format("status date {} is not a date", shown_date(raw_day)),
        ),
        (
            first & raw_charge.is_not_null() & pl.col("charge_amount").is_null(),
            Kind("charge-not-an-amount", "value", "STC04", _ASK),
            pl.format("charge {} is not an amount with two decimals", shown(raw_charge)),
        ),
    ]
    return [_told(statuses, wrong, kind, what) for wrong, kind, what in kinds]


def _claim_problems(claims: pl.DataFrame) -> list[pl.DataFrame]:
    kinds = [
        (
            pl.col("patient_control_number").is_null(),
            Kind("claim-without-number", "value", "TRN02", _ASK),
            "it has no trace number, so it cannot be matched to a claim",
        ),
        (
            pl.col("reason").is_null(),
            Kind("status-absent", "value", "STC", _ASK),
            "it has no status, so accepted or rejected cannot be told",
        ),
    ]
    return [_told(claims, wrong, kind, pl.lit(what)) for wrong, kind, what in kinds]


def _ended(ending: Ending) -> ClaimStatuses:
    return ClaimStatuses(problems=ending.problems, segment_count=ending.segment_count)


_READER = Reader(guide=CLAIM_STATUS, outline=OUTLINE, take=_taken, end=_ended)
