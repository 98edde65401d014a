"""Statements about two codes on one date: an edit, a modifier, billed together or never."""

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from gaitbelt.library import ncci
from gaitbelt.library.codes import all_codes, code_row
from gaitbelt.services.statement_counts import setting_in
from gaitbelt.services.statement_reading import (
    UNKNOWN,
    Asked,
    Ground,
    Reading,
    is_medicare,
    joined,
    payer_in,
    reading_of,
    verdict_of,
)
from gaitbelt.services.statement_text import Sentence, days

KIND = "code pair"
_SHOWN = 3
NEEDS_MODIFIER = "need modifier 59 or X"
EDIT = "have an edit"
ENDED = "had an edit that ended"
FREE = "have no edit"
TOGETHER = "may be billed together"
NEVER = "may never be billed together"
SEPARABLE = "may be billed together with modifier 59 or X"

_59 = r"(?:modifiers? ?-?)?(?:59|x\{?[epsu]+\}?)\b|\ba modifier\b|\bmodifiers?\b"
_NO = r"\b(?:no|not|without|never|doesn't|don't|isn't|aren't|no longer|none)\b"
_FREE = re.compile(
    rf"{_NO}[^.;]{{0,30}}\b(?:needs?|needed|requires?|required|necessary|edits?|bundled)\b"
    rf"|{_NO}\s+(?:{_59})(?:\s+(?:is|are))?\s*(?:needed|required|necessary)?|\bwithout (?:a |any )?(?:{_59})"
    r"|\bnever (?:took effect|applied|in force)",
    re.IGNORECASE,
)
_NEEDS = re.compile(
    rf"\b(?:need(?:s|ed)?|requires?|required|must (?:have|carry|use)|append\w*|add|use|apply|demands?)\b"
    rf"[^.;]{{0,30}}(?:{_59})|(?:{_59})[^.;]{{0,15}}\b(?:is|are)?\s*(?:needed|required|necessary|must)\b",
    re.IGNORECASE,
)
_EDIT = re.compile(r"\b(?:n?cci|ptp)[ -]?edits?\b|\bedits?\b|\bbundl\w+\b", re.IGNORECASE)
_NEVER = re.compile(
    r"\bmutually exclusive\b|\b(?:can ?not|can't|never|may not|must not|not be|not)\b[^.;]{0,30}"
    r"\b(?:billed|reported|paid|coded|charged|bill|report|unbundled|separated)\b",
    re.IGNORECASE,
)
_CAN = re.compile(
    r"\b(?:can|may|could|allowed|permitted|ok(?:ay)? to)\b[^.;]{0,30}"
    r"\b(?:billed|reported|paid|coded|bill|report|together)\b",
    re.IGNORECASE,
)
_SAME_DAY = re.compile(
    r"\b(?:together|same[- ](?:day|date|visit|session)|one date|with|and)\b", re.IGNORECASE
)
_SAME_TIME = re.compile(
    r"\bsame (?:15|time|interval|body|region|block)|\b(?:different|separate|distinct) \w+",
    re.IGNORECASE,
)
_EVALS = re.compile(
    r"\b(?:an? |the )?(?:initial |pt |ot )?evals?\b|\bevaluations?\b", re.IGNORECASE
)


