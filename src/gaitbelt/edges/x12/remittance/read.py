"""Remittances (835, version 5010) as typed tables."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from gaitbelt.edges.x12.chunks import CHUNK_BYTES, Chunk, Survey
from gaitbelt.edges.x12.envelope import Transactions, is_open_at_end, transactions
from gaitbelt.edges.x12.located import shaped
from gaitbelt.edges.x12.loops import kept_marks, without_others
from gaitbelt.edges.x12.problems import Kind, finished
from gaitbelt.edges.x12.remittance.adjustments import adjustment_table, provider_adjustment_table
from gaitbelt.edges.x12.remittance.balance import claim_imbalances
from gaitbelt.edges.x12.remittance.claims import claim_table
from gaitbelt.edges.x12.remittance.lines import line_table
from gaitbelt.edges.x12.remittance.payments import payment_table
from gaitbelt.edges.x12.remittance.places import (
    OUTLINE,
    REMITTANCE,
    RemittancePlaces,
    are_known,
    remittance_places,
)
from gaitbelt.edges.x12.remittance.problems import (
    adjustment_problems,
    claim_problems,
    line_problems,
    located,
    payment_problems,
    provider_problems,
    stray_problems,
    unread_values,
)
from gaitbelt.edges.x12.remittance.result import SHAPES, Remittance, together
from gaitbelt.edges.x12.segments import Places, Segments
from gaitbelt.edges.x12.stream import Ending, Reader, read_parts
from gaitbelt.tables.problem import PROBLEM


def read_remittances(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = CHUNK_BYTES
) -> Remittance:
    """Return the payments, claims, lines and adjustments of an 835 file.

    ``path`` is the file (gzip too) or its bytes; ``file_name`` is what messages call it. No
    content raises: a file that is no 835 gives one problem of level ``file``. Reads version
    005010X221 and its addenda; balances are ``balance.imbalances``, a step of its own.
    """
    parts = list(iter_remittances(path, file_name=file_name, chunk_bytes=chunk_bytes))
    whole = together(parts)
    ended = finished(whole.problems, file_name, len(whole.claims))
    return replace(whole, problems=ended)


def iter_remittances(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = CHUNK_BYTES
) -> Iterator[Remittance]:
    """Yield the file's tables chunk by chunk, in memory that does not grow.

    A claim is never parted; a payment comes with the first of its claims. The last part
    holds what is known only at the end. Its problems do not yet name the file.
    """
    yield from read_parts(path, _READER, file_name=file_name, chunk_bytes=chunk_bytes)


def _taken(chunk: Chunk, survey: Survey, file_name: str) -> Remittance:
    found = transactions(chunk.segments, REMITTANCE)
    segments = without_others(chunk.segments, found)
    places = remittance_places(segments)
    if not len(places.transactions):
        return Remittance()
    claims, under_claims = claim_table(segments, places)
    lines, under_lines = line_table(segments, places, claims)
    adjustments, faults = adjustment_table(segments, places, claims, lines)
    provider = provider_adjustment_table(segments, places)
    payments = payment_table(segments, places)
    tables = {
        "payments": payments,
        "claims": claims,
        "lines": lines,
        "adjustments": adjustments,
        "provider_adjustments": provider,
    }
    problems = [pl.DataFrame(schema=PROBLEM)]
    if chunk.is_last and is_open_at_end(segments):
        tables, problems = _without_cut_claim(segments, places, tables, survey)
    problems += [
        *unread_values(segments, under_claims, claims, "2100"),
        *unread_values(segments, under_lines, lines, "2110"),
        *claim_problems(tables["claims"]),
        *line_problems(tables["lines"]),
        *adjustment_problems(tables["adjustments"]),
        *payment_problems(payments),
        *provider_problems(provider),
        *stray_problems(segments, faults, places.orphan_lines, _unknown(chunk.segments, found)),
    ]
    return _of_file(tables, pl.concat(problems), file_name)


def _of_file(tables: dict[str, pl.DataFrame], problems: pl.DataFrame, file_name: str) -> Remittance:
    of_file = {name: shaped(rows, SHAPES[name], file_name) for name, rows in tables.items()}
    return Remittance(
        payments=of_file["payments"],
        claims=of_file["claims"],
        lines=of_file["lines"],
        adjustments=of_file["adjustments"],
        provider_adjustments=of_file["provider_adjustments"],
        problems=problems,
    )


def _unknown(segments: Segments, found: Transactions) -> Places:
    """Return the places of segments within remittances that no remittance has."""
    odd = np.flatnonzero(~are_known(segments))
    odd = odd[odd >= segments.carried]
    return odd[kept_marks(segments, found)[odd]] if len(odd) else odd


def _without_cut_claim(
    segments: Segments, places: RemittancePlaces, tables: dict[str, pl.DataFrame], survey: Survey
) -> tuple[dict[str, pl.DataFrame], list[pl.DataFrame]]:
    """Leave out the claim the file ends in, unless it can be seen to be whole.

    It is whole when a provider's adjustment follows, or when the file ends with a
    terminator and the claim and each of its lines balance.
    """
    claims = tables["claims"]
    after = segments.where("ST", "PLB")
    if not len(claims) or (len(after) and after[-1] > places.claims[-1]):
        return tables, []
    row = claims["source_row"][-1]
    own = {
        "claims": claims.tail(1),
        "lines": tables["lines"].filter(pl.col("claim_row") == row),
        "adjustments": tables["adjustments"].filter(pl.col("claim_row") == row),
    }
    amounts = [own["claims"]["charge_amount"][0], own["claims"]["paid_amount"][0]]
    is_whole = (
        not survey.is_cut_inside_segment
        and None not in amounts
        and not own["adjustments"]["adjustment_amount"].null_count()
        and (len(own["lines"]) or len(own["adjustments"]))
        and claim_imbalances(**own).is_empty()
    )
    if is_whole:
        return tables, []
    kept = {
        **tables,
        "claims": claims.head(len(claims) - 1),
        "lines": tables["lines"].filter(pl.col("claim_row") != row),
        "adjustments": tables["adjustments"].filter(pl.col("claim_row") != row),
    }
    again = "Fetch the file again from its sender and read it again"
    what = pl.lit("the file ends inside this claim, so it was left out")
    kind = Kind("claim-cut-off", "claim", "CLP", again)
    return kept, [located(own["claims"], pl.lit(value=True), kind, "2100", what)]


def _ended(ending: Ending) -> Remittance:
    return Remittance(
        problems=ending.problems,
        segment_count=ending.segment_count,
        open_transaction_row=ending.open_transaction_row,
    )


_READER = Reader(guide=REMITTANCE, outline=OUTLINE, take=_taken, end=_ended)
