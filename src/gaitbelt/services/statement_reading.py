"""How one statement was read and judged, and what the readers share."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gaitbelt.library import codes as registry
from gaitbelt.library.codes import CodeRow
from gaitbelt.library.documents import GeneralFact
from gaitbelt.library.policy import (
    GENERIC_PAYER,
    PolicyRow,
    load_profiles,
    payer_chain,
    value,
)
from gaitbelt.services import code_words
from gaitbelt.services.statement_text import Sentence

SUPPORTED, CONTRADICTED, UNKNOWN = "supported", "contradicted", "unknown"
MEDICARE = "medicare"
_STRENGTH = "PSDM"
"""Confidence from strong to weak; of several facts the weakest is told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text is judged by: the date of service, the payer and the setting."""

    on: date
    payer: str
    setting: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement found in a sentence; places count from the sentence's start."""

    verdict: str
    kind: str
    hcpcs_codes: tuple[str, ...]
    start: int
    end: int
    read_as: str
    fact: str
    confidence: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """A fact with its sources and how well they are known."""

    fact: str
    confidence: str
    citations: tuple[str, ...]


def reading_of(
    verdict: str,
    kind: str,
    hcpcs_codes: tuple[str, ...],
    span: tuple[int, int],
    read_as: str,
    ground: Ground,
) -> Reading:
    """Return a statement with its verdict and the fact that decides it.

    ``span``: where it begins and ends, counted from the sentence's start.
    """
    return Reading(
        verdict,
        kind,
        hcpcs_codes,
        span[0],
        span[1],
        read_as,
        ground.fact,
        ground.confidence,
        ground.citations,
    )


def ground_of(row: CodeRow, fact: str) -> Ground:
    """Return a fact about a code that its row of the registry states."""
    return Ground(fact, row.confidence, (row.source,))


def ground_of_general(held: GeneralFact) -> Ground:
    """Return a general fact as the ground of a verdict."""
    return Ground(held.fact, held.confidence, (held.cite,))


def ground_of_policy(row: PolicyRow, fact: str) -> Ground:
    """Return a fact about a published value as the ground of a verdict."""
    return Ground(fact, row.confidence, (row.cite,))


def joined(*grounds: Ground) -> Ground:
    """Return several facts as one, with every source and the weakest confidence."""
    known = [each.confidence for each in grounds if each.confidence in _STRENGTH]
    return Ground(
        " ".join(dict.fromkeys(each.fact for each in grounds)),
        max(known, key=_STRENGTH.index, default=""),
        tuple(dict.fromkeys(cite for each in grounds for cite in each.citations)),
    )


def verdict_of(is_true: bool | None) -> str:  # noqa: FBT001 (it is what is turned into a word)
    """Return the word for true, false or not known."""
    return {True: SUPPORTED, False: CONTRADICTED, None: UNKNOWN}[is_true]


def described(row: CodeRow) -> Ground:
    """Return what a code is, in the registry's own short words."""
    return ground_of(row, f"{row.hcpcs_code}: {row.label}.")


def time_base_of(row: CodeRow) -> Ground:
    """Return how units of a code are counted."""
    return ground_of(row, f"Units of {row.hcpcs_code}: {code_words.time_base_in_words(row)}.")


def row_on(code: str, on: date) -> CodeRow | None:
    """Return the code's row on a date, or the nearest where it is not in force then."""
    found = registry.code_row(code, on)
    if found is not None:
        return found
    periods = registry.code_periods(code)
    ended = [row for row in periods if row.effective_through and row.effective_through < on]
    nearest = ended[-1:] or list(periods[:1])
    return nearest[0] if nearest else None


def either(words: Iterator[str] | tuple[str, ...] | list[str]) -> str:
    """Return words as "a, b or c", each once."""
    distinct = list(dict.fromkeys(words))
    return " or ".join(filter(None, (", ".join(distinct[:-1]), *distinct[-1:])))


_PAYERS = (
    ("uhc_commercial", r"uhc|united ?healthcare|optum"),
    ("medicare_advantage", r"medicare advantage|(?-i:MA) plans?"),
    ("tricare", r"tricare"),
    ("aetna", r"aetna"),
    ("cigna", r"cigna|ash"),
    ("humana", r"humana"),
    ("highmark", r"highmark"),
    ("bcbs", r"bcbs\w*|blue cross\w*|blues?|anthem"),
    ("medicaid", r"medicaid"),
    ("workers_compensation", r"workers'? comp\w*|(?-i:WC)"),
    ("commercial", r"commercial|private (?:payers?|insur\w+)"),
    (MEDICARE, r"medicare|cms|part b"),
)
_PAYER_WORDS = tuple(
    (name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for name, words in _PAYERS
)


def payer_in(sentence: Sentence, asked: Asked) -> str:
    """Return the payer that a sentence names, or the one asked about."""
    return next((name for name, words in _PAYER_WORDS if words.search(sentence.plain)), asked.payer)


def is_medicare(payer: str) -> bool:
    """Return whether a payer follows Medicare's published values."""
    if payer == MEDICARE:
        return True
    return payer in load_profiles() and MEDICARE in payer_chain(payer)


def has_own_method(payer: str, on: date) -> bool:
    """Return whether a payer's way of counting units is held, not only the generic one."""
    row = value(payer, "unit_counting_method", on)
    return row is not None and (payer == GENERIC_PAYER or row.payer != GENERIC_PAYER)
