"""Why a visit's codes have the units they have, step by step, in words with a source."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gaitbelt.methods.units.assistant import MIDPOINT_MINUTES
from gaitbelt.methods.units.count import MIDPOINT, TOTAL_TIME
from gaitbelt.methods.units.total_time import UNIT_MINUTES

TOTAL_TIME_CITE = "CMS Pub. 100-04, Ch. 5, § 20.2(C)"
UNTIMED_CITE = "CMS Pub. 100-04, Ch. 5, § 20.2"
NOTE_CITE = "CMS Pub. 100-02, Ch. 15, § 220.3(E)"
ASSISTANT_CITE = "42 CFR § 410.59(a)(4), § 410.60(a)(4); CMS Pub. 100-04, Ch. 5, § 20.1"
MIDPOINT_CITE = "CPT time rule (more than half), per R. Gawenda, AAPC MDS Alert"
MONTH_CITE = "CPT codes 98979-98981: full minutes in a calendar month, per Limber Health"


@dataclass(frozen=True, slots=True)
class TraceStep:
    """One step of the counting in words, and where it is written."""

    text: str
    cite: str


@dataclass(frozen=True, slots=True)
class CountedCode:
    """What is known of one code of a visit once its units are counted."""

    method: str
    time_base: str
    base_minutes: int
    first_minutes: int
    band_from: int
    band_through: int
    minutes: int
    assistant_minutes: int
    family_minutes: int
    unit_count: int
    assistant_unit_count: int
    is_open_to_assistant: bool
    has_final_unit_rule: bool


def plural(count: int, word: str) -> str:
    """Return a count with its word: ``1 unit``, ``3 units``."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def count_reason(code: CountedCode) -> str:
    """Return one sentence that says why the code has its units."""
    if code.time_base == "15_minutes" and code.method == TOTAL_TIME:
        return _total_time_reason(code.minutes, code.unit_count)
    if code.time_base in _REASONS:
        return _REASONS[code.time_base](code)
    per = {"per_day": "Per day", "per_30_days": "Per 30 days"}.get(code.time_base, "Untimed")
    return f"{per}: 1 unit whatever the minutes."


def line_reason(code: CountedCode, *, is_assistant_line: bool) -> str:
    """Return the sentences for one line of the code: the count, then who furnished it."""
    who = _furnished(code, is_assistant_line=is_assistant_line)
    return f"{count_reason(code)} {who}" if who else count_reason(code)


def _furnished(code: CountedCode, *, is_assistant_line: bool) -> str:
    if not code.is_open_to_assistant or not code.assistant_minutes or not code.unit_count:
        return ""
    of = f"of {plural(code.unit_count, 'unit')}"
    by_therapist = code.unit_count - code.assistant_unit_count
    if is_assistant_line:
        return (
            f"{code.assistant_unit_count} {of} furnished in whole or in part by the assistant "
            f"({code.assistant_minutes} of {plural(code.minutes, 'minute')})."
        )
    if code.assistant_unit_count:
        therapist = code.minutes - code.assistant_minutes
        return f"{by_therapist} {of} furnished by the therapist ({therapist} minutes)."
    return f"The assistant's {plural(code.assistant_minutes, 'minute')} call for no modifier."


def _total_time_reason(minutes: int, units: int) -> str:
    whole, left_over = divmod(minutes, UNIT_MINUTES)
    has_one_more = units > whole
    if not units:
        return f"{plural(minutes, 'minute')} bring no unit; they stay in the note and in the total."
    if not whole:
        return f"{plural(minutes, 'minute')}: no whole unit, but enough left over for 1 unit."
    start = f"{plural(minutes, 'minute')}: {plural(whole, 'whole unit')}"
    if not left_over:
        return f"{start}."
    ending = "enough for one more" if has_one_more else "which bring no further unit"
    return f"{start} and {left_over} left over, {ending}."


