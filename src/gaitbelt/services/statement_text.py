"""Sentences of a text with the codes they name, and where each stands."""

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from gaitbelt.library import codes as registry

_PLAIN = str.maketrans(
    '\u2018\u2019\u201c\u201d"*`\u2026\u2013\u2014\u2011\u2212\u2192\u00d7\u00a0|',
    "''      ----=x :",
)
"""One character for one, so that places in the plain text are places in the text."""

_ONE = r"(?:[0-9]{5}|[0-9]{4}T|[GSV][0-9]{4})"
_MENTION = re.compile(
    rf"(?<![\w.$,/#-])({_ONE})"
    rf"(?:\s*(?:-|to|through|thru)\s*({_ONE})|-([0-9]{{1,2}})(?!\s*(?:min|unit|h)))?(?![\w%])"
    rf"|(?<=[,/-])({_ONE})(?![\w%])"
)
_CONNECTED = re.compile(
    r"\s*(?:,|/|&|\+|and|or|vs\.?|versus|,\s*and|,\s*or)?\s*(?:cpt\s*)?(?:codes?\s*)?",
    re.IGNORECASE,
)
_END = re.compile(r"(?<=[.!?])(?=[\s)\]]|$)|;|\n")
_ABBREVIATION = re.compile(
    r"\b(?:vs|e\.g|i\.e|approx|no|ch|pub|sec|dr|u\.s|etc|min)\.$", re.IGNORECASE
)
_UNFINISHED = re.compile(
    r"(?:,|=|\b(?:and|or|is|are|was|for|of|the|a|an|to|with|under|as|code|by|from|than|that))\s*$",
    re.IGNORECASE,
)
_WRAPPED_FROM = 50
"""A line at least this long that ends without a stop may go on in the next."""

_RANGE_MOST = 40
"""A range of more codes is not taken for one."""

_YEAR = re.compile(r"(?<![\w$.,/-])(?:CY\s?|FY\s?)?((?:19[89]|20[0-4])\d)(?![\w%]|[.,]\d)")
_ISO_DAY = re.compile(r"\b((?:19|20)\d\d-\d\d-\d\d)\b")
_SLASH_DAY = re.compile(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)\b")
_LONG_DAY = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(\d{1,2}),?\s+((?:19|20)\d\d)",
    re.IGNORECASE,
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Codes named together, such as 97161-97163, and where in the sentence."""

    codes: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in plain characters; ``start`` is its place in the text.

    ``groups`` are the mentions of codes, those joined by "and" or a comma together.
    """

    plain: str
    start: int
    mentions: tuple[Mention, ...] = ()
    groups: tuple[tuple[Mention, ...], ...] = ()
    is_carried: bool = False
    years: tuple[int, ...] = field(default=())

    def codes(self) -> tuple[str, ...]:
        """Return every code named, each once, in order."""
        return tuple(dict.fromkeys(code for each in self.mentions for code in each.codes))

    def date_in(self, otherwise: date) -> date:
        """Return a day in the one year named that is not ``otherwise``'s, or that day."""
        if len(set(self.years)) == 1 and self.years[0] != otherwise.year:
            return date(self.years[0], 7, 1)
        return otherwise


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of a text begin, to tell a place as line and column."""

    starts: tuple[int, ...]

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a place in the text, both counted from 1."""
        line = bisect.bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1


def lines_of(text: str) -> Lines:
    """Return where each line of a text begins."""
    return Lines((0, *(each.end() for each in re.finditer(r"\n", text))))


def sentences(text: str, about: str | None = None) -> Iterator[Sentence]:
    """Yield the sentences of a text; one without a code may speak of the code before.

    ``about`` is the code that the text speaks of from its start.
    """
    plain = text.translate(_PLAIN)
    topic = about
    for start, end in _spans(plain):
        sentence = _sentence(plain[start:end], start, topic)
        if sentence.mentions and not sentence.is_carried:
            topic = sentence.mentions[-1].codes[0]
        yield sentence


def days(text: str) -> tuple[date, ...]:
    """Return the full dates that a text names, such as 2020-01-01 or January 1, 2020."""
    found = [(each.start(), each[1]) for each in _ISO_DAY.finditer(text)]
    found += [
        (each.start(), f"{each[3]}-{int(each[1]):02}-{int(each[2]):02}")
        for each in _SLASH_DAY.finditer(text)
    ]
    found += [
        (each.start(), f"{each[3]}-{_MONTHS.index(each[1].lower()) + 1:02}-{int(each[2]):02}")
        for each in _LONG_DAY.finditer(text)
    ]
    return tuple(filter(None, (_day(day) for _, day in sorted(found))))


