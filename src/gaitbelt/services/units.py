"""Counting the units of one visit: minutes in, lines to bill and the reasons out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from gaitbelt.language.errors import ImpossibleInput, check_word
from gaitbelt.methods.units.alternatives import OtherAssignments, other_assignments
from gaitbelt.methods.units.count import (
    NO_FAMILY,
    TIME_BASES,
    TOTAL_TIME,
    CodeMinutes,
    CodeUnits,
    count_codes,
    split,
)
from gaitbelt.methods.units.explain import (
    CountedCode,
    count_cite,
    line_reason,
    trace,
)
from gaitbelt.services.unit_input import (
    CORRECT_MINUTES,
    Intervals,
    assistant_by_code,
    check_intervals,
    minutes_by_code,
    too_many_minutes,
)
from gaitbelt.services.unit_lines import UnitCount, UnitLine, alternatives_in_words
from gaitbelt.services.unit_rules import (
    NO_ASSISTANT_SETTINGS,
    Counting,
    CountingRules,
    counting,
    counting_rules,
    discipline_of,
    family_members,
    minimum_note,
    modifier_note,
    payment_note,
    timed_list_note,
)
from gaitbelt.tables.vocabulary import (
    ASSISTANT_MODIFIERS,
    DISCIPLINES,
    SETTINGS,
    THERAPY_MODIFIERS,
)

__all__ = ["UnitCount", "UnitLine", "alternatives_in_words", "count_units"]


def count_units(  # noqa: PLR0913 (one wish, each part of it by name)
    minutes: Mapping[str, int | Sequence[int]],
    *,
    payer: str = "medicare",
    on: date,
    discipline: str | None = None,
    assistant: Mapping[str, int | Sequence[int]] | None = None,
    method: str | None = None,
    setting: str = "practitioner",
    known_on: date | None = None,
    intervals: Intervals | None = None,
    de_minimis_arithmetic: str | None = None,
) -> UnitCount:
    """Return the billable units of one patient, date and discipline, with reasons.

    ``minutes``: per code, in all; a sequence is separate episodes. ``assistant``: the
    part of them that an assistant gave apart from the therapist. ``intervals``: start and
    end of one-on-one episodes. ``method`` and ``de_minimis_arithmetic`` prevail over the
    payer's policy. Codes in order of the input; codes of a family that its pooled minutes
    reach are added. Raises ImpossibleInput, UnknownCode or MissingPolicyValue. Sources:
    CMS Pub. 100-04, Ch. 5, § 20.1 and § 20.2; 42 CFR § 410.59 and § 410.60; CPT's rule.
    """
    check_word("discipline", discipline, DISCIPLINES)
    check_word("setting", setting, SETTINGS)
    given = minutes_by_code(minutes)
    by_assistant = assistant_by_code(assistant, given)
    listed = {code: counting(code, on) for code in given}
    for code, each in listed.items():
        is_by_month = each.time_base.startswith("month")
        if told := too_many_minutes(code, given[code], is_by_month=is_by_month):
            raise ImpossibleInput(f"{told} {CORRECT_MINUTES}")
    check_intervals(intervals or {}, {code: each.is_one_on_one for code, each in listed.items()})
    rules = counting_rules(payer.strip().lower(), on, known_on, method, de_minimis_arithmetic)
    visit = _Visit(_with_families(listed, on), given, by_assistant, rules, discipline, setting)
    return _answer(visit, on, known_on)


def _with_families(listed: Mapping[str, Counting], on: date) -> dict[str, Counting]:
    """Return the codes listed, each followed by its family's codes that are not."""
    answer: dict[str, Counting] = {}
    for code, each in listed.items():
        answer[code] = each
        for member in family_members(each.family, on) if each.family else ():
            if member not in listed:
                answer.setdefault(member, counting(member, on))
    return answer