def pairs(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield a reading where a sentence says how NCCI treats two codes on one date."""
    text = sentence.plain
    claim = _claim(text)
    if claim is None or _SAME_TIME.search(text) or not is_medicare(payer_in(sentence, asked)):
        return
    joined_codes = tuple(_pairs_of(sentence, asked.on))
    if not joined_codes:
        return
    setting = setting_in(text, asked.setting)
    verdicts: list[str] = []
    grounds: list[Ground] = []
    for one, two in joined_codes:
        asked_days = (asked.on,) if claim == ENDED else _days(sentence, asked.on)
        answers = [ncci.ptp_edit(one, two, day, setting) for day in asked_days]
        truths = {
            _has_ended(edit, sentence) if claim == ENDED else _is_true(claim, edit)
            for edit in answers
        }
        verdicts.append(verdict_of(truths.pop()) if len(truths) == 1 else UNKNOWN)
        grounds.append(_ground(one, two, answers[0], setting))
    decided = verdicts[0] if len(set(verdicts)) == 1 else UNKNOWN
    ground = joined(*_telling(verdicts, grounds))
    codes = tuple(dict.fromkeys(code for pair in joined_codes for code in pair))
    yield reading_of(
        decided, KIND, codes, (0, len(text)), f"{' and '.join(_short(codes))} {claim}", ground
    )


def _claim(text: str) -> str | None:
    """Return what a sentence claims of its codes, or None where it claims nothing."""
    is_never = _NEVER.search(text) is not None
    is_free = _FREE.search(text) is not None
    is_without = _WITHOUT.search(text) is not None
    is_possible = _CAN.search(text) is not None
    weighed = (
        (NEVER, _INSEPARABLE.search(text) is not None),
        (ENDED, _ENDED.search(text) is not None),
        (NEEDS_MODIFIER, is_never and is_without),
        (NEVER, is_never and not is_free),
        (FREE, is_free),
        (SEPARABLE, is_possible and _WITH_MODIFIER.search(text) is not None),
        (NEEDS_MODIFIER, _NEEDS.search(text) is not None),
        (EDIT, _EDIT.search(text) is not None),
        (TOGETHER, is_possible and _SAME_DAY.search(text) is not None),
    )
    return next((claim for claim, is_made in weighed if is_made), None)


_ENDED = re.compile(
    r"\bedits?\b[^.;]{0,60}\b(?:deleted|removed|ended|gone|expired|no longer)\b", re.IGNORECASE
)
_INSEPARABLE = re.compile(
    r"\bno modifiers? (?:can |may |will )?(?:separates?|helps?|unbundles?|bypass\w*)|\bindicator (?:of )?0\b",
    re.IGNORECASE,
)
_WITHOUT = re.compile(rf"\bwithout\b[^.;]{{0,12}}(?:{_59})", re.IGNORECASE)
_WITH_MODIFIER = re.compile(rf"\bwith\s+(?:a )?(?:{_59})", re.IGNORECASE)


def _has_ended(edit: ncci.PtpEdit, sentence: Sentence) -> bool | None:
    """Return whether an edit ended, and when the text names a day or year, then."""
    if edit.is_active is not False:
        return None if edit.is_active is None else False
    if edit.deleted_on is None:
        return False
    last, after = edit.deleted_on, edit.deleted_on + timedelta(1)
    if named := days(sentence.plain):
        return named[0] in {last, after}
    return not sentence.years or sentence.years[0] in {last.year, after.year}


def _is_true(claim: str, edit: ncci.PtpEdit) -> bool | None:
    """Return whether a claim holds of what NCCI says; None where it cannot be told."""
    if edit.is_active is None:
        return None
    indicator = edit.modifier_indicator
    if not edit.is_active:
        return {FREE: True, TOGETHER: True, SEPARABLE: None}.get(claim, False)
    if claim in {EDIT, FREE}:
        return claim == EDIT
    if indicator is None:
        return None
    is_separable = indicator == 1
    return {
        NEEDS_MODIFIER: is_separable,
        SEPARABLE: is_separable,
        NEVER: not is_separable,
        TOGETHER: None if is_separable else False,
    }[claim]


def _pairs_of(sentence: Sentence, on: date) -> Iterator[tuple[str, str]]:
    """Yield the pairs that a sentence speaks of: each code of one side with each of the other."""
    sides = [[code for mention in group for code in mention.codes] for group in sentence.groups]
    if len(sides) == 1 and len(sentence.mentions) > 1:
        sides = [list(mention.codes) for mention in sentence.mentions]
    if len(sides) == 1 and _EVALS.search(sentence.plain):
        sides.append([code for code in all_codes() if _is_evaluation(code, on)])
    if len(sides) > len(("one side", "the other")) and len(sentence.groups) > 1:
        return
    for side, other in itertools.combinations(sides, 2):
        for one, two in itertools.product(side, other):
            if one != two:
                yield one, two


def _is_evaluation(code: str, on: date) -> bool:
    row = code_row(code, on)
    return row is not None and row.label.startswith(("PT evaluation", "OT evaluation"))


def _days(sentence: Sentence, on: date) -> tuple[date, ...]:
    """Return the days to ask about: a named year's first and last, or the date asked."""
    if len(set(sentence.years)) == 1 and sentence.years[0] != on.year:
        year = sentence.years[0]
        return date(year, 1, 1), date(year, 12, 31)
    return (on,)


def _telling(verdicts: list[str], grounds: list[Ground]) -> Iterable[Ground]:
    """Return a few grounds: one of each verdict first."""
    firsts = [grounds[verdicts.index(each)] for each in dict.fromkeys(verdicts)]
    return [*firsts, *(each for each in grounds if each not in firsts)][:_SHOWN]


def _ground(one: str, two: str, edit: ncci.PtpEdit, setting: str) -> Ground:
    said = f"{one} and {two}, {setting}: {_in_words(edit)}"
    return Ground(f"{said} {edit.note}".strip(), edit.confidence or "", edit.citations)


def _in_words(edit: ncci.PtpEdit) -> str:
    if edit.is_active is None:
        return "it cannot be told whether an edit was in force."
    if not edit.is_active:
        return "no edit is in force."
    helps = {0: "no modifier separates them", 1: "a modifier may separate them"}
    told = helps.get(edit.modifier_indicator if edit.modifier_indicator is not None else -1)
    return f"an edit is in force, {edit.column_two} is denied; {told or 'indicator not known'}."


def _short(codes: tuple[str, ...]) -> tuple[str, ...]:
    return codes if len(codes) <= _SHOWN else (*codes[:_SHOWN], "others")