def years(text: str) -> tuple[int, ...]:
    """Return the years that a text names, those of full dates too."""
    said = tuple(int(each[1]) for each in _YEAR.finditer(text))
    return (*said, *(day.year for day in days(text) if day.year not in said))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _spans(plain: str) -> Iterator[tuple[int, int]]:
    start = 0
    for each in _END.finditer(plain):
        end = each.start()
        if each[0] == "\n" and _goes_on(plain, end):
            continue
        if not each[0] and _ABBREVIATION.search(plain[start:end]):
            continue
        yield from _trimmed(plain, start, end)
        start = each.end()
    yield from _trimmed(plain, start, len(plain))


def _goes_on(plain: str, newline: int) -> bool:
    """Return whether a sentence goes on in the next line, as in wrapped prose."""
    line = plain[plain.rfind("\n", 0, newline) + 1 : newline]
    following = plain[newline + 1 : newline + 2]
    if following.isspace() or not following or not line.strip():
        return False
    if _UNFINISHED.search(line):
        return True
    first = plain.rfind("\n\n", 0, newline) + 1
    last = plain.find("\n\n", newline)
    block = plain[first : last if last >= 0 else len(plain)]
    widest = max(len(each) for each in block.split("\n"))
    is_prose = re.search(r"[a-z)]\.(?:\s|$)", block) is not None
    return is_prose and len(line) >= max(_WRAPPED_FROM, widest // 2) and following.islower()


def _trimmed(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    inside = plain[start:end]
    stripped = inside.strip()
    if stripped:
        first = start + inside.index(stripped[0])
        yield first, first + len(stripped)


_CARRIED = re.compile(
    r"^(?:it|this code|the code|this service)\b|\bthe code\b|\bdefinition\b"
    r"|\bnot (?:applicable|used|billed|appropriate)\b"
    r"|\bminimum (?:of )?\d+ minutes",
    re.IGNORECASE,
)
"""What shows that a sentence without a code speaks of the code before it."""


def _sentence(plain: str, start: int, topic: str | None) -> Sentence:
    mentions = tuple(_mentions(plain))
    is_carried = False
    if not mentions and topic and (cue := _CARRIED.search(plain)):
        is_named = "code" in cue[0].lower() or "service" in cue[0].lower() or cue[0].lower() == "it"
        end = cue.end() if is_named or cue[0].lower() == "definition" else cue.start()
        mentions, is_carried = (Mention((topic,), cue.start(), end),), True
    return Sentence(
        plain, start, mentions, tuple(_groups(plain, mentions)), is_carried, years(plain)
    )


def _mentions(plain: str) -> Iterator[Mention]:
    for each in _MENTION.finditer(plain):
        first, last = each[1] or each[4], each[2] or each[3]
        if not _is_code(first, plain[: each.start()]):
            continue
        codes = _range(first, last) if last else (first,)
        if codes:
            yield Mention(codes, each.start(), each.end())
        else:
            yield Mention((first,), each.start(), each.start() + len(first))


def _is_code(word: str, before: str) -> bool:
    """Return whether five characters are meant as a code, not as a number."""
    if registry.is_known(word) or word.startswith("97") or not word.isdigit():
        return True
    return re.search(r"(?:cpt|hcpcs|code)s?\s*[#:(]?\s*$", before, re.IGNORECASE) is not None


def _range(first: str, last: str) -> tuple[str, ...]:
    """Return the registry's codes from the first to the last; 97161-3 is 97161-97163."""
    full = last if len(last) == len(first) else first[: len(first) - len(last)] + last
    codes = tuple(code for code in registry.all_codes() if first <= code <= full)
    return codes if len(codes) <= _RANGE_MOST else ()


_OPPOSED = re.compile(
    r"\b(?:unlike|in contrast to|contrary to|rather than|instead of)\s+(?:cpt |code |the )*$",
    re.IGNORECASE,
)


def _groups(plain: str, mentions: tuple[Mention, ...]) -> Iterator[tuple[Mention, ...]]:
    group: list[Mention] = []
    for each in mentions:
        is_joined = group and _CONNECTED.fullmatch(plain[group[-1].end : each.start])
        if group and (not is_joined or _OPPOSED.search(plain[: group[-1].start])):
            yield tuple(group)
            group = []
        group.append(each)
    if group:
        yield tuple(group)
