"""Seeding: mistakes of known kind and number put into clean claims, and written down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from gaitbelt.services.demo.chance import Chance
from gaitbelt.services.demo.claims import Claim, with_amounts, with_kx
from gaitbelt.services.demo.code_mistakes import CODE_MISTAKES
from gaitbelt.services.demo.mistake import Kind, has_assistant
from gaitbelt.services.demo.modifier_mistakes import MODIFIER_MISTAKES
from gaitbelt.services.demo.unit_mistakes import UNIT_MISTAKES

KINDS: tuple[Kind, ...] = (*UNIT_MISTAKES, *MODIFIER_MISTAKES, *CODE_MISTAKES)
VISITS_WITHOUT_MINUTES = 45
UNREADABLE_ROWS = 2

SEEDED: dict[str, pl.DataType] = {
    "seed_number": pl.Int64(),
    "kind": pl.String(),
    "rule_code": pl.String(),
    "claim_id": pl.String(),
    "patient_id": pl.String(),
    "date_of_service": pl.Date(),
    "payer": pl.String(),
    "what": pl.String(),
    "also_found_by": pl.List(pl.String()),
}
"""The ground truth: one row per seeded mistake, and the rules that rightly see it too."""


class TooFewClaimsError(ValueError):
    """A kind of mistake that the year has too few claims for."""


@dataclass(frozen=True, slots=True)
class Seeding:
    """The claims as billed, what was seeded, and what was left out on purpose.

    ``seeded`` has the columns ``SEEDED``. ``without_minutes`` names claims whose minutes
    are blank, ``unreadable`` claims whose first line has a date that is none.
    """

    claims: tuple[Claim, ...]
    seeded: pl.DataFrame
    without_minutes: frozenset[str]
    unreadable: frozenset[str]


def seed_mistakes(chance: Chance, clean: Sequence[Claim]) -> Seeding:
    """Return the clean claims with every kind of mistake in them, at most one per claim.

    The clinic computes amounts and places KX after it has made its other mistakes, as it
    knows only what it billed. Raises TooFewClaimsError.
    """
    claims = {claim.claim_id: claim for claim in clean}
    taken: dict[str, Kind] = {}
    for kind in _scarcest_first(KINDS, clean, is_after_kx=False):
        _seed(chance, kind, claims, taken)
    placed = with_kx(with_amounts(list(claims.values())))
    claims = {claim.claim_id: claim for claim in placed}
    for kind in _scarcest_first(KINDS, placed, is_after_kx=True):
        _seed(chance, kind, claims, taken)
    without = _left_without_minutes(chance, claims, taken)
    unreadable = _left_unreadable(chance, claims, {*taken, *without})
    ordered = tuple(claims[claim_id] for claim_id in sorted(claims))
    return Seeding(ordered, _written_down(claims, taken), without, unreadable)


def _scarcest_first(
    kinds: Sequence[Kind], claims: Sequence[Claim], *, is_after_kx: bool
) -> list[Kind]:
    """Return the kinds of one stage, those that fit the fewest claims first."""
    chosen = [kind for kind in kinds if kind.is_after_kx == is_after_kx]
    fits = {kind.name: sum(kind.change(claim) is not None for claim in claims) for kind in chosen}
    return sorted(chosen, key=lambda kind: (fits[kind.name], kind.name))


def _seed(chance: Chance, kind: Kind, claims: dict[str, Claim], taken: dict[str, Kind]) -> None:
    persons: set[str] = set()
    for claim_id in chance.shuffled(sorted(claims), "seed", kind.name):
        if len(persons) == kind.count:
            return
        claim = claims[claim_id]
        person = claim.lines[0].patient_id
        mistaken = kind.change(claim) if claim_id not in taken and person not in persons else None
        if mistaken is not None:
            claims[claim_id], taken[claim_id] = mistaken, kind
            persons.add(person)
    if len(persons) < kind.count:
        raise TooFewClaimsError(
            f"{kind.name}: {kind.count} patients' claims are wanted and {len(persons)} fit. "
            "Seed fewer, or take another seed."
        )


def _left_without_minutes(
    chance: Chance, claims: dict[str, Claim], taken: dict[str, Kind]
) -> frozenset[str]:
    """Blank the minutes of some claims, as where a note is not signed yet; name them."""
    chosen = [
        claim_id
        for claim_id in chance.shuffled(sorted(claims), "minutes")
        if claim_id not in taken and not has_assistant(claims[claim_id])
    ][:VISITS_WITHOUT_MINUTES]
    for claim_id in chosen:
        lines = claims[claim_id].lines
        claims[claim_id] = Claim(tuple(replace(line, minutes=None) for line in lines))
    return frozenset(chosen)


def _left_unreadable(chance: Chance, claims: dict[str, Claim], taken: set[str]) -> frozenset[str]:
    """Return commercial claims of one line each, to be given a date that is none."""
    chosen = [
        claim_id
        for claim_id in chance.shuffled(sorted(claims), "unreadable")
        if claim_id not in taken
        and claims[claim_id].payer == "commercial"
        and len(claims[claim_id].lines) == 1
    ]
    return frozenset(chosen[:UNREADABLE_ROWS])


def _written_down(claims: dict[str, Claim], taken: dict[str, Kind]) -> pl.DataFrame:
    rows = []
    for number, claim_id in enumerate(sorted(taken), start=1):
        kind, line = taken[claim_id], claims[claim_id].lines[0]
        rows.append(
            {
                "seed_number": number,
                "kind": kind.name,
                "rule_code": kind.rule_code,
                "claim_id": claim_id,
                "patient_id": line.patient_id,
                "date_of_service": line.date_of_service,
                "payer": line.payer,
                "what": kind.what,
                "also_found_by": list(kind.also),
            }
        )
    return pl.DataFrame(rows, schema=SEEDED)