def _midpoint_reason(code: CountedCode) -> str:
    needed = code.base_minutes // 2 + 1
    counted = plural(code.unit_count, "unit") if code.unit_count else "no unit"
    return (
        f"{plural(code.minutes, 'minute')}: {counted}; "
        f"a unit needs {needed} of its {code.base_minutes} minutes."
    )


def _family_reason(code: CountedCode) -> str:
    counted = plural(code.unit_count, "unit") if code.unit_count else "no unit"
    needed = code.base_minutes // 2 + 1
    if code.time_base == "further":
        needed += code.first_minutes
    return (
        f"{plural(code.family_minutes, 'minute')} of the first and further codes together: "
        f"{counted}; the first unit of this code is reached at {needed}."
    )


def _month_reason(code: CountedCode) -> str:
    counted = plural(code.unit_count, "unit") if code.unit_count else "no unit"
    needed = code.base_minutes + (code.first_minutes if code.time_base == "month_further" else 0)
    through = f" and ends at {code.band_through}" if code.band_through >= 0 else ""
    return (
        f"{plural(code.family_minutes, 'minute')} in the calendar month: {counted}; "
        f"this code starts at {needed} full minutes{through}."
    )


def _band_reason(code: CountedCode) -> str:
    counted = plural(code.unit_count, "unit") if code.unit_count else "no unit"
    if code.band_through < 0:
        band = f"{code.band_from} minutes or more"
    else:
        band = f"{code.band_from} to {code.band_through} minutes"
    return f"{plural(code.minutes, 'minute')}: {counted}; this code covers {band}."


def _area_reason(_: CountedCode) -> str:
    return "Counted by area, not by minutes: 1 unit unless the area measured is larger."


_REASONS: Mapping[str, Callable[[CountedCode], str]] = {
    "15_minutes": _midpoint_reason,
    "per_30_minutes": _midpoint_reason,
    "per_hour": _midpoint_reason,
    "first": _family_reason,
    "further": _family_reason,
    "month_first": _month_reason,
    "month_further": _month_reason,
    "minute_band": _band_reason,
    "area": _area_reason,
}


def count_cite(code: CountedCode) -> str:
    """Return where the counting of the code is written."""
    if code.time_base == "15_minutes" and code.method == TOTAL_TIME:
        return TOTAL_TIME_CITE
    if code.time_base.startswith("month_"):
        return MONTH_CITE
    if code.time_base in ("per_day", "per_30_days", "area", "untimed"):
        return UNTIMED_CITE
    return MIDPOINT_CITE


def trace(codes: Sequence[tuple[str, CountedCode]], tied: Sequence[str]) -> list[TraceStep]:
    """Return the steps from minutes to units for one visit, codes in the order given.

    ``tied`` names the codes that share the smallest left-over that won a unit, where
    another assignment is lawful.
    """
    pooled = [
        (name, code)
        for name, code in codes
        if code.method == TOTAL_TIME and code.time_base == "15_minutes"
    ]
    others = [pair for pair in codes if pair not in pooled]
    return [
        *(_pool_steps(pooled, tied) if pooled else ()),
        *(TraceStep(f"{name}: {count_reason(code)}", count_cite(code)) for name, code in others),
        *(step for name, code in codes for step in _assistant_steps(name, code)),
    ]


def _pool_steps(pooled: Sequence[tuple[str, CountedCode]], tied: Sequence[str]) -> list[TraceStep]:
    total = sum(code.minutes for _, code in pooled)
    supported = (total + 7) // UNIT_MINUTES
    steps = [TraceStep(_supported_text(total, supported), TOTAL_TIME_CITE)]
    steps += [TraceStep(_whole_text(name, code.minutes), TOTAL_TIME_CITE) for name, code in pooled]
    winners = [
        (name, code) for name, code in pooled if code.unit_count > code.minutes // UNIT_MINUTES
    ]
    if winners:
        steps.append(TraceStep(_left_over_text(winners), TOTAL_TIME_CITE))
    if tied:
        steps.append(TraceStep(_tie_text(tied), TOTAL_TIME_CITE))
    steps += [
        TraceStep(
            f"{name} has no unit; its {plural(code.minutes, 'minute')} stay in the note and in "
            "the total timed minutes.",
            NOTE_CITE,
        )
        for name, code in pooled
        if not code.unit_count
    ]
    return steps


