"""Statements about a code's life: replaced, ended, begun, in force; and its Medicare status."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from gaitbelt.library import codes as registry
from gaitbelt.library.codes import CodeRow
from gaitbelt.services.code_words import STATUS_MEANINGS, cite_of_releases
from gaitbelt.services.statement_reading import (
    Asked,
    Ground,
    Reading,
    described,
    ground_of,
    is_medicare,
    joined,
    payer_in,
    reading_of,
    verdict_of,
)
from gaitbelt.services.statement_text import Mention, Sentence, days
from gaitbelt.services.statement_words import is_negated

REPLACEMENT, DATES, STATUS = "replacement", "dates", "Medicare status"

_BY = re.compile(
    r"\b(?:replaced (?:by|with)|superseded by|became|changed to|converted to|split into"
    r"|gave way to|now (?:billed|coded|reported) (?:as|with))\b",
    re.IGNORECASE,
)
_OF = re.compile(
    r"\b(?:replaces?|replaced|supersedes?|superseded|took the place of|in place of|instead of)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"\b(?:ended|deleted|retired|discontinued|expired|terminated|obsolete|no longer"
    r" (?:valid|in force|used|active|exists?|billable)|not (?:a )?(?:valid|active|in force|current)"
    r"|removed from cpt|inactive)\b",
    re.IGNORECASE,
)
_ALIVE = re.compile(
    r"\b(?:is|are|was|were|remains?|still|currently)\s+(?:still |currently |a |an )*"
    r"(?:valid|active|in force|current(?! procedural)|in effect)\b",
    re.IGNORECASE,
)
_BEGAN = re.compile(
    r"\b(?:introduced|began|starts?|started|took effect|effective(?: date)?|new (?:in|for|as of)"
    r"|came into (?:force|effect)|added (?:in|to cpt)|created|in force (?:since|from)"
    r"|valid (?:since|from))\b",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"\b(?:in|on|since|as of|from|until|through|after|before|by|for|effective)\b")


def lives(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield a reading for each statement about when codes lived and what followed them."""
    if len(sentence.groups) > 1:
        yield from _replacements(sentence, asked)
        return
    for mention in sentence.mentions:
        for code in mention.codes:
            yield from _dates(sentence, asked, code, mention)


