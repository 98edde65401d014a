"""The rulebook: every rule of a run, its card and its predicates."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from gaitbelt.language.predicate import Predicate

ANY_PAYER = "any"


@dataclass(frozen=True, slots=True)
class Authority:
    """Where a rule is published."""

    cite: str
    title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A rule in words: its front matter and its sections.

    ``needs`` are columns of the record without which the rule is not asked of a file.
    ``sections`` maps a heading to its text; ``fix`` is the first sentence of the
    section How to fix.
    """

    code: str
    name: str
    title: str
    family: str
    status: str
    grain: str
    severity: str
    payers: tuple[str, ...]
    effective_from: date
    effective_through: date | None
    published: date | None
    checked_on: date
    confidence: str
    message: str
    fix: str
    needs: tuple[str, ...]
    authorities: tuple[Authority, ...]
    sections: dict[str, str] = field(hash=False)

    @property
    def citations(self) -> list[str]:
        """The cites of the rule's authorities."""
        return [authority.cite for authority in self.authorities]


@dataclass(frozen=True, slots=True)
class Rule:
    """A card with its predicates, oldest first."""

    card: Card
    predicates: tuple[Predicate, ...] = field(hash=False)

    def expression(self) -> pl.Expr:
        """Return the predicate in force on each date of service."""
        first, *later = sorted(self.predicates, key=lambda each: each.since or date.min)
        expression = first.expression
        for newer in later:
            is_newer = pl.col("date_of_service") >= pl.lit(newer.since)
            expression = pl.when(is_newer).then(newer.expression).otherwise(expression)
        return expression


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A rule that its user switched off: why, and until which day."""

    code: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules of a run, and the digest of everything that decides its findings."""

    rules: tuple[Rule, ...]
    digest: str
    switched_off: tuple[SwitchedOff, ...] = ()

    def __hash__(self) -> int:
        """Return the hash of the digest, which says all that the rulebook holds."""
        return hash(self.digest)

    def active(self, known_on: date | None = None) -> tuple[Rule, ...]:
        """Return the active rules that were published by ``known_on``, in code order."""
        off = {each.code for each in self.switched_off}
        return tuple(
            rule
            for rule in self.rules
            if rule.card.status == "active"
            and rule.card.code not in off
            and (known_on is None or (rule.card.published or date.min) <= known_on)
        )

    def rule(self, code: str) -> Rule | None:
        """Return the rule of that code, whatever its status, or none."""
        return next((rule for rule in self.rules if rule.card.code == code), None)