def _supported_text(total: int, supported: int) -> str:
    if not supported:
        return f"{plural(total, 'timed minute')} support no unit; the first needs 8."
    low = UNIT_MINUTES * supported - 7
    return (
        f"{plural(total, 'timed minute')} support {plural(supported, 'unit')} "
        f"({low}\N{EN DASH}{low + UNIT_MINUTES - 1})."
    )


def _whole_text(name: str, minutes: int) -> str:
    whole, left_over = divmod(minutes, UNIT_MINUTES)
    count = {0: "no whole unit", 1: "one whole unit"}.get(whole, f"{whole} whole units")
    used = f" ({whole * UNIT_MINUTES} of {plural(minutes, 'minute')})" if whole else ""
    return f"{name} has {count}{used} and {left_over or 'none'} left over."


def _left_over_text(winners: Sequence[tuple[str, CountedCode]]) -> str:
    named = [f"{name} ({code.minutes % UNIT_MINUTES})" for name, code in winners]
    many = len(winners)
    count = "One supported unit is" if many == 1 else f"{many} supported units are"
    go = "it goes" if many == 1 else "they go, one each,"
    return f"{count} still unassigned; {go} to the most minutes left over: {', '.join(named)}."


def _tie_text(tied: Sequence[str]) -> str:
    names = f"{', '.join(tied[:-1])} and {tied[-1]}"
    return (
        f"{names} have equal minutes left over, so the clinician may choose among them. "
        "Unless told, the service with more minutes comes first, then the lower code number."
    )


def _assistant_steps(name: str, code: CountedCode) -> list[TraceStep]:
    if not code.is_open_to_assistant or not code.assistant_minutes or not code.unit_count:
        return []
    therapist = code.minutes - code.assistant_minutes
    gave = (
        f"{name}: the therapist gave {therapist} minutes, the assistant {code.assistant_minutes} "
        "apart from the therapist"
    )
    return [
        TraceStep(
            f"{gave}; {code.assistant_unit_count} of {plural(code.unit_count, 'unit')} "
            f"{'carries' if code.assistant_unit_count == 1 else 'carry'} the assistant's modifier"
            f"{_blocks(code, therapist)}.",
            ASSISTANT_CITE,
        )
    ]


def _blocks(code: CountedCode, therapist: int) -> str:
    if code.time_base != "15_minutes":
        return ", by the 10 percent test over the whole service"
    by_assistant, assistant_rest = divmod(code.assistant_minutes, UNIT_MINUTES)
    by_therapist, therapist_rest = divmod(therapist, UNIT_MINUTES)
    left = code.unit_count - by_assistant - by_therapist
    blocks = f" (whole 15-minute blocks: therapist {by_therapist}, assistant {by_assistant}"
    if not left:
        return f"{blocks})"
    return (
        f"{blocks}; {plural(left, 'unit')} remaining, made of {therapist_rest} minutes by the "
        f"therapist and {assistant_rest} by the assistant: "
        f"{_deciding_test(left, therapist_rest, assistant_rest, has_final_unit_rule=code.has_final_unit_rule)})"
    )


def _deciding_test(left: int, therapist: int, assistant: int, *, has_final_unit_rule: bool) -> str:
    if left > 1:
        return "one each"
    if not has_final_unit_rule:
        return "judged by the 10 percent test"
    if therapist >= MIDPOINT_MINUTES:
        return "the therapist has 8 or more, so no modifier on it"
    if assistant >= MIDPOINT_MINUTES:
        return "the assistant alone has 8 or more, so it carries the modifier"
    return "neither has 8, so the 10 percent test decides"


def method_name(method: str) -> str:
    """Return a counting method's name as a reader knows it."""
    return {
        TOTAL_TIME: "Medicare total time",
        MIDPOINT: "AMA midpoint",
    }.get(method, "nearest quarter hour")