@dataclass(frozen=True, slots=True)
class _Visit:
    codes: dict[str, Counting]
    minutes: dict[str, int]
    assistant_minutes: dict[str, int]
    rules: CountingRules
    discipline: str | None
    setting: str

    def is_open_to_assistant(self, code: Counting) -> bool:
        return (
            self.rules.has_assistant_modifier
            and self.setting not in NO_ASSISTANT_SETTINGS
            and code.is_open_to_assistant
            and discipline_of(self.discipline, code.disciplines) != "SLP"
        )

    def modifiers(self, code: Counting, *, is_assistant_line: bool) -> tuple[str, ...]:
        discipline = discipline_of(self.discipline, code.disciplines)
        if discipline is None:
            return ()
        first = (THERAPY_MODIFIERS[discipline],)
        return (*first, ASSISTANT_MODIFIERS[discipline]) if is_assistant_line else first


def _answer(visit: _Visit, on: date, known_on: date | None) -> UnitCount:
    ordered = sorted(visit.codes)
    columns = _columns(visit, ordered)
    units = count_codes(columns)
    counted = _counted(visit, ordered, units, units.unit_count, units.assistant_unit_count)
    shown = [code for code in visit.codes if code in visit.minutes or counted[code].unit_count]
    others, alternatives = _alternatives(visit, ordered, columns, units, shown)
    timed = [each for each in counted.values() if each.time_base == "15_minutes"]
    notes = list(_notes(visit, shown, on, known_on))
    if others.count > len(others.listed):
        notes.append(
            f"{others.count} other assignments are lawful; {len(others.listed)} are listed."
        )
    if units.is_arithmetic_open.any():
        notes += [
            _open_note(code, visit.rules)
            for code, is_open in zip(ordered, units.is_arithmetic_open, strict=True)
            if is_open
        ]
    return UnitCount(
        method=visit.rules.method,
        payer=visit.rules.payer,
        total_timed_minutes=sum(each.minutes for each in timed),
        total_timed_units=sum(each.unit_count for each in timed),
        total_treatment_minutes=sum(visit.minutes.values()),
        lines=tuple(_lines(visit, counted, shown)),
        alternatives=alternatives,
        alternative_count=others.count,
        trace=tuple(
            trace(
                [(code, counted[code]) for code in shown],
                [code for code, tied in zip(ordered, units.is_tied, strict=True) if tied],
            )
        ),
        citations=_citations(visit, [counted[code] for code in shown]),
        notes=tuple(dict.fromkeys(notes)),
    )


def _columns(visit: _Visit, ordered: Sequence[str]) -> CodeMinutes:
    codes = [visit.codes[code] for code in ordered]
    families = {name: number for number, name in enumerate({c.family for c in codes} - {""})}
    size = len(codes)
    return CodeMinutes(
        group=np.zeros(size, dtype=np.int64),
        time_base=_ints([TIME_BASES.index(each.time_base) for each in codes]),
        base_minutes=_ints([each.base_minutes for each in codes]),
        first_minutes=_ints([each.first_minutes for each in codes]),
        band_from=_ints([each.band_from for each in codes]),
        band_through=_ints([each.band_through for each in codes]),
        family=_ints([families.get(each.family, NO_FAMILY) for each in codes]),
        minutes=_ints([visit.minutes.get(code, 0) for code in ordered]),
        assistant_minutes=_ints([visit.assistant_minutes.get(code, 0) for code in ordered]),
        is_total_time=np.full(size, visit.rules.method == TOTAL_TIME),
        is_open_to_assistant=np.array(
            [visit.is_open_to_assistant(each) for each in codes], dtype=np.bool_
        ),
        has_final_unit_rule=np.full(size, visit.rules.has_final_unit_rule),
        is_percentage=np.full(size, visit.rules.is_percentage),
    )


def _ints(values: Sequence[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def _counted(
    visit: _Visit,
    ordered: Sequence[str],
    units: CodeUnits,
    unit_count: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int64]],
    assistant_unit_count: Sequence[int] | np.ndarray[tuple[int], np.dtype[np.int64]],
) -> dict[str, CountedCode]:
    answer = {}
    for row, name in enumerate(ordered):
        code = visit.codes[name]
        answer[name] = CountedCode(
            method=visit.rules.method,
            time_base=code.time_base,
            base_minutes=code.base_minutes,
            first_minutes=code.first_minutes,
            band_from=code.band_from,
            band_through=code.band_through,
            minutes=visit.minutes.get(name, 0),
            assistant_minutes=visit.assistant_minutes.get(name, 0),
            family_minutes=int(units.family_minutes[row]),
            unit_count=int(unit_count[row]),
            assistant_unit_count=int(assistant_unit_count[row]),
            is_open_to_assistant=visit.is_open_to_assistant(code),
            has_final_unit_rule=visit.rules.has_final_unit_rule,
        )
    return answer


