"""Statements of how many units minutes make, and of how many units a day may hold."""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gaitbelt.language.errors import GaitbeltError
from gaitbelt.library.ncci import PUBLISHED, Mue, mue
from gaitbelt.services.statement_reading import (
    Asked,
    Ground,
    Reading,
    has_own_method,
    is_medicare,
    joined,
    payer_in,
    reading_of,
    row_on,
    verdict_of,
)
from gaitbelt.services.statement_text import Sentence
from gaitbelt.services.statement_time import NUMBERS, least_minutes
from gaitbelt.services.statement_words import is_negated
from gaitbelt.tables.vocabulary import OUTPATIENT, PRACTITIONER

UNITS, LIMIT = "units", "unit limit"
_ANY_TIMED = ("97110", "97112", "97116", "97140", "97530", "97535", "97542", "97113")
"""Codes of 15 minutes that stand for any, where a text names none."""

_WORDS = "|".join(["zero", "nothing", *NUMBERS])
_JOIN = (
    r"(?:=|:|-|\b(?:is|are|equals?|makes?|supports?|counts? as|bills? as|qualif\w+(?: for| as)?"
    r"|gives?|allows?|earns?|means?|can be billed as|may be billed as|are billed as|total|come to"
    r"|only|exactly|would be|as|for)\b|\s)+"
)
_MINUTES_TO_UNITS = re.compile(
    r"(?P<least>\b(?:at least|minimum of|a minimum of)\s+)?"
    r"(?P<more>(?:\bmore than\b|\bover\b|>)\s*)?(?P<low>\d{1,3})"
    r"(?:\s*(?:-|to|through|up to|and)+\s*(?:\u2264|<=)?\s*(?P<high>\d{1,3}))?"
    r"\s*(?:total |timed |treatment |billable )*min(?:ute)?s?\b"
    rf"(?:\s+(?:of|for)\s+[\w /,&-]+?)?\s*{_JOIN}(?P<units>\d{{1,2}}|{_WORDS})"
    r"(?: (?:billable|timed|total))* units?\b",
    re.IGNORECASE,
)
_UNITS_TO_MINUTES = re.compile(
    rf"\b(?P<units>\d{{1,2}}|{_WORDS})(?: (?:billable|timed|total))* units?"
    r"(?: of (?:cpt |code )?\w{5})?\s*(?:=|:|-|\b(?:is|are|equals?|requires?|needs?|means?|covers?|takes?|for|from|of|begins? at"
    r"|starts? at|runs? from)\b|\s)+"
    r"(?P<least>(?:at least|a? ?minimum of)\s+)?(?P<more>(?:more than|over|>)\s*)?"
    r"(?P<low>\d{1,3})(?:\s*(?:-|to|through|and)\s*(?:\u2264|<=)?\s*(?P<high>\d{1,3}))?"
    r"\s*(?:total |timed )*min(?:ute)?s?\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    rf"\b(?P<count>\d|{_WORDS}) (?:\w+ )??(?:timed )?(?:codes?|services|procedures|interventions)"
    r"\s*(?:of|x|at|with|for|,)?\s*(?P<each>\d{1,2})[ -]?min\w*(?: each)?"
    rf"[^.;\d]*?{_JOIN}(?P<units>\d{{1,2}}|{_WORDS}) units?\b",
    re.IGNORECASE,
)
_SEVERAL_OF = re.compile(
    rf"\b(?P<count>\d|{_WORDS}) (?P<each>\d{{1,2}})[- ]minute (?:timed )?(?:codes?|services"
    rf"|procedures|interventions)[^.;\d]*?{_JOIN}(?P<units>\d{{1,2}}|{_WORDS}) units?\b",
    re.IGNORECASE,
)
_CODE_MINUTES = re.compile(r"^[^\d.;]{0,14}?(\d{1,3})\s*min", re.IGNORECASE)
_MIDPOINT = re.compile(
    r"\b(?:ama|midpoint|rule of (?:eights|8s)|substantial portion)\b", re.IGNORECASE
)
_TOTAL_TIME = re.compile(
    r"\b(?:cms|medicare|(?:8|eight)-minute rule|total[- ]time)\b", re.IGNORECASE
)

Minutes = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Claim:
    found: re.Match[str]
    low: int
    high: int
    units: int
    is_least: bool
    is_more: bool


