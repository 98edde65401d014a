"""Mistakes in units and minutes, and in code pairs."""

from dataclasses import replace

from gaitbelt.library.ncci import mue
from gaitbelt.services.demo.claims import Claim, Line, numbered
from gaitbelt.services.demo.habits import SEPARATE, is_second_of_a_pair
from gaitbelt.services.demo.mistake import (
    BY_CODE,
    EVALUATIONS,
    POOLED,
    Kind,
    changed,
    first,
    has_assistant,
    timed,
)

_ONCE = (*EVALUATIONS, "92507", "92526", "G0283")
_QUARTER_HOUR = 15
_SPLIT_FROM = 2


def _unit_too_many(claim: Claim) -> Claim | None:
    line = first(timed(claim))
    if line is None or claim.payer not in POOLED or has_assistant(claim):
        return None
    return changed(claim, line, unit_count=line.unit_count + 1)


def _unit_too_many_of_a_code(claim: Claim) -> Claim | None:
    line = first(timed(claim))
    if line is None or claim.payer not in BY_CODE:
        return None
    return changed(claim, line, unit_count=line.unit_count + 1)


def _unit_of_another_code(claim: Claim) -> Claim | None:
    if claim.payer not in POOLED or has_assistant(claim):
        return None
    giver = first(timed(claim, at_least=2))
    taker = first(each for each in timed(claim) if each is not giver and _has_all_its_units(each))
    if giver is None or taker is None:
        return None
    fewer = changed(claim, giver, unit_count=giver.unit_count - 1)
    return changed(fewer, taker, unit_count=taker.unit_count + 1)


def _has_all_its_units(line: Line) -> bool:
    return line.unit_count * _QUARTER_HOUR >= (line.minutes or 0)


def _unit_forgotten(claim: Claim) -> Claim | None:
    line = first(timed(claim, at_least=2))
    if line is None or claim.payer not in POOLED or has_assistant(claim):
        return None
    return changed(claim, line, unit_count=line.unit_count - 1)


def _short_and_alone(claim: Claim) -> Claim | None:
    lines = timed(claim, at_least=0)
    if len(lines) != 1 or claim.payer not in POOLED or has_assistant(claim):
        return None
    return changed(claim, lines[0], minutes=6, unit_count=1)


def _untimed_twice(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code in _ONCE)
    return None if line is None else changed(claim, line, unit_count=2)


def _is_plain_medicare(claim: Claim) -> bool:
    return claim.payer == "medicare" and not has_assistant(claim)


def _line_repeated(claim: Claim) -> Claim | None:
    line = first(timed(claim, at_least=_SPLIT_FROM))
    if line is None or line.minutes is None or not _is_plain_medicare(claim):
        return None
    part = replace(line, unit_count=1, minutes=_QUARTER_HOUR)
    rest = replace(line, unit_count=line.unit_count - 1, minutes=line.minutes - _QUARTER_HOUR)
    if rest.minutes is None or rest.minutes <= 0:
        return None
    kept = [each for each in claim.lines if each is not line]
    return numbered((*kept, part, rest))


def _separate_forgotten(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if SEPARATE in each.modifiers)
    if line is None or line.unit_count == 0 or claim.payer != "medicare":
        return None
    kept = tuple(each for each in line.modifiers if each != SEPARATE)
    return changed(claim, line, modifiers=kept)


def _massage_with_manual_therapy(claim: Claim) -> Claim | None:
    line = first(each for each in timed(claim) if each.hcpcs_code in {"97110", "97112"})
    billed = [each.hcpcs_code for each in claim.lines if each.unit_count]
    others = [code for code in billed if line is None or code != line.hcpcs_code]
    is_plain = not any(SEPARATE in each.modifiers for each in claim.lines)
    if line is None or "97140" not in others or not is_plain or not _is_plain_medicare(claim):
        return None
    on = line.date_of_service
    if is_second_of_a_pair("97124", [each for each in others if each != "97140"], on):
        return None
    return changed(claim, line, hcpcs_code="97124")


def _above_the_daily_limit(claim: Claim) -> Claim | None:
    line = first(each for each in timed(claim) if each.hcpcs_code == "97110")
    if line is None or line.minutes is None or not _is_plain_medicare(claim):
        return None
    limit = mue("97110", line.date_of_service, line.setting).unit_limit
    if limit is None:
        return None
    more = limit + 1 - line.unit_count
    return changed(claim, line, unit_count=limit + 1, minutes=line.minutes + more * _QUARTER_HOUR)


UNIT_MISTAKES = (
    Kind("one-unit-too-many", "UNT001", 6, "One timed unit more than the day's minutes support.",
         _unit_too_many, ("UNT002",)),
    Kind("one-unit-too-many-for-its-code", "UNT002", 4,
         "One unit more than the code's own minutes make, for a payer that counts by code.",
         _unit_too_many_of_a_code),
    Kind("unit-on-another-code", "UNT002", 3,
         "The day's total is right, but a unit stands on a code without the minutes for it.",
         _unit_of_another_code),
    Kind("unit-forgotten", "UNT003", 6, "One timed unit fewer than the day's minutes support.",
         _unit_forgotten),
    Kind("six-minutes-billed", "UNT004", 3, "Six timed minutes in all, billed as a unit.",
         _short_and_alone, ("UNT001", "UNT002")),
    Kind("untimed-code-twice", "UNT005", 4, "Two units of a code that a day has once.",
         _untimed_twice, ("PTP003",)),
    Kind("line-repeated", "UNT006", 3, "A timed code's units spread over two lines.",
         _line_repeated),
    Kind("59-forgotten", "PTP001", 5, "A pair that needs 59 carries none.",
         _separate_forgotten),
    Kind("massage-with-manual-therapy", "PTP002", 3,
         "97124 beside 97140: a pair that no modifier separates.",
         _massage_with_manual_therapy),
    Kind("above-the-daily-limit", "PTP003", 2, "More units of 97110 in a day than its MUE.",
         _above_the_daily_limit),
)  # fmt: skip
