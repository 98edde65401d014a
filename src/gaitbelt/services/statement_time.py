"""Statements about time: timed or not, minutes needed, per hour, one-on-one."""

import functools
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from gaitbelt.language.errors import GaitbeltError
from gaitbelt.library.codes import CodeRow
from gaitbelt.library.documents import GeneralFact, general_fact
from gaitbelt.services.statement_reading import (
    CONTRADICTED,
    Asked,
    Ground,
    Reading,
    described,
    ground_of,
    ground_of_general,
    has_own_method,
    joined,
    payer_in,
    reading_of,
    row_on,
    time_base_of,
    verdict_of,
)
from gaitbelt.services.statement_text import Mention, Sentence
from gaitbelt.services.statement_words import is_negated, is_treatment

if TYPE_CHECKING:
    from gaitbelt.services.units import UnitCount

KIND = "time"
_LONGEST = 480
"""Minutes of a day's work: no code's first unit begins later."""

_LEAD = 45
"""Characters before a code that may speak of it."""

_ELSE = re.compile(
    r"\b(?:patients?(?! contact)|therapists?|with(?! (?:constant|direct|one))|from|than|before"
    r"|after|then|when|if|while|but|unlike|whereas|because|other|different)\b|;",
    re.IGNORECASE,
)
"""Words after which a sentence speaks of something else than the code."""

_BREAK = re.compile(
    r"[,;)]|\b(?:from|than|with|after|before|but|while|whereas|or|and)\b", re.IGNORECASE
)
_MINUTE_BASES = {
    "15_minutes", "per_30_minutes", "per_hour", "first", "further", "month_first", "month_further",
    "minute_band",
}  # fmt: skip
_UNTIMED = re.compile(
    r"\b(?:un-?timed|not\s+(?:a\s+)?(?:timed|time-based)|non-?timed|service-based"
    r"|not based on time|regardless of (?:the )?time)\b",
    re.IGNORECASE,
)
_TIMED = re.compile(r"\b(?:timed|time-based|based on time)\b", re.IGNORECASE)
_PER = re.compile(
    r"\b(?:per|each|every|in|by the|billed)\s+(hour|15[- ]min\w*|30[- ]min\w*|session|visit|day)\b"
    r"|(?<!same )\b(hourly|15[- ]minute (?:units?|increments?|code|intervals?))\b",
    re.IGNORECASE,
)
_MINIMUM = re.compile(
    r"\b(?:minimum(?: time)?(?: of| is)?|at least|needs?|requires?|must (?:last|be|take)"
    r"(?: at least)?|no (?:less|fewer) than|>=|full)(?: a| the)?(?: minimum of| at least| full)?"
    r"\s+(\d{1,3})\+?(?: or more)?[- ]?min(?:ute)?s?\b"
    r"|\b(\d{1,3})(?: or more|\+)[- ]min(?:ute)?s?\b|\b(\d{1,3})[- ]minute minimum\b",
    re.IGNORECASE,
)
_NO_MINIMUM = re.compile(
    r"\bno (?:minimum|time (?:requirement|minimum))\b|\bnot (?:a|the) minimum\b"
    r"|\bdoes not (?:need|require|have)\b[^.;]{0,20}\bmin",
    re.IGNORECASE,
)
_ONE_ON_ONE = re.compile(
    r"\b(?:one[- ](?:on|to)[- ]one|1[:-](?:on-)?1|direct(?:,| one[- ]on[- ]one)?(?: patient)? contact"
    r"|constant attendance)\b",
    re.IGNORECASE,
)
_IMPERSONAL = re.compile(
    r"\b(?:lacks?|without|no)\s+(?:a\s+|any\s+)?(?:the\s+)?(?:personal\w*|individual\w*|one-on-one)"
    r"(?:\s+(?:touch|attention|contact|care))?\b"
    r"|\bunsupervised\b|\bwithout (?:a therapist|supervision)\b",
    re.IGNORECASE,
)
_SESSIONS = re.compile(
    r"\b(?:sessions?|over (?:the )?weeks|each (?:treatment )?visit)\b", re.IGNORECASE
)
_IMPAIRMENT = re.compile(r"\b(?:mild|moderate|severe)[\w ,-]{0,25}\bimpairments?\b", re.IGNORECASE)


