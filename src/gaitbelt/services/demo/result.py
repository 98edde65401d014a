"""What a demonstration showed, as figures and as a summary to be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gaitbelt.edges.report.words import percent


@dataclass(frozen=True, slots=True)
class KindResult:
    """How many mistakes of a kind were seeded, and how many their rule found.

    ``untold_count``: those of which it said that it cannot tell.
    """

    kind: str
    rule_code: str
    seeded_count: int
    found_count: int
    untold_count: int


@dataclass(frozen=True, slots=True)
class FamilyResult:
    """What a family of rules found of its seeded mistakes, and found besides.

    ``false_positive_count``: findings of severity deny or recoup that no seeded mistake
    explains; ``unexplained_note_count``: the same for underpaid and note.
    """

    family: str
    seeded_count: int
    found_count: int
    finding_count: int
    false_positive_count: int
    unexplained_note_count: int


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What one rule found; its exposure is the charges of the lines it is about."""

    rule_code: str
    title: str
    severity: str
    finding_count: int
    exposure_amount: Decimal


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A finding that no seeded mistake explains."""

    finding_id: str
    claim_id: str | None
    message: str


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What was invented, what was found in it, and how that fits what was seeded.

    ``false_positive_count``: findings of severity deny or recoup that no seeded mistake
    explains; ``unexplained_note_count``: the same for underpaid and note.
    ``judged_share`` is from 0 to 1; amounts are dollars. ``asked_rule_count``: rules that
    judged something; ``not_asked_rules`` need a column that the clinic's record lacks.
    """

    clinic: str
    folder: str
    files: tuple[str, ...]
    visit_count: int
    claim_count: int
    line_count: int
    unread_row_count: int
    judged_share: float
    unjudged_count: int
    visits_without_minutes: int
    finding_count: int
    claims_at_risk: int
    charges_at_risk: Decimal
    rules: tuple[RuleResult, ...]
    kinds: tuple[KindResult, ...]
    families: tuple[FamilyResult, ...]
    asked_rule_count: int
    not_asked_rules: tuple[str, ...]
    false_positive_count: int
    first_false_positives: tuple[Unexplained, ...]
    unexplained_note_count: int

    @property
    def seeded_count(self) -> int:
        """How many mistakes were seeded."""
        return sum(kind.seeded_count for kind in self.kinds)

    @property
    def found_count(self) -> int:
        """How many of the seeded mistakes were found by the rule that must find them."""
        return sum(kind.found_count for kind in self.kinds)

    @property
    def recall(self) -> float:
        """The share of the seeded mistakes that was found, from 0 to 1."""
        return self.found_count / self.seeded_count if self.seeded_count else 1.0

    def __str__(self) -> str:
        """Return the summary for a terminal, lines of at most 80 characters."""
        parts = (_read, _by_rule, _by_kind, _by_family, _honesty)
        return "\n\n".join("\n".join(part(self)) for part in parts)


def _read(shown: DemoResult) -> Iterator[str]:
    yield shown.clinic
    yield (
        f"{shown.visit_count:,} visits, {shown.claim_count:,} claims, {shown.line_count:,} lines "
        f"read; {shown.unread_row_count} rows left out unread."
    )
    yield f"Share judged: {percent(shown.judged_share)}."
    yield (
        f"{shown.unjudged_count:,} judgements could not be made, most of them of "
        f"{shown.visits_without_minutes} visits without"
    )
    yield "a note and minutes in the record yet."
    yield f"{shown.asked_rule_count} rules had something to judge."
    if shown.not_asked_rules:
        yield "Not asked, for want of a column of the record:"
        yield f"  {', '.join(shown.not_asked_rules)}"
    yield (
        f"{shown.finding_count:,} findings; ${shown.charges_at_risk:,.2f} of charges at risk on "
        f"{shown.claims_at_risk:,} claims."
    )


def _by_rule(shown: DemoResult) -> Iterator[str]:
    yield "Found, by rule (charges of the lines concerned; rules overlap):"
    for rule in shown.rules:
        amount = f"${rule.exposure_amount:,.2f}"
        yield (
            f"  {rule.rule_code}  {rule.finding_count:>3}  {amount:>9}  {rule.severity:<9}  "
            f"{_fitted(rule.title, 43)}"
        )


def _by_kind(shown: DemoResult) -> Iterator[str]:
    yield "Seeded mistakes, found by the rule that must find them:"
    for kind in shown.kinds:
        untold = f" ({kind.untold_count} cannot tell)" if kind.untold_count else ""
        found = f"{kind.found_count} of {kind.seeded_count}"
        yield f"  {kind.rule_code}  {found}  {kind.kind}{untold}"


def _by_family(shown: DemoResult) -> Iterator[str]:
    yield "By family of rules (a false positive: deny or recoup, explained by no mistake):"
    yield "  family  seeded  found  recall  findings  false positives  other unexplained"
    for each in shown.families:
        recall = f"{each.found_count / each.seeded_count:.0%}" if each.seeded_count else "none"
        yield (
            f"  {each.family:<6}  {each.seeded_count:>6}  {each.found_count:>5}  {recall:>6}  "
            f"{each.finding_count:>8}  {each.false_positive_count:>15}  "
            f"{each.unexplained_note_count:>17}"
        )
    yield f"Recall: {shown.found_count} of {shown.seeded_count}, {shown.recall:.1%}."


def _honesty(shown: DemoResult) -> Iterator[str]:
    yield (
        "False positives (deny or recoup, explained by no seeded mistake): "
        f"{shown.false_positive_count}."
    )
    for each in shown.first_false_positives:
        yield f"  {each.finding_id}  {each.claim_id}  {each.message}"
    yield f"Other findings that no seeded mistake explains: {shown.unexplained_note_count}."
    yield "The clean claims and their record were made by gaitbelt itself: that they are"
    yield "clear shows that making and checking agree, not that either is right."
    yield "Amounts are flat made-up figures. Nobody in this clinic exists."
    yield f"Written to {shown.folder}:"
    yield from (f"  {name}" for name in shown.files)


def _fitted(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
