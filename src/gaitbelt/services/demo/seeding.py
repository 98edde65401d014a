"""Seeding: mistakes of known kind and number put into clean claims, and written down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import polars as pl

from gaitbelt.services.demo.chance import Chance
from gaitbelt.services.demo.claims import Claim, with_amounts, with_kx
from gaitbelt.services.demo.courses import as_courses, courses_of
from gaitbelt.services.demo.kinds import CLAIM_KINDS, COURSE_KINDS
from gaitbelt.services.demo.mistake import (
    AFTER_KX,
    BILLING,
    RECORD,
    AnyKind,
    CourseKind,
    Kind,
    has_assistant,
)
from gaitbelt.services.demo.records import with_records

VISITS_WITHOUT_NOTE = 45
PLENTY = 100
"""Claims or courses that are enough for any kind of mistake."""

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
    "also_on": pl.List(pl.String()),
}
"""The ground truth: one row per seeded mistake.

``also_found_by`` are the rules that rightly see it too, ``also_on`` other claims of the
same course of care that it shows on.
"""


class TooFewClaimsError(ValueError):
    """A kind of mistake that the year has too few claims for."""


@dataclass(frozen=True, slots=True)
class Seeding:
    """The claims as billed, what was seeded, and what was left out on purpose.

    ``seeded`` has the columns ``SEEDED``. ``without_note`` names claims whose notes, and
    with them the minutes, are not in the record yet; ``unreadable`` claims whose first
    line has a date that is none.
    """

    claims: tuple[Claim, ...]
    seeded: pl.DataFrame
    without_note: frozenset[str]
    unreadable: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Seed:
    claim_id: str
    kind: AnyKind
    also_on: tuple[str, ...] = ()


@dataclass(slots=True)
class _Ground:
    """The claims as they are now, and where mistakes are already.

    ``taken`` are claims with a mistake of their own, ``under_mistake`` claims and families
    of mistakes on their courses.
    """

    claims: dict[str, Claim]
    ids: list[list[str]]
    seeds: list[_Seed] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    left_alone: set[str] = field(default_factory=set)
    under_mistake: set[tuple[str, str]] = field(default_factory=set)

    def is_free(self, claim_id: str, family: str = "") -> bool:
        """Return whether a mistake of a family may be put on a claim."""
        is_alone = claim_id not in self.taken and claim_id not in self.left_alone
        return is_alone and (claim_id, family) not in self.under_mistake


def seed_mistakes(chance: Chance, clean: Sequence[Claim]) -> Seeding:
    """Return the clean claims with every kind of mistake in them.

    A claim has at most one of its own, a course of care at most one of each family. The
    clinic computes amounts and places KX after it has made its mistakes in coding, as
    it knows only what it billed; the record says what was done. Raises TooFewClaimsError.
    """
    ground = _Ground({claim.claim_id: claim for claim in clean}, courses_of(clean))
    ground.left_alone = {claim.claim_id for claim in clean if claim.is_remote}
    _seed_claims(chance, BILLING, ground)
    placed = with_kx(with_amounts(list(ground.claims.values())))
    ground.claims = {claim.claim_id: claim for claim in placed}
    _seed_claims(chance, AFTER_KX, ground)
    without = _left_without_note(chance, ground)
    unreadable = _left_unreadable(chance, ground, without)
    ground.claims = with_records(chance, ground.ids, ground.claims, without_note=without)
    ground.left_alone = {*unreadable}
    _seed_courses(chance, ground)
    _seed_claims(chance, RECORD, ground)
    ordered = tuple(ground.claims[claim_id] for claim_id in sorted(ground.claims))
    return Seeding(ordered, _written_down(ground), without, unreadable)


def _seed_claims(chance: Chance, stage: str, ground: _Ground) -> None:
    """Put the mistakes of a stage on claims, those that fit the fewest claims first."""
    free = [claim for name, claim in ground.claims.items() if ground.is_free(name)]
    chosen = [kind for kind in CLAIM_KINDS if kind.stage == stage]
    fits = {kind.name: _fits(kind.change(claim) for claim in free) for kind in chosen}
    for kind in sorted(chosen, key=lambda kind: (fits[kind.name], kind.name)):
        _seed_claim_kind(chance, kind, ground)


def _fits(tried: Iterator[object]) -> int:
    """Return how many changes could be made, counted as far as a kind may be scarce."""
    return sum(1 for _ in islice((each for each in tried if each is not None), PLENTY))


def _seed_claim_kind(chance: Chance, kind: Kind, ground: _Ground) -> None:
    persons: set[str] = set()
    for claim_id in chance.shuffled(sorted(ground.claims), "seed", kind.name):
        if len(persons) == kind.count:
            return
        claim = ground.claims[claim_id]
        is_open = ground.is_free(claim_id, kind.family) and claim.patient_id not in persons
        mistaken = kind.change(claim) if is_open else None
        if mistaken is not None:
            ground.claims[claim_id] = mistaken
            ground.seeds.append(_Seed(claim_id, kind))
            ground.taken.add(claim_id)
            persons.add(claim.patient_id)
    _tell_if_too_few(kind, len(persons))


def _seed_courses(chance: Chance, ground: _Ground) -> None:
    """Put mistakes on courses of care, one of a family on each; the scarcest kinds first."""
    courses = as_courses(ground.ids, ground.claims)
    fits = {kind.name: _fits(kind.change(each) for each in courses) for kind in COURSE_KINDS}
    for kind in sorted(COURSE_KINDS, key=lambda kind: (fits[kind.name], kind.name)):
        _seed_course_kind(chance, kind, ground)


def _seed_course_kind(chance: Chance, kind: CourseKind, ground: _Ground) -> None:
    count = 0
    for at in chance.shuffled(range(len(ground.ids)), "seed", kind.name):
        if count == kind.count:
            return
        ids = ground.ids[at]
        is_open = (ids[0], kind.family) not in ground.under_mistake
        if not is_open or not ground.left_alone.isdisjoint(ids):
            continue
        mistaken = kind.change(as_courses(ground.ids, ground.claims, only=at)[0])
        if mistaken is not None and all(map(ground.is_free, mistaken.keeps)):
            ground.taken |= {*mistaken.keeps}
            ground.claims |= {claim.claim_id: claim for claim in mistaken.course.claims}
            ground.seeds.append(_Seed(mistaken.claim_id, kind, mistaken.also_on))
            ground.under_mistake |= {(claim_id, kind.family) for claim_id in ids}
            count += 1
    _tell_if_too_few(kind, count)


def _tell_if_too_few(kind: AnyKind, count: int) -> None:
    if count < kind.count:
        raise TooFewClaimsError(
            f"{kind.name}: {kind.count} patients' claims are wanted and {count} fit. "
            "Seed fewer, or take another seed."
        )


def _left_without_note(chance: Chance, ground: _Ground) -> frozenset[str]:
    """Blank the minutes of some claims, as where a note is not signed yet; name them."""
    chosen = [
        claim_id
        for claim_id in chance.shuffled(sorted(ground.claims), "minutes")
        if ground.is_free(claim_id) and not has_assistant(ground.claims[claim_id])
    ][:VISITS_WITHOUT_NOTE]
    for claim_id in chosen:
        lines = ground.claims[claim_id].lines
        ground.claims[claim_id] = Claim(tuple(replace(line, minutes=None) for line in lines))
    return frozenset(chosen)


def _left_unreadable(chance: Chance, ground: _Ground, without: frozenset[str]) -> frozenset[str]:
    """Return commercial claims of one line each, to be given a date that is none."""
    chosen = [
        claim_id
        for claim_id in chance.shuffled(sorted(ground.claims), "unreadable")
        if ground.is_free(claim_id)
        and claim_id not in without
        and ground.claims[claim_id].payer == "commercial"
        and len(ground.claims[claim_id].lines) == 1
    ]
    return frozenset(chosen[:UNREADABLE_ROWS])


def _written_down(ground: _Ground) -> pl.DataFrame:
    ordered = sorted(ground.seeds, key=lambda seed: (seed.claim_id, seed.kind.name))
    rows = [
        _row_of(number, seed, ground.claims[seed.claim_id])
        for number, seed in enumerate(ordered, start=1)
    ]
    return pl.DataFrame(rows, schema=SEEDED)


def _row_of(number: int, seed: _Seed, claim: Claim) -> dict[str, object]:
    return {
        "seed_number": number,
        "kind": seed.kind.name,
        "rule_code": seed.kind.rule_code,
        "claim_id": claim.claim_id,
        "patient_id": claim.patient_id,
        "date_of_service": claim.on,
        "payer": claim.payer,
        "what": seed.kind.what,
        "also_found_by": list(seed.kind.also),
        "also_on": list(seed.also_on),
    }