def times(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield a reading for each thing a sentence says of a code's time or contact."""
    on = sentence.date_in(asked.on)
    ends = [len(sentence.plain)]
    ends[:0] = [group[0].start for group in sentence.groups[1:]]
    starts = [0, *(group[-1].end for group in sentence.groups)]
    for group, start, end in zip(sentence.groups, starts, ends, strict=False):
        if _NONE.search(sentence.plain[: group[0].start]):
            continue
        parts = tuple(_parts(sentence.plain, group, start, end))[::-1]
        for mention in group:
            for code in mention.codes:
                row = row_on(code, on)
                if row is not None and row.label:
                    yield from _of_code(sentence, asked, row, mention, parts)


_NONE = re.compile(r"\b(?:no|none|neither)\b[^,.;]{0,25}$", re.IGNORECASE)


Part = tuple[int, str]
"""A part of a sentence that speaks of a code, and where it begins."""


def _parts(plain: str, group: tuple[Mention, ...], start: int, end: int) -> Iterator[Part]:
    """Yield what follows a group of codes, then what leads to it, as far as it is about it."""
    first, last = group[0].start, group[-1].end
    after = plain[last:end]
    if end < len(plain) and (breaks := [each.start() for each in _BREAK.finditer(after)]):
        after = after[: breaks[-1]]
    blocked = _ELSE.search(after)
    yield last, after[: blocked.start()] if blocked else after
    before = plain[start:first]
    breaks = [each.end() for each in _BREAK.finditer(before)]
    begin = start + max([0, len(before) - _LEAD, *breaks])
    yield begin, plain[begin:first]


def _of_code(
    sentence: Sentence, asked: Asked, row: CodeRow, mention: Mention, parts: tuple[Part, ...]
) -> Iterator[Reading]:
    payer = payer_in(sentence, asked)
    for reader in (_timed, _per, _minimum, _contact, _level_by_impairment):
        for begin, text in parts:
            found = reader(row, text, asked.on, payer)
            if found is None:
                continue
            is_before = begin < mention.start and begin + len(text) <= mention.start
            tie = _OF if reader is _minimum else _TIED
            if is_before and not tie.fullmatch(text[found[3][1] :]):
                continue
            is_true, said, ground, span = found
            yield reading_of(
                verdict_of(is_true),
                KIND,
                (row.hcpcs_code,),
                (min(mention.start, begin + span[0]), max(mention.end, begin + span[1])),
                f"{row.hcpcs_code}: {said}",
                ground,
            )
            break


_TIED = re.compile(
    r"(?:[\s:,(=-]|\b(?:codes?|services?|procedures?|minimum|contact|attendance|for|of|such as"
    r"|like|including|includes?|e\.g\.|are|is|applies to|under|cpt|the)\b)*",
    re.IGNORECASE,
)
_OF = re.compile(r"\s+(?:of|for)\s+(?:the\s+)?(?:cpt\s+)?(?:codes?\s+)?", re.IGNORECASE)
"""Words that may stand between what is said of time and the code it is said of."""


Found = tuple[bool | None, str, Ground, tuple[int, int]]


def _timed(row: CodeRow, text: str, _on: date, _payer: str) -> Found | None:
    if not row.time_base or row.time_base == "per_30_days":
        return None
    is_timed = row.time_base in _MINUTE_BASES
    if (said := _UNTIMED.search(text)) and _IS.fullmatch(text[: said.start()]):
        return not is_timed, "untimed", time_base_of(row), said.span()
    said = _TIMED.search(text)
    if said is None or re.match(r"\s*(?:minutes?|up and go)", text[said.end() :]):
        return None
    if not _IS.fullmatch(text[: said.start()]):
        return None
    is_said = not is_negated(text, said.start())
    return is_timed is is_said, "timed" if is_said else "untimed", time_base_of(row), said.span()


_IS = re.compile(
    r"(?:[\s,:(=-]|\b(?:is|are|was|were|a|an|the|both|all|each|considered|billed|as|service|code"
    r"|procedure|not|which|that|also|always|generally|other|for|most|some|use|these|those|it)"
    r"s?\b)*",
    re.IGNORECASE,
)
"""Words that may stand between a code and whether it is timed."""


def _per(row: CodeRow, text: str, _on: date, _payer: str) -> Found | None:
    said = _PER.search(text)
    if said is None or not row.time_base:
        return None
    word = (said[1] or said[2]).lower()
    name, minutes = next(
        ((f"per {words}", length) for part, words, length in _LENGTHS if part in word),
        (f"per {word}", 0),
    )
    is_true: bool | None = None
    if minutes:
        is_true = row.time_base == _BASES_OF[minutes]
        if not is_true and row.base_minutes == minutes:
            is_true = None  # a first or a further block of that length: no plain yes or no
    elif row.time_base == "per_day" and word == "day":
        is_true = True
    elif row.time_base == "15_minutes" and _ONE_UNIT.search(text[: said.start()]):
        is_true = False
    if is_true is None:
        return None
    if is_negated(text, said.start()):
        name, is_true = f"not {name}", not is_true
    return is_true, name, time_base_of(row), said.span()


_LENGTHS = (("hour", "hour", 60), ("15", "15 minutes", 15), ("30", "30 minutes", 30))
_BASES_OF = {60: "per_hour", 15: "15_minutes", 30: "per_30_minutes"}
_ONE_UNIT = re.compile(
    r"\b(?:once|one unit|single unit|flat(?: rate)?|billed|paid)\s*$", re.IGNORECASE
)


def _minimum(row: CodeRow, text: str, on: date, payer: str) -> Found | None:
    if (said := _NO_MINIMUM.search(text)) and row.time_base in {"untimed", "15_minutes"}:
        return row.time_base == "untimed", "no minimum of minutes", time_base_of(row), said.span()
    said = _MINIMUM.search(text)
    if said is None or _CONTRACTOR.search(text):
        return None
    minutes = int(said[1] or said[2] or said[3])
    name = f"needs {minutes} minutes"
    if row.time_base in {"untimed", "per_day", "area"}:
        untimed = ground_of(row, f"{row.hcpcs_code} is untimed: no minimum of minutes.")
        return False, name, joined(described(row), untimed), said.span()
    if row.time_base == "month_further":
        return minutes == row.base_minutes, name, time_base_of(row), said.span()
    units = _FOR_UNITS.match(text[said.end() :])
    count = NUMBERS.get(units[1].lower()) or int(units[1]) if units else 1
    least = _least(row, payer, on, count)
    if least is None:
        return None
    return minutes == least[0], name, joined(time_base_of(row), least[1]), said.span()


def _least(row: CodeRow, payer: str, on: date, count: int) -> tuple[int, Ground] | None:
    """Return the fewest minutes of a code for so many units, and the fact, where held."""
    is_counted = row.time_base in _MINUTE_BASES - {"further"} and has_own_method(payer, on)
    least = least_minutes(row.hcpcs_code, payer, on, count) if is_counted else None
    if least is None:
        return None
    begins = "1 unit begins" if count == 1 else f"{count} units begin"
    fact = f"{row.hcpcs_code} alone: {begins} at {least[0]} minutes ({payer}: {least[1]})."
    return least[0], Ground(fact, row.confidence, least[2])


_CONTRACTOR = re.compile(r"\bpalmetto\b", re.IGNORECASE)
_FOR_UNITS = re.compile(
    r"\s*(?:for|=|to bill)\s*(\d{1,2}|one|two|three|four|five|six) units?", re.IGNORECASE
)
NUMBERS = {
    word: count
    for count, word in enumerate(
        ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
}
"""Small numbers as a text writes them."""


@functools.lru_cache(maxsize=1000)
def least_minutes(
    hcpcs_code: str, payer: str, on: date, unit_count: int = 1
) -> tuple[int, str, tuple[str, ...]] | None:
    """Return the fewest minutes of a code alone for so many units, method and sources.

    None where the code's units cannot be counted on the date.
    """
    from gaitbelt.services.units import count_units

    row = row_on(hcpcs_code, on)
    low, high = 1, _LONGEST
    if row is not None and row.band_through and row.time_base in _MINUTE_BASES:
        high = row.band_through
    try:
        while low < high:
            middle = (low + high) // 2
            counted = count_units({hcpcs_code: middle}, payer=payer, on=on)
            is_enough = _own_units(counted, hcpcs_code) >= unit_count
            low, high = (low, middle) if is_enough else (middle + 1, high)
        counted = count_units({hcpcs_code: low}, payer=payer, on=on)
    except GaitbeltError:
        return None
    is_enough = _own_units(counted, hcpcs_code) >= unit_count
    return (low, counted.method, counted.citations) if is_enough else None


def _own_units(counted: "UnitCount", hcpcs_code: str) -> int:
    return sum(line.unit_count for line in counted.lines if line.hcpcs_code == hcpcs_code)


def _contact(row: CodeRow, text: str, _on: date, _payer: str) -> Found | None:
    if (said := _IMPERSONAL.search(text)) and row.time_base == "15_minutes":
        fact = f"{row.hcpcs_code} is skilled one-on-one treatment with direct contact."
        ground = joined(ground_of(row, fact), time_base_of(row))
        return False, "without one-on-one contact", ground, said.span()
    if said := _ONE_ON_ONE.search(text):
        is_true = _is_one_on_one(row, text)
        if is_true is None:
            return None
        is_said = not is_negated(text, said.start())
        if row.service_kind in {"evaluation", "reevaluation"}:
            is_said = True
        name = "one-on-one" if is_said else "not one-on-one"
        return is_true is is_said, name, joined(described(row), time_base_of(row)), said.span()
    said = _SESSIONS.search(text)
    is_treatment_said = re.search(r"\btreatment\b", text, re.IGNORECASE) is not None
    if said and is_treatment_said and row.service_kind == "evaluation":
        if is_negated(text, said.start()):
            return None
        return False, "treatment sessions", joined(described(row), time_base_of(row)), said.span()
    return None


def _is_one_on_one(row: CodeRow, text: str) -> bool | None:
    if row.service_kind in {"evaluation", "reevaluation"}:
        return False if _SESSIONS.search(text) or _MINIMUM.search(text) else None
    if row.service_kind == "group" or "several caregivers" in row.label:
        return False
    if "unattended" in row.label:
        return False
    if row.time_base == "15_minutes" and is_treatment(row.service_kind):
        return True
    return None


def _level_by_impairment(row: CodeRow, text: str, on: date, _payer: str) -> Found | None:
    said = _IMPAIRMENT.search(text)
    held = general_fact("impairment_decides_level", on)
    if said is None or held is None or "complexity" not in row.label:
        return None
    return False, "chosen by a grade of impairment", ground_of_general(held), said.span()


def general_times(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield readings of statements about time or level that name no code."""
    if sentence.mentions and not sentence.is_carried:
        return
    on, text = asked.on, sentence.plain
    found = _LEVEL_OF_TREATMENT.search(text)
    if found and (held := general_fact("complexity_applies_to", on)):
        yield _general(found, "treatments have a level of complexity", held)
    found = _MINIMUM.search(text)
    if found and _ONE_ON_ONE.search(text) and not sentence.mentions:
        minutes = int(found[1] or found[2] or found[3])
        held = general_fact("timed_code_first_unit", on)
        if held is not None and minutes == 15:  # noqa: PLR2004 (the length of a unit)
            yield _general(found, f"a timed code needs {minutes} minutes", held)


_LEVEL_OF_TREATMENT = re.compile(
    r"\bcomplexity (?:levels? )?(?:of|appl\w+ to|for)\s+(?:the\s+)?(?:therapeutic|neuromuscular|manual|gait)\b[\w -]*",
    re.IGNORECASE,
)


def _general(found: re.Match[str], said: str, held: GeneralFact) -> Reading:
    ground = ground_of_general(held)
    return reading_of(CONTRADICTED, KIND, (), found.span(), said, ground)
