"""The lines and units of one visit, with every other lawful assignment and the reasons."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from gaitbelt.methods.units.alternatives import OtherAssignments, alternatives_text
from gaitbelt.methods.units.explain import TraceStep


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One line of a visit: a code, or the part of it that an assistant furnished.

    ``minutes`` and ``assistant_minutes`` are those of the line, so the lines of a code
    add up to its minutes. ``unit_count`` may be 0: such minutes stay in the note.
    """

    hcpcs_code: str
    minutes: int
    assistant_minutes: int
    unit_count: int
    modifiers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class UnitCount:
    """The units of one visit, every other lawful assignment, and why.

    ``total_timed_minutes`` and ``total_timed_units`` are those of the 15-minute codes.
    ``alternatives`` lists the other assignments; ``alternative_count`` says how many
    there are in all.
    """

    method: str
    payer: str
    total_timed_minutes: int
    total_timed_units: int
    total_treatment_minutes: int
    lines: tuple[UnitLine, ...]
    alternatives: tuple[tuple[UnitLine, ...], ...]
    alternative_count: int
    trace: tuple[TraceStep, ...]
    citations: tuple[str, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the count as plain lists, numbers and text, ready for JSON."""
        return {
            "method": self.method,
            "payer": self.payer,
            "total_timed_minutes": self.total_timed_minutes,
            "total_timed_units": self.total_timed_units,
            "total_treatment_minutes": self.total_treatment_minutes,
            "lines": [_line_dict(line) for line in self.lines],
            "alternatives": [[_line_dict(line) for line in lines] for lines in self.alternatives],
            "alternative_count": self.alternative_count,
            "trace": [dataclasses.asdict(step) for step in self.trace],
            "citations": list(self.citations),
            "notes": list(self.notes),
        }


def _line_dict(line: UnitLine) -> dict[str, object]:
    return {
        "hcpcs_code": line.hcpcs_code,
        "minutes": line.minutes,
        "assistant_minutes": line.assistant_minutes,
        "unit_count": line.unit_count,
        "modifiers": list(line.modifiers),
        "reason": line.reason,
    }


def alternatives_in_words(count: UnitCount) -> str:
    """Return the other lawful assignments in words, naming only the codes that differ."""
    units = [_units_by_code(lines) for lines in (count.lines, *count.alternatives)]
    differing = sorted(code for code in units[0] if len({each.get(code, 0) for each in units}) > 1)
    listed = tuple(tuple(each[code] for code in differing) for each in units[1:])
    return alternatives_text(differing, OtherAssignments(listed, count.alternative_count))


def _units_by_code(lines: Sequence[UnitLine]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line.hcpcs_code] = found.get(line.hcpcs_code, 0) + line.unit_count
    return found