def _replacements(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    first, second = sentence.groups[:2]
    between = sentence.plain[first[-1].end : second[0].start]
    lead = sentence.plain[: first[0].start]
    if said := _BY.search(between):
        old, new = _codes(first), _codes(second)
    elif said := _OF.search(between):
        old, new = _codes(second), _codes(first)
    elif (said := _OF.search(lead)) and re.search(r"\buse\b|,", between, re.IGNORECASE):
        old, new = _codes(first), _codes(second)
    else:
        return
    is_denied = is_negated(between, said.start())
    for code in old:
        is_true, ground = _is_followed(code, new, sentence, asked)
        if is_true is False and re.match(r"in", said[0], re.IGNORECASE):
            continue  # "instead of" may be a choice, not a succession
        if is_true is not None and is_denied:
            is_true = not is_true
        yield reading_of(
            verdict_of(is_true),
            REPLACEMENT,
            (code, *new),
            (first[0].start, second[-1].end),
            f"{code} was replaced by {', '.join(new)}",
            ground,
        )


def _codes(group: tuple[Mention, ...]) -> tuple[str, ...]:
    return tuple(code for mention in group for code in mention.codes)


def _is_followed(
    code: str, new: tuple[str, ...], sentence: Sentence, asked: Asked
) -> tuple[bool | None, Ground]:
    """Return whether codes replaced another, and when the text names a year, then."""
    rows = registry.successors(code)
    matching = [row for row in rows if row.successor_code in new]
    in_force = registry.code_row(code, asked.on)
    if not rows:
        if in_force is None or not in_force.label:
            return None, Ground("", "", ())
        still = ground_of(in_force, f"{code} ({in_force.label}) is in force on {asked.on}.")
        return False, still
    ground = joined(
        *(
            Ground(
                f"{row.successor_code} stands for {code} from {row.effective_from}"
                f"{'' if row.payer == registry.ALL_PAYERS else f' for payer {row.payer}'}.",
                row.confidence,
                (row.source,),
            )
            for row in rows
        )
    )
    later = {row.successor_code for row in registry.successors(code, on=asked.on)}
    is_true = set(new) <= later | {row.successor_code for row in rows}
    if is_true and sentence.years and matching:
        is_true = any(row.effective_from.year in _near(sentence.years) for row in matching)
    return is_true, ground


def _near(years: tuple[int, ...]) -> set[int]:
    """Return the years said, and for "deleted at the end of 2016" the next."""
    return {*years, *(year + 1 for year in years)}


def _dates(sentence: Sentence, asked: Asked, code: str, mention: Mention) -> Iterator[Reading]:
    text = sentence.plain
    periods = registry.code_periods(code)
    if not periods or _OF_A_PAIR.search(text):
        return
    for pattern, judge, name in (
        (_ENDED, _ended, "ended"),
        (_ALIVE, _alive, "is in force"),
        (_BEGAN, _began, "began"),
    ):
        said = pattern.search(text)
        if said is None or not _is_tied(text, mention, said):
            continue
        is_true = judge(periods, sentence, asked.on)
        is_denied = pattern is not _ENDED and is_negated(text, said.start())
        if is_true is not None and is_denied:
            is_true = not is_true
        ground = joined(*(_life(row) for row in periods))
        yield reading_of(
            verdict_of(is_true),
            DATES,
            (code,),
            (min(mention.start, said.start()), max(mention.end, said.end())),
            " ".join(filter(None, (code, "not" if is_denied else "", name, _when(sentence)))),
            ground,
        )
        return


_OF_A_PAIR = re.compile(
    r"\b(?:edits?|rows?|pairs?|n?cci|between|indicator)\b|\b\w{5}\s*[/x+]\s*[0-9G]\d{3}\w\b",
    re.IGNORECASE,
)
_FAR = 30
"""Characters between a code and what is said of its life, at most."""


def _is_tied(text: str, mention: Mention, said: re.Match[str]) -> bool:
    """Return whether words about a life stand close to a code, with no other subject between."""
    start, end = min(mention.end, said.end()), max(mention.start, said.start())
    gap = text[start:end]
    return len(gap) <= _FAR and re.search(r"[:;|.]|\b(?:it|they|which)\b", gap) is None


def _when(sentence: Sentence) -> str:
    named = days(sentence.plain)
    return str(named[0] if named else sentence.years[0]) if named or sentence.years else ""


def _life(row: CodeRow) -> Ground:
    first = f"from {row.effective_from}" if row.effective_from else "from a day not established"
    last = f"through {row.effective_through}" if row.effective_through else "onward"
    return ground_of(row, f"{row.hcpcs_code} ({row.label}) is in force {first} {last}.")


def _ended(periods: tuple[CodeRow, ...], sentence: Sentence, on: date) -> bool | None:
    last = periods[-1].effective_through
    if last is None:
        return False
    if named := days(sentence.plain):
        return named[0] in {last, last + timedelta(1)}
    if sentence.years:
        return sentence.years[-1] in {last.year, (last + timedelta(1)).year}
    return last < on


def _alive(periods: tuple[CodeRow, ...], sentence: Sentence, on: date) -> bool | None:
    code = periods[0].hcpcs_code
    if not sentence.years:
        return registry.code_row(code, on) is not None
    year = sentence.years[0]
    covered = {
        registry.code_row(code, day) is not None for day in (date(year, 1, 1), date(year, 12, 31))
    }
    starts_unknown = periods[0].effective_from is None
    if covered == {True}:
        return None if starts_unknown and year < _HELD_FROM else True
    return None if len(covered) > 1 else False


_HELD_FROM = 2017
"""The year from which the registry's codes without a first day are known to have been there."""


def _began(periods: tuple[CodeRow, ...], sentence: Sentence, _on: date) -> bool | None:
    starts = [row.effective_from for row in periods if row.effective_from]
    if not starts or periods[0].effective_from is None:
        return None
    if named := days(sentence.plain):
        return named[0] in starts
    if sentence.years and _ANCHOR.search(sentence.plain):
        return sentence.years[0] in {day.year for day in starts}
    return None


_PAID = re.compile(
    r"\b(?:medicare|cms|part b)\b[^.;]{0,25}\b(?:pays?(?: for)?|covers?|reimburses?|accepts?|takes?"
    r"|allows?)\b|\b(?:paid|payable|covered|reimbursed|accepted|billed|billable|valid)\b"
    r"(?: separately| apart| on its own)?[^.;]{0,12}\b(?:by|to|for|under)\s+(?:medicare|cms|part b)\b"
    r"|\b(?:separately|paid apart)\s*(?:paid|payable|reimbursed)?\b(?=[^.;]*\bmedicare\b)"
    r"|\bseparately (?:paid|payable|billable|reimbursable)\b",
    re.IGNORECASE,
)
_BUNDLED = re.compile(r"\b(?:always )?bundled\b|\bnot separately (?:paid|payable)\b", re.IGNORECASE)
_UNPAID = re.compile(
    r"\b(?:not|never|n't|no longer|excluded|does not|do not|won't|cannot)\b", re.IGNORECASE
)


def statuses(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield a reading for each statement of how Medicare treats a single code."""
    codes = sentence.codes()
    if len(codes) != 1 or not is_medicare(payer_in(sentence, asked)):
        return
    code, on = codes[0], sentence.date_in(asked.on)
    held = registry.status_on(code, on)
    text = sentence.plain
    bundled, paid = _BUNDLED.search(text), _PAID.search(text)
    said = bundled or paid
    if said is None or held is None or re.search(r"\bpatients?\b", text, re.IGNORECASE):
        return
    letter = held.status_code
    if bundled:
        name = "bundled at Medicare"
        is_true = letter == "B" if letter in {"A", "B"} else None
        is_denied = is_negated(text, said.start())
    else:
        name = "paid by Medicare"
        is_true = {"A": True, "B": False, "I": False, "N": False, "X": False}.get(letter)
        is_denied = _UNPAID.search(text) is not None
    if is_true is not None and is_denied:
        is_true, name = not is_true, f"not {name}"
    ground = _status_ground(held, on)
    yield reading_of(
        verdict_of(is_true),
        STATUS,
        (code,),
        (min(sentence.mentions[0].start, said.start()), max(sentence.mentions[0].end, said.end())),
        f"{code} is {name}",
        ground,
    )


def _status_ground(held: registry.StatusRow, on: date) -> Ground:
    """Return what a code is, and its Medicare status on a date in words."""
    code, letter = held.hcpcs_code, held.status_code
    meaning = STATUS_MEANINGS.get(letter, "meaning not held")
    fact = f"{code} has Medicare status {letter} on {on}: {meaning}."
    status = Ground(fact, "P", (cite_of_releases(held.source),))
    row = registry.code_row(code, on)
    return joined(described(row), status) if row else status
