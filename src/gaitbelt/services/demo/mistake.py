"""What a seeded mistake is: its kind, the rule that must find it, and what it changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from gaitbelt.services.demo.claims import Claim, Line, numbered
from gaitbelt.services.demo.courses import Course

POOLED = ("medicare", "tricare", "uhc_commercial")
"""Payers of the clinic that count timed minutes together."""

BY_CODE = ("commercial", "medicare_advantage")
"""Payers of the clinic that count each code by itself."""

ASKS_FOR_THERAPY_MODIFIERS = ("medicare", "uhc_commercial")
ASKS_FOR_ASSISTANT_MODIFIERS = POOLED

TIMED = (
    "97110", "97112", "97113", "97116", "97124", "97140", "97530", "97535", "97760", "97763", "97035",
)  # fmt: skip
PT_EVALUATIONS = ("97161", "97162", "97163")
OT_EVALUATIONS = ("97165", "97166", "97167")
SLP_EVALUATIONS = ("92522", "92523", "92524", "92610")
EVALUATIONS = (*PT_EVALUATIONS, *OT_EVALUATIONS, *SLP_EVALUATIONS)
ASSISTANT = ("CQ", "CO")

BILLING, AFTER_KX, RECORD = "billing", "after KX", "record"
"""When a mistake is made: in coding, once KX is placed, or once the record is written."""

Found = TypeVar("Found")

Change = Callable[[Claim], Claim | None]
"""Gives a claim with the mistake in it, or none where it could not happen there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mistake on a claim.

    ``rule_code`` must find it. ``also`` names rules that rightly find the same mistake
    from another side. ``stage`` is one of BILLING, AFTER_KX and RECORD.
    """

    name: str
    rule_code: str
    count: int
    what: str
    change: Change
    also: tuple[str, ...] = ()
    stage: str = BILLING

    @property
    def family(self) -> str:
        """The family of the rule that must find it."""
        return family_of(self.rule_code)


@dataclass(frozen=True, slots=True)
class Placed:
    """A course of care with a mistake in it, and on which of its claims it shows.

    It must be found on ``claim_id``; ``also_on`` are other claims that it shows on, and
    ``keeps`` claims on which no other mistake may be.
    """

    course: Course
    claim_id: str
    also_on: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseKind:
    """One kind of mistake on a whole course of care: its plan, reports or authorization."""

    name: str
    rule_code: str
    count: int
    what: str
    change: Callable[[Course], Placed | None]
    also: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The family of the rule that must find it."""
        return family_of(self.rule_code)


AnyKind = Kind | CourseKind


def family_of(rule_code: str) -> str:
    """Return the family of a rule: the letters of its code."""
    return rule_code[:3]


def recorded(claim: Claim, **columns: object) -> Claim:
    """Return the claim with record columns changed on all its lines."""
    return Claim(tuple(line_recorded(line, **columns) for line in claim.lines))


def line_recorded(line: Line, **columns: object) -> Line:
    """Return the line with record columns changed."""
    return replace(line, record={**line.record, **columns})


def with_lines(claim: Claim, *swapped: tuple[Line, Line]) -> Claim:
    """Return the claim with some of its lines swapped for others, each given with its new one."""
    new = {id(old): line for old, line in swapped}
    return Claim(tuple(new.get(id(line), line) for line in claim.lines))


def course_recorded(course: Course, **columns: object) -> Course:
    """Return the course with record columns changed on all lines of its claims."""
    return replace(course, claims=tuple(recorded(claim, **columns) for claim in course.claims))


def changed(claim: Claim, line: Line, **changes: object) -> Claim:
    """Return the claim with one of its lines changed."""
    swapped = replace(line, **changes)  # type: ignore[arg-type]  # the names are Line's own
    return Claim(tuple(swapped if each is line else each for each in claim.lines))


def with_line(claim: Claim, line: Line, hcpcs_code: str, minutes: int) -> Claim:
    """Return the claim with one more line of one unit, in all else like the line given."""
    modifiers = line.modifiers[:1]
    added = replace(
        line, hcpcs_code=hcpcs_code, minutes=minutes, unit_count=1, assistant_minutes=0,
        modifiers=modifiers, group_size=None,
    )  # fmt: skip
    return numbered((*claim.lines, added))


def first(found: Iterable[Found]) -> Found | None:
    """Return the first of the lines or claims, or none."""
    return next(iter(found), None)


def has_assistant(claim: Claim) -> bool:
    """Return whether an assistant gave any of the claim's minutes."""
    return any(line.assistant_minutes or is_assistants(line) for line in claim.lines)


def is_assistants(line: Line) -> bool:
    """Return whether the line carries CQ or CO."""
    return any(each in line.modifiers for each in ASSISTANT)


def timed(claim: Claim, at_least: int = 1) -> list[Line]:
    """Return the lines of timed codes with at least so many units."""
    return [
        line for line in claim.lines if line.hcpcs_code in TIMED and line.unit_count >= at_least
    ]
