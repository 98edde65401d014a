"""What changed about therapy codes, and from which date of service."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.library import codes as registry
from gaitbelt.library.codes import CodeRow
from gaitbelt.services.code_words import cite_of_releases

KINDS = ("begun", "ended", "redefined", "status", "relative values")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CodeChange:
    """One change of one code: ``changed_on`` is the first day of the new state."""

    hcpcs_code: str
    label: str
    kind: str
    changed_on: date
    statement: str
    successors: tuple[str, ...]
    confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class CodeChanges:
    """What changed between two dates: after the first, up to and including the other."""

    from_date: date
    through_date: date
    begun: tuple[CodeChange, ...]
    ended: tuple[CodeChange, ...]
    redefined: tuple[CodeChange, ...]
    status_changes: tuple[CodeChange, ...]
    relative_value_changes: tuple[CodeChange, ...]


def changes(from_date: date, through_date: date) -> CodeChanges:
    """Return what holds on the later date and did not hold on the earlier one.

    Everything that took effect after ``from_date`` and up to ``through_date`` is told,
    even where it was undone in between. Raises ImpossibleInput when the dates are
    in the wrong order.
    """
    if through_date < from_date:
        raise ImpossibleInput(
            f"The changes were asked from {from_date} to {through_date}, which is earlier. "
            "Name the earlier date first."
        )
    told: dict[str, list[CodeChange]] = {kind: [] for kind in KINDS}
    for code in registry.all_codes():
        for change in changes_of(code):
            if from_date < change.changed_on <= through_date:
                told[change.kind].append(change)
    return CodeChanges(from_date, through_date, *(tuple(told[kind]) for kind in KINDS))


def changes_of(code: str) -> tuple[CodeChange, ...]:
    """Return everything known to have changed about a code, in order of dates."""
    found = [*_period_changes(code), *_status_changes(code), *_value_changes(code)]
    return tuple(sorted(found, key=lambda change: change.changed_on))


def _period_changes(code: str) -> Iterator[CodeChange]:
    before: CodeRow | None = None
    for row in registry.code_periods(code):
        follows_on = before is not None and before.effective_through == _eve(row.effective_from)
        if before is not None and before.effective_through and not follows_on:
            yield _ending(before, before.effective_through)
        if before is not None and follows_on and row.effective_from:
            said = f"{code} means: {row.label}. Before: {before.label}."
            yield _of_row(row, "redefined", row.effective_from, said)
        elif row.effective_from:
            said = f"{code} ({row.label}) is in force from {row.effective_from}."
            yield _of_row(row, "begun", row.effective_from, said)
        before = row
    if before is not None and before.effective_through:
        yield _ending(before, before.effective_through)


def _ending(row: CodeRow, last_day: date) -> CodeChange:
    after = last_day + _DAY
    found = registry.successors(row.hcpcs_code, on=after)
    codes = tuple(dict.fromkeys(one.successor_code for one in found))
    instead = f" Use {', '.join(codes)}." if codes else " Nothing is known to replace it."
    said = f"{row.hcpcs_code} ({row.label}) ended on {last_day}.{instead}"
    return _of_row(row, "ended", after, said, codes)


def _of_row(
    row: CodeRow, kind: str, changed_on: date, said: str, codes: tuple[str, ...] = ()
) -> CodeChange:
    return CodeChange(
        row.hcpcs_code, row.label, kind, changed_on, said, codes, row.confidence, row.source
    )


def _status_changes(code: str) -> Iterator[CodeChange]:
    for before, after in pairwise(registry.status_eras(code)):
        if before.effective_through != _eve(after.effective_from):
            continue
        said = (
            f"{code}: Medicare status {before.status_code} became {after.status_code}, "
            f"multiple-procedure indicator {before.multiple_procedure_indicator} became "
            f"{after.multiple_procedure_indicator}."
        )
        yield _of_release(code, "status", after.effective_from, said, after.source)


def _value_changes(code: str) -> Iterator[CodeChange]:
    for before, after in pairwise(registry.relative_value_eras(code)):
        if before.effective_through != _eve(after.effective_from):
            continue
        pairs = (
            ("work", before.work_rvu, after.work_rvu),
            ("non-facility PE", before.nonfacility_pe_rvu, after.nonfacility_pe_rvu),
            ("facility PE", before.facility_pe_rvu, after.facility_pe_rvu),
            ("malpractice", before.malpractice_rvu, after.malpractice_rvu),
        )
        moved = ", ".join(f"{name} {old} to {new}" for name, old, new in pairs if old != new)
        said = f"{code} relative values: {moved}."
        yield _of_release(code, "relative values", after.effective_from, said, after.source)


def _of_release(code: str, kind: str, changed_on: date, said: str, source: str) -> CodeChange:
    row = registry.code_row(code, changed_on) or registry.code_periods(code)[-1]
    cite = cite_of_releases(source)
    return CodeChange(row.hcpcs_code, row.label, kind, changed_on, said, (), "P", cite)


def _eve(day: date | None) -> date | None:
    return None if day is None else day - _DAY