def _lines(
    visit: _Visit, counted: Mapping[str, CountedCode], shown: Sequence[str]
) -> Iterator[UnitLine]:
    for name in shown:
        code, each = visit.codes[name], counted[name]
        by_assistant = each.assistant_unit_count
        is_split = 0 < by_assistant < each.unit_count
        if by_assistant < each.unit_count or not each.unit_count:
            own_minutes = each.minutes - each.assistant_minutes if is_split else each.minutes
            yield UnitLine(
                name,
                own_minutes,
                0 if is_split else each.assistant_minutes,
                each.unit_count - by_assistant,
                visit.modifiers(code, is_assistant_line=False),
                line_reason(each, is_assistant_line=False),
            )
        if by_assistant:
            yield UnitLine(
                name,
                each.assistant_minutes if is_split else each.minutes,
                each.assistant_minutes,
                by_assistant,
                visit.modifiers(code, is_assistant_line=True),
                line_reason(each, is_assistant_line=True),
            )


def _alternatives(
    visit: _Visit,
    ordered: Sequence[str],
    columns: CodeMinutes,
    units: CodeUnits,
    shown: Sequence[str],
) -> tuple[OtherAssignments, tuple[tuple[UnitLine, ...], ...]]:
    others = other_assignments(
        columns.minutes.tolist(), units.unit_count.tolist(), units.is_tied.tolist()
    )
    answers = []
    for assigned in others.listed:
        by_assistant, _ = split(columns, _ints(assigned))
        counted = _counted(visit, ordered, units, assigned, by_assistant)
        answers.append(tuple(_lines(visit, counted, shown)))
    return others, tuple(answers)


def _notes(visit: _Visit, shown: Sequence[str], on: date, known_on: date | None) -> Iterator[str]:
    payer = visit.rules.payer
    yield from visit.rules.notes
    for name in shown:
        code = visit.codes[name]
        said = [
            payment_note(name, payer, on),
            modifier_note(name, visit.discipline, code.disciplines),
            minimum_note(name, visit.minutes.get(name, 0), payer, on, known_on),
        ]
        if code.time_base == "15_minutes":
            said.append(timed_list_note(name, payer, on, known_on))
        if name not in visit.minutes:
            said.append(f"{name} was not listed; the pooled minutes of its family reach it.")
        yield from (note for note in said if note)
    if any(visit.assistant_minutes.values()):
        yield from _assistant_notes(visit)


def _assistant_notes(visit: _Visit) -> Iterator[str]:
    if visit.setting in NO_ASSISTANT_SETTINGS:
        yield "CQ and CO do not apply in a critical access hospital."
    elif visit.discipline == "SLP":
        yield "CQ and CO do not exist for speech-language pathology."
    else:
        yield from visit.rules.assistant_notes
    for name, minutes in visit.assistant_minutes.items():
        code = visit.codes[name]
        if minutes and code.is_evaluation:
            yield f"{name} is an evaluation, which an assistant cannot furnish."
        if (
            minutes
            and visit.is_open_to_assistant(code)
            and discipline_of(visit.discipline, code.disciplines) is None
        ):
            yield (
                f"{name}: name the discipline; an assistant's units carry CQ beside GP, or CO "
                "beside GO."
            )


def _open_note(code: str, rules: CountingRules) -> str:
    return (
        f"{code}: the two known arithmetics of the 10 percent test disagree here; "
        f"{rules.arithmetic} is used."
    )


def _citations(visit: _Visit, counted: Sequence[CountedCode]) -> tuple[str, ...]:
    cites = [*visit.rules.citations, *(count_cite(code) for code in counted)]
    if any(code.is_open_to_assistant and code.assistant_minutes for code in counted):
        cites += visit.rules.assistant_citations
    return tuple(dict.fromkeys(cites))
