"""What a text says of codes, units, thresholds and dates: supported, contradicted, unknown.

A plain grammar of patterns: what it does not know how to read, or holds no fact about, is
unknown. Facts come from the code registry, published values, NCCI tables and the counting
of units, each with its source.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date

from gaitbelt.language.errors import ImpossibleInput, check_word
from gaitbelt.library import codes as registry
from gaitbelt.library.ncci import PUBLISHED
from gaitbelt.services.statement_counts import counts, limits
from gaitbelt.services.statement_definition import definitions
from gaitbelt.services.statement_general import generals
from gaitbelt.services.statement_hearsay import hearsay
from gaitbelt.services.statement_life import lives, statuses
from gaitbelt.services.statement_pairs import pairs
from gaitbelt.services.statement_policy import value_meanings, values
from gaitbelt.services.statement_reading import (
    CONTRADICTED,
    MEDICARE,
    SUPPORTED,
    UNKNOWN,
    Asked,
    Ground,
    Reading,
    described,
    joined,
    reading_of,
    row_on,
)
from gaitbelt.services.statement_text import Lines, Sentence, lines_of, sentences
from gaitbelt.services.statement_time import general_times, times

__all__ = [
    "CONTRADICTED",
    "SUPPORTED",
    "UNKNOWN",
    "Statement",
    "StatementReport",
    "read_statements",
]

Reader = Callable[[Sentence, Asked], Iterator[Reading]]

READERS: tuple[Reader, ...] = (
    definitions,
    times,
    general_times,
    counts,
    limits,
    pairs,
    lives,
    statuses,
    values,
    value_meanings,
    generals,
)
"""Each knows one kind of statement; ``hearsay`` is asked where none found anything."""

_REPORTED = re.compile(
    r"\?\s*$|\b(?:myths?|misconceptions?|misunderst\w+|incorrect\w*|wrong\w*|mistak\w+|false\w*"
    r"|erroneous\w*|not true|untrue|claim(?:s|ed)? that|some (?:say|believe|think)|often confused"
    r"|confus\w+|if|whether|suppose|imagine|for example, if)\b",
    re.IGNORECASE,
)
"""Questions, conditions and what a text itself calls wrong: it does not state them."""

_ABOUT_SOMETHING = re.compile(
    r"\b(?:units?|minutes|threshold|conversion factor|modifier|mppr|sequestration|certif\w+"
    r"|progress reports?|mue|kx|cq|8-minute)\b",
    re.IGNORECASE,
)
_NOT_READ = "No pattern reads this statement, or nothing is held that decides it."
_NOT_STATED = "The text asks this, sets it as a condition or calls it wrong: it does not state it."


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a text, what was understood of it, the verdict and the fact.

    ``line`` and ``column_from`` say where it begins, ``line_through`` and
    ``column_through`` its last character, all counted from 1. ``confidence`` is that of
    the fact: P, S, M or D, empty where there is none.
    """

    text: str
    verdict: str
    kind: str
    read_as: str
    fact: str
    confidence: str
    citations: tuple[str, ...]
    hcpcs_codes: tuple[str, ...]
    line: int
    column_from: int
    line_through: int
    column_through: int


@dataclass(frozen=True, slots=True)
class StatementReport:
    """The statements of a text in their order, and what they were judged by."""

    on: date
    payer: str
    setting: str
    statements: tuple[Statement, ...]

    @property
    def verdict(self) -> str:
        """The verdict on the whole: contradicted where any is, supported where all decided are."""
        verdicts = [each.verdict for each in self.statements]
        return next((each for each in (CONTRADICTED, SUPPORTED) if each in verdicts), UNKNOWN)

    def count(self, verdict: str) -> int:
        """Return how many statements have a verdict."""
        return sum(each.verdict == verdict for each in self.statements)

    def to_dict(self) -> dict[str, object]:
        """Return the report as plain lists, numbers and text, ready for JSON."""
        return {
            "verdict": self.verdict,
            "on": self.on.isoformat(),
            "payer": self.payer,
            "setting": self.setting,
            **{word: self.count(word) for word in (SUPPORTED, CONTRADICTED, UNKNOWN)},
            "statements": [
                {**asdict(each), "citations": list(each.citations),
                 "hcpcs_codes": list(each.hcpcs_codes)}
                for each in self.statements
            ],
        }  # fmt: skip


def read_statements(
    text: str,
    *,
    on: date,
    payer: str = MEDICARE,
    setting: str = PUBLISHED[0],
    about: str | None = None,
) -> StatementReport:
    """Return every statement of a text about codes, units, thresholds and dates, judged.

    ``on`` is the date of service that decides, unless a statement names a year. A payer or
    a setting that a statement names prevails over the one given. ``about`` is the code that
    a text speaks of without naming it; afterwards it is the last code named. A sentence
    about a code that no pattern reads is unknown; one about nothing of the kind is left
    out. Raises ImpossibleInput for an empty text, a setting or a code that is not known.
    """
    if not text.strip():
        raise ImpossibleInput('No text was given. Write a sentence such as "97110 is timed".')
    check_word("setting", setting, PUBLISHED)
    topic = registry.normalised(about) if about else None
    if topic and not registry.is_known(topic):
        raise ImpossibleInput(f"{topic} is not in the registry. Check its five characters.")
    asked = Asked(on, payer.strip().lower(), setting)
    lines = lines_of(text)
    found: list[Statement] = []
    for sentence in sentences(text, topic):
        readings = _readings(sentence, asked)
        found.extend(_statement(text, lines, sentence, reading) for reading in readings)
    return StatementReport(on, asked.payer, setting, tuple(found))


def _readings(sentence: Sentence, asked: Asked) -> list[Reading]:
    """Return what a sentence states, or one unknown reading, or nothing."""
    found = [reading for reader in READERS for reading in reader(sentence, asked)]
    if not any(reading.verdict == CONTRADICTED for reading in found):
        found = [*hearsay(sentence, asked), *found]
    distinct = {(each.kind, each.hcpcs_codes, each.read_as): each for each in found}
    found = sorted(distinct.values(), key=lambda each: (each.start, each.end))
    if found and _REPORTED.search(sentence.plain):
        return [_unknown(sentence, asked, _NOT_STATED)]
    if found:
        return found
    if sentence.mentions or _ABOUT_SOMETHING.search(sentence.plain):
        return [_unknown(sentence, asked, _NOT_READ)]
    return []


def _unknown(sentence: Sentence, asked: Asked, why: str) -> Reading:
    codes = sentence.codes()
    rows = [row for code in codes[:3] if (row := row_on(code, asked.on)) and row.label]
    strangers = [code for code in codes if not registry.is_known(code)]
    absent = f"{', '.join(strangers)}: not in the registry." if strangers else ""
    known = joined(Ground(" ".join(filter(None, (why, absent))), "", ()), *map(described, rows))
    return reading_of(UNKNOWN, "other", codes, (0, len(sentence.plain)), "", known)


def _statement(text: str, lines: Lines, sentence: Sentence, reading: Reading) -> Statement:
    start, end = sentence.start + reading.start, sentence.start + reading.end
    line, column = lines.place(start)
    line_through, column_through = lines.place(max(start, end - 1))
    return Statement(
        text=" ".join(text[start:end].split()),
        verdict=reading.verdict,
        kind=reading.kind,
        read_as=reading.read_as,
        fact=reading.fact,
        confidence=reading.confidence,
        citations=reading.citations,
        hcpcs_codes=reading.hcpcs_codes,
        line=line,
        column_from=column,
        line_through=line_through,
        column_through=column_through,
    )
