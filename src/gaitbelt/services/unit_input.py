"""Reading one visit's minutes, and refusing what cannot have happened."""

import itertools
import operator
from collections.abc import Mapping, Sequence
from datetime import datetime

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.library.codes import normalised

DAY_MINUTES = 24 * 60
MONTH_MINUTES = 31 * DAY_MINUTES

COUNT_WHOLE = "Count whole minutes."
GIVE_NONE_OR_MORE = "Give 0 or more."
CORRECT_MINUTES = "Correct the minutes."
CORRECT_TIMES = "Correct the times."
CORRECT_ONE = "Correct one of the two; the total holds the assistant's minutes."
"""What to do about minutes and times that cannot have happened."""

Intervals = Mapping[str, Sequence[tuple[datetime, datetime]]]


def minutes_by_code(minutes: Mapping[str, int | Sequence[int]]) -> dict[str, int]:
    """Return each code's minutes, its episodes added, in the order given.

    Raises ImpossibleInput for minutes that are negative or not whole.
    """
    found: dict[str, int] = {}
    for code, given in minutes.items():
        name = normalised(code)
        episodes = given if isinstance(given, Sequence) else (given,)
        total = sum(_whole_minutes(name, each) for each in episodes)
        found[name] = found.get(name, 0) + total
    return found


def assistant_by_code(
    assistant: Mapping[str, int | Sequence[int]] | None, minutes: Mapping[str, int]
) -> dict[str, int]:
    """Return the assistant's separate minutes of each code that has any.

    Raises ImpossibleInput where they are more than the code's minutes.
    """
    found = minutes_by_code(assistant or {})
    for code, given in found.items():
        if code not in minutes:
            raise ImpossibleInput(
                f"{code}: {given} assistant minutes but no minutes of the code. "
                "Give the code's total minutes; the assistant's are part of them."
            )
        if given > minutes[code]:
            told = assistant_above_total(code, given, minutes[code])
            raise ImpossibleInput(f"{told} {CORRECT_ONE}")
    return found


def assistant_above_total(code: str, assistant_minutes: int, minutes: int) -> str:
    """Return what to tell where an assistant gave more minutes than there were."""
    return (
        f"{code}: {assistant_minutes} assistant minutes are more than its {minutes} minutes in all."
    )


def negative_minutes(code: str, minutes: int) -> str:
    """Return what to tell where minutes are negative."""
    return f"{code}: {minutes} minutes are fewer than none."


def too_many_minutes(code: str, minutes: int, *, is_by_month: bool = False) -> str | None:
    """Return what to tell where minutes are more than a day or a month has, else none."""
    most, period = (MONTH_MINUTES, "month") if is_by_month else (DAY_MINUTES, "day")
    if minutes <= most:
        return None
    return f"{code}: {minutes} minutes are more than a {period} has ({most:,})."


def fractional_minutes(code: str, minutes: object) -> str:
    """Return what to tell where minutes are not whole."""
    return f"{code}: {minutes} minutes are not a whole number."


def check_intervals(intervals: Intervals, one_on_one: Mapping[str, bool]) -> None:
    """Raise ImpossibleInput where one-on-one intervals overlap or end before they start.

    ``one_on_one`` says of every code of the visit whether its time is one patient's only.
    """
    spans: list[tuple[datetime, datetime, str]] = []
    for code, given in intervals.items():
        name = normalised(code)
        if name not in one_on_one:
            raise ImpossibleInput(
                f"{name}: a start and an end but no minutes. Give the code's minutes too."
            )
        for started_at, ended_at in given:
            if ended_at <= started_at:
                told = ends_before_start(name, started_at, ended_at)
                raise ImpossibleInput(f"{told} {CORRECT_TIMES}")
            if one_on_one[name]:
                spans.append((started_at, ended_at, name))
    spans.sort()
    for (_, earlier_end, earlier), (start, _, later) in itertools.pairwise(spans):
        if start < earlier_end:
            raise ImpossibleInput(
                f"{earlier} and {later} overlap: {later} starts at {start:%H:%M}, before {earlier} "
                f"ends at {earlier_end:%H:%M}. One-on-one time counts once; correct the times."
            )


def ends_before_start(code: str, started_at: datetime, ended_at: datetime) -> str:
    """Return what to tell where an interval does not end after it starts."""
    return f"{code}: ends at {ended_at:%H:%M}, not after its start at {started_at:%H:%M}."


def _whole_minutes(code: str, given: object) -> int:
    if isinstance(given, bool):
        raise ImpossibleInput(f"{fractional_minutes(code, given)} {COUNT_WHOLE}")
    try:
        whole = operator.index(given)  # type: ignore[arg-type]  # anything may be given
    except TypeError:
        raise ImpossibleInput(f"{fractional_minutes(code, given)} {COUNT_WHOLE}") from None
    if whole < 0:
        raise ImpossibleInput(f"{negative_minutes(code, whole)} {GIVE_NONE_OR_MORE}")
    return whole
