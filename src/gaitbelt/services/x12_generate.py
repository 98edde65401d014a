"""Files of a fictional practice of any size: claims, remittances, claim acknowledgments."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from gaitbelt.edges.x12.write.marks import Envelope, Marks
from gaitbelt.edges.x12.write.writing import write_in_parts
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.services.x12_practice import practice
from gaitbelt.services.x12_practice_answers import acknowledged, remitted
from gaitbelt.services.x12_practice_claims import Tables, claimed

CLAIMS_EACH = 2_000
"""Claims of one transaction: below what receivers take at once."""

MAKERS = {"837P": claimed, "835": remitted, "277CA": acknowledged}

FIRST_DAY = dt.date(2025, 1, 2)


def generated(
    kind: str,
    claim_count: int,
    *,
    seed: int = 1,
    created_on: dt.date = dt.date(2026, 1, 5),
    marks: Marks | None = None,
) -> Iterator[bytes]:
    """Yield a file of the practice's claims, or of what the payer answered, in parts.

    The same ``kind``, count and seed give the same bytes; the three kinds of one seed are
    about the same claims. Raises ImpossibleInput for a kind that is not generated.
    """
    if kind not in MAKERS:
        raise ImpossibleInput(f"{kind} is not generated. Name one of {', '.join(MAKERS)}.")
    if claim_count < 1:
        raise ImpossibleInput("The number of claims must be at least 1.")
    is_claim = kind == "837P"
    practice_id, payer_id = "LARKSPURST", "LARKCLEAR"
    envelope = Envelope(
        sender_id=practice_id if is_claim else payer_id,
        receiver_id=payer_id if is_claim else practice_id,
        created_on=created_on,
        created_at="0900",
    )
    yield from write_in_parts(_parts(kind, claim_count, seed, created_on), kind, envelope, marks)


def _parts(kind: str, claim_count: int, seed: int, created_on: dt.date) -> Iterator[Tables]:
    for first in range(0, claim_count, CLAIMS_EACH):
        count = min(CLAIMS_EACH, claim_count - first)
        yield MAKERS[kind](practice(seed, first, count, FIRST_DAY), created_on)


def generate_to(path: Path, kind: str, claim_count: int, *, seed: int = 1) -> int:
    """Write a generated file and return its size in bytes."""
    size = 0
    with path.open("wb") as stream:
        for part in generated(kind, claim_count, seed=seed):
            size += stream.write(part)
    return size


def generated_tables(kind: str, claim_count: int, *, seed: int = 1) -> dict[str, pl.DataFrame]:
    """Return the tables that a generated file of one transaction is written from."""
    return MAKERS[kind](practice(seed, 0, claim_count, FIRST_DAY), dt.date(2026, 1, 5))