def counts(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield a reading for each statement of how many units minutes make."""
    text = sentence.plain
    if re.search(r"\bunits?\b", text, re.IGNORECASE) is None:
        return
    method = _method(text)
    payer = payer_in(sentence, asked)
    if method is None and not has_own_method(payer, asked.on):
        return
    judge = _Judge(asked, payer, method)
    if found := _SEVERAL.search(text) or _SEVERAL_OF.search(text):
        number = min(_number(found["count"]), len(_ANY_TIMED))
        minutes = tuple((code, int(found["each"])) for code in _ANY_TIMED[:number])
        yield judge.exact(found, minutes, _number(found["units"]), ())
        return
    for pattern in (_MINUTES_TO_UNITS, _UNITS_TO_MINUTES):
        for found in pattern.finditer(text):
            reading = _reading(sentence, judge, found)
            if reading is not None:
                yield reading


def _reading(sentence: Sentence, judge: "_Judge", found: re.Match[str]) -> Reading | None:
    low, units = int(found["low"]), _number(found["units"])
    high = int(found["high"]) if found["high"] else low
    if high < low:
        return None
    minutes = _minutes_of(sentence)
    codes = sentence.codes()
    if len(minutes) > 1:
        if len(minutes) != len(codes):
            return None
        return judge.exact(found, minutes, units, codes)
    if len(codes) > 1 and judge.method == "ama-midpoint":
        return None
    code = codes[0] if len(codes) == 1 else _ANY_TIMED[0]
    if row_on(code, judge.asked.on) is None:
        return None
    claim = _Claim(found, low, high, units, bool(found["least"]), bool(found["more"]))
    return judge.span_of(claim, code, codes)


def _minutes_of(sentence: Sentence) -> Minutes:
    """Return the minutes that stand behind each code of a sentence."""
    found: list[tuple[str, int]] = []
    for each in sentence.mentions:
        following = _CODE_MINUTES.match(sentence.plain[each.end :])
        if following is not None and len(each.codes) == 1:
            found.append((each.codes[0], int(following[1])))
    return tuple(found)


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS.get(word.lower(), 0)


def _method(text: str) -> str | None:
    if _MIDPOINT.search(text):
        return "ama-midpoint"
    return "medicare-total-time" if _TOTAL_TIME.search(text) else None


@dataclass(frozen=True, slots=True)
class _Judge:
    """Counts by a method, or by the payer's where the text names none."""

    asked: Asked
    payer: str
    method: str | None

    def exact(
        self, found: re.Match[str], minutes: Minutes, units: int, codes: tuple[str, ...]
    ) -> Reading:
        """Return the reading of minutes by code that are said to make so many units."""
        counted = _counted(minutes, self.payer, self.asked, self.method)
        said = ", ".join(f"{code} {each} minutes" for code, each in minutes)
        name = f"{said}: {_units(units)}"
        if counted is None:
            return _as_reading(None, found, codes, name, Ground("", "", ()))
        own, ground = counted
        return _as_reading(own == units, found, codes, name, ground)

    def span_of(self, claim: _Claim, code: str, codes: tuple[str, ...]) -> Reading | None:
        """Return the reading of a number or range of minutes that makes so many units."""
        first = claim.low + 1 if claim.is_more else claim.low
        answers = [
            _counted(((code, each),), self.payer, self.asked, self.method)
            for each in range(first, claim.high + 1)
        ]
        counted = [each for each in answers if each is not None]
        if not counted or len(counted) != len(answers):
            return None
        is_true = all(own == claim.units for own, _ in counted)
        if claim.is_more and claim.high > claim.low:
            edge = _counted(((code, claim.low),), self.payer, self.asked, self.method)
            is_true = is_true and edge is not None and edge[0] != claim.units
        ground = counted[0][1]
        if claim.is_least:
            least = least_minutes(code, self.payer, self.asked.on, claim.units)
            is_true = least is not None and least[0] == claim.low
            if least is not None:
                begins = (
                    f"{_units(claim.units)} of {code} alone: from {least[0]} minutes ({least[1]})."
                )
                ground = Ground(begins, ground.confidence, least[2])
        if claim.high > claim.low and counted[-1][1] != ground:
            last = counted[-1][1]
            ground = Ground(f"{ground.fact} {last.fact}", ground.confidence, ground.citations)
        more = "more than " if claim.is_more else ""
        span = f"{claim.low}-{claim.high}" if claim.high > claim.low else str(claim.low)
        name = f"{more}{span} minutes: {_units(claim.units)}"
        return _as_reading(is_true, claim.found, codes, name, ground)


def _units(count: int) -> str:
    return "1 unit" if count == 1 else f"{count} units"


def _as_reading(
    is_true: bool | None,  # noqa: FBT001 (what is judged)
    found: re.Match[str],
    codes: tuple[str, ...],
    said: str,
    ground: Ground,
) -> Reading:
    return reading_of(verdict_of(is_true), UNITS, codes, found.span(), said, ground)


@functools.lru_cache(maxsize=10_000)
def _counted(
    minutes: Minutes, payer: str, asked: Asked, method: str | None
) -> tuple[int, Ground] | None:
    """Return the units that minutes support with the fact, or None where not countable."""
    from gaitbelt.services.units import count_units

    given: Mapping[str, int] = dict(minutes)
    try:
        counted = count_units(given, payer=payer, on=asked.on, method=method)
    except GaitbeltError:
        return None
    own = sum(line.unit_count for line in counted.lines)
    said = ", ".join(f"{each} minutes of {code}" for code, each in minutes)
    steps = counted.trace[-1].cite if counted.trace else ""
    cites = tuple(dict.fromkeys((*counted.citations, *filter(None, (steps,)))))
    fact = f"{said} support {_units(own)} ({counted.method})."
    return own, Ground(fact, "P" if counted.method == "medicare-total-time" else "S", cites)


_COUNT = rf"(?P<count>\d{{1,2}}|{_WORDS})"
_DAY = r"(?:per|a|each|in a|in one|on one|on a)\s*(?:calendar )?(?:day|date|date of service|visit)"
_LIMITS = (
    re.compile(
        rf"\bmues?\b(?: (?:limit|value))?(?: (?:of|for) \w{{5}})?\s*(?:of|is|=|:|for|at|\s)*{_COUNT}\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:limit(?:ed)?|max(?:imum)?|capped|cap|up to|at most|no more than|not more than)\b"
        rf"\s*(?:of|is|at|to|=|:|\s)*\s*{_COUNT}\s*units?\b(?:\s*{_DAY})?",
        re.IGNORECASE,
    ),
    re.compile(rf"\b{_COUNT}\s*units?\s*{_DAY}", re.IGNORECASE),
    re.compile(rf"\b(?P<count>once)\s*{_DAY}", re.IGNORECASE),
)
_SEVERAL_UNITS = re.compile(
    r"\b(?:multiple|several|many|more than one) (?:\w+ )?units\b|\bin several units\b"
    r"|\b(?:several|multiple) times (?:a|per) day\b",
    re.IGNORECASE,
)


def limits(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield a reading for each statement of how many units a day may hold."""
    if len(sentence.groups) != 1 or not is_medicare(payer_in(sentence, asked)):
        return
    text, on = sentence.plain, sentence.date_in(asked.on)
    setting = setting_in(text, asked.setting)
    found = next((hit for pattern in _LIMITS if (hit := pattern.search(text))), None)
    several = _SEVERAL_UNITS.search(text)
    for code in sentence.codes():
        limit = mue(code, on, setting)
        if limit.unit_limit is None:
            continue
        if found is not None:
            said = 1 if found["count"].lower() == "once" else _number(found["count"])
            verdict, ground = _verdict(code, said, text, asked, on)
            yield _limit_reading(found, code, _units(said), verdict, ground)
        elif several is not None and limit.unit_limit == 1:
            verdict = verdict_of(is_negated(text, several.start()))
            ground = _ground(code, limit, setting)
            yield _limit_reading(several, code, "several units", verdict, ground)


def setting_in(text: str, asked: str) -> str:
    """Return the setting that a text names, or the one asked about."""
    return next((name for name, words in _SETTINGS if words.search(text)), asked)


_SETTINGS = (
    (
        OUTPATIENT,
        re.compile(
            r"\b(?:outpatient hospitals?|hospital outpatient|facilit\w+|institution\w*)\b",
            re.IGNORECASE,
        ),
    ),
    (
        PRACTITIONER,
        re.compile(r"\b(?:practitioners?|private practices?|office)\b", re.IGNORECASE),
    ),
)


def _verdict(code: str, said: int, text: str, asked: Asked, on: date) -> tuple[str, Ground]:
    """Return whether a limit is so; unknown where only the other setting has it."""
    setting = setting_in(text, asked.setting)
    own = mue(code, on, setting)
    ground = _ground(code, own, setting)
    if own.unit_limit == said:
        return verdict_of(True), ground
    is_named = any(words.search(text) for _, words in _SETTINGS)
    for other in PUBLISHED:
        elsewhere = mue(code, on, other)
        if not is_named and other != setting and elsewhere.unit_limit == said:
            return verdict_of(None), joined(ground, _ground(code, elsewhere, other))
    return verdict_of(False), ground


def _ground(code: str, limit: Mue, setting: str) -> Ground:
    count = _units(limit.unit_limit or 0)
    fact = f"{code}, {setting}: NCCI allows {count} on one date of service. {limit.note}"
    return Ground(fact.strip(), limit.confidence or "", limit.citations)


def _limit_reading(
    found: re.Match[str], code: str, name: str, verdict: str, ground: Ground
) -> Reading:
    return reading_of(verdict, LIMIT, (code,), found.span(), f"{code}: {name} a day", ground)
