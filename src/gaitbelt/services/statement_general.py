"""Statements about documentation, certification, methods, modifiers and adjustment reasons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gaitbelt.library.documents import GeneralFact, general_fact, general_facts
from gaitbelt.services.statement_reading import (
    CONTRADICTED,
    SUPPORTED,
    Asked,
    Ground,
    Reading,
    ground_of_general,
    is_medicare,
    joined,
    payer_in,
    reading_of,
    verdict_of,
)
from gaitbelt.services.statement_text import Sentence, days
from gaitbelt.services.statement_time import NUMBERS
from gaitbelt.services.statement_words import is_negated

RULE, MODIFIER, REASON, LAYOUT = "rule", "modifier", "adjustment reason", "code layout"

_NUMBER = rf"(?P<number>\d{{1,3}}|{'|'.join(NUMBERS)})(?:st|nd|rd|th)?"
_INTERVAL = re.compile(
    rf"\b(?:every|each|within|once (?:every|in|per)|at least every|per|in|at|after|by the)\s+"
    rf"(?:the )?{_NUMBER}[ -](?P<unit>(?:calendar |treatment |business )?(?:days?|visits?"
    r"|sessions?|treatments?|weeks?|months?))\b",
    re.IGNORECASE,
)


def generals(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield a reading for each statement of a rule that belongs to no one code."""
    text = sentence.plain
    yield from _layouts(text, asked.on)
    yield from _reasons(text, asked.on)
    yield from _modifiers(text, asked.on)
    if not is_medicare(payer_in(sentence, asked)):
        return
    on = sentence.date_in(asked.on)
    yield from _progress_reports(text, on)
    yield from _certifications(text, on)
    yield from _telehealth(text, asked.on)
    if len(set(sentence.years)) > 1 and re.search(r"\bw(?:as|ere)\b", text):
        return  # a stretch of the past, not a rule of one date
    for rule in _RULES:
        yield from _by_rule(rule, text, on)


def _one(kind: str, found: re.Match[str], verdict: str, said: str, ground: Ground) -> Reading:
    return reading_of(verdict, kind, (), found.span(), said, ground)


def _count(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word.lower()]


def _progress_reports(text: str, on: date) -> Iterator[Reading]:
    report = re.search(r"\bprogress (?:reports?|notes?)\b", text, re.IGNORECASE)
    held = general_fact("progress_report_treatment_days", on)
    if report is None or held is None:
        return
    intervals = list(_INTERVAL.finditer(text))
    or_days = re.search(r"\bor\s+(?:every\s+)?30[ -](?:calendar )?days\b", text, re.IGNORECASE)
    if or_days is not None:
        yield _one(
            RULE, or_days, CONTRADICTED, "progress report in 30 days", ground_of_general(held)
        )
        return
    for each in intervals[:1]:
        count, unit = _count(each["number"]), each["unit"].lower()
        is_by_day = "treatment" in unit or "visit" in unit or "session" in unit
        is_true: bool | None = is_by_day and str(count) == held.value
        if not is_by_day and str(count) == held.value and unit.startswith("day"):
            is_true = None  # days of treatment or of the calendar: the text does not say
        yield _one(
            RULE,
            each,
            verdict_of(is_true),
            f"progress report in {count} {unit}",
            ground_of_general(held),
        )


_CERTIFICATIONS = (
    ("recertification_days", r"\bre-?certif\w+"),
    ("verbal_order_days", r"\bverbal orders?\b"),
    (
        "certification_days",
        r"(?<!re)(?<!re-)\b(?:initial )?certif\w+|\bplan of care\b[^.;]*\bsigned\b",
    ),
)


def _certifications(text: str, on: date) -> Iterator[Reading]:
    for topic, words in _CERTIFICATIONS:
        named = re.search(words, text, re.IGNORECASE)
        held = general_fact(topic, on)
        found = _INTERVAL.search(text)
        if named is None or held is None or found is None:
            continue
        unit = found["unit"].lower()
        if "business" in unit or "treatment" in unit or "day" not in unit:
            continue
        count = _count(found["number"])
        said = f"{named[0].lower()} in {count} days"
        yield _one(RULE, found, verdict_of(str(count) == held.value), said, ground_of_general(held))
        return


def _telehealth(text: str, on: date) -> Iterator[Reading]:
    held = general_fact("telehealth_through", on)
    found = re.search(
        r"\btele-?health\b[^.;]*\b(?:through|until|thru|ends?|expires?|expired|by)\b[^.;]*",
        text,
        re.IGNORECASE,
    )
    named = days(text)
    if found is not None and held is not None and len(named) == 1:
        is_true = named[0].isoformat() == held.value
        yield _one(
            RULE,
            found,
            verdict_of(is_true),
            f"telehealth through {named[0]}",
            ground_of_general(held),
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern of what a text may claim, and the topic whose value decides.

    ``values``: what the text claims of the topic, and what where it denies it.
    """

    topic: str
    words: re.Pattern[str]
    said: str
    values: tuple[str, str]
    denial: re.Pattern[str]


_NOT = r"not|never|no|cannot|can't|n't|without"


def _rule(
    topic: str,
    words: str,
    said: str,
    values: tuple[str, str] = ("yes", "no"),
    denial: str = _NOT,
) -> _Rule:
    return _Rule(
        topic,
        re.compile(words, re.IGNORECASE),
        said,
        values,
        re.compile(rf"\b(?:{denial})\b", re.IGNORECASE),
    )


_RULES = (
    _rule("assistant_evaluates",
          r"\b(?:assistants?|(?-i:PTAs?|OTAs?|COTAs?))\b[^.;]{0,25}?\b(?:can|may|could|are allowed to"
          r"|cannot|can't|may not|must not|do not|does not|never)\b[^.;]{0,25}?"
          r"\b(?:re-?)?(?:evaluat\w+|evals?)\b", "an assistant evaluates"),
    _rule("progress_report_writer",
          r"\b(?:assistants?|(?-i:PTAs?|OTAs?|COTAs?))\b[^.;]{0,25}?\b(?:can|may|could|cannot|can't"
          r"|may not|must not|are allowed to)\b[^.;]{0,20}?\bwrite\b[^.;]{0,20}?"
          r"\bprogress (?:reports?|notes?)\b", "an assistant writes the progress report",
          ("assistant", "clinician")),
    _rule("progress_report_physician_signature",
          r"\b(?:physician|referring \w+|doctor)\b[^.;]{0,25}\b(?:sign|co-?sign)\w*\b[^.;]{0,25}"
          r"\bprogress reports?\b|\bprogress reports?\b[^.;]{0,25}\bsigned by (?:the |a )?"
          r"(?:physician|referring \w+|doctor)\b", "the physician signs the progress report"),
    _rule("chiropractor_certifies",
          r"\bchiropractors?\b[^.;]{0,25}\b(?:can|may|cannot|can't|may not|must not)\b[^.;]{0,15}"
          r"\bcertify\b", "a chiropractor certifies"),
    _rule("order_is_required",
          r"\bmedicare\b[^.;]{0,15}\brequires?\b[^.;]{0,25}\b(?:orders?|referrals?|prescriptions?)\b"
          r"|\b(?:orders?|referrals?|prescriptions?)\b[^.;]{0,25}\brequired (?:by|for) medicare\b",
          "Medicare requires an order"),
    _rule("functional_reporting",
          r"\b(?:functional (?:limitation )?(?:reporting|g-codes?)|g-codes? for function\w*)\b"
          r"[^.;]{0,25}\b(?:required|mandatory|must|ended|no longer|discontinued)\b",
          "functional reporting is required",
          denial=r"ended|no longer|discontinued|not"),
    _rule("minutes_per_code_required",
          r"\bmedicare\b[^.;]{0,15}\brequires?\b[^.;]{0,25}\bminutes (?:of|for|per) (?:each|every|each"
          r" timed|a) (?:\w+ )?code\b", "Medicare requires the minutes of each code"),
    _rule("discharge_note", r"\bdischarge (?:note|summary|report)\b[^.;]{0,20}\b(?:required|optional"
          r"|mandatory)\b", "a discharge note is required",
          denial=r"optional|not"),
    _rule("midpoint_pools",
          r"\b(?:ama|midpoint|rule of (?:eights|8s))\b[^.;]{0,30}\b(?:pools?|adds? up|combines?"
          r"|total (?:timed )?(?:minutes|time)|each code|per code|separately|by itself)\b",
          "the AMA method pools minutes",
          denial=r"each|per|separately|itself|not"),
    _rule("total_time_pools",
          r"\b(?:cms|medicare|8-minute rule)\b[^.;]{0,30}\b(?:pools?|adds? up|combines?"
          r"|total (?:timed )?(?:minutes|time)|each code (?:separately|alone|by itself)"
          r"|per code)\b", "Medicare's method pools minutes",
          denial=r"each|per code|not"),
    _rule("recertification_by_order",
          r"\b(?:signed )?(?:order|referral)\b[^.;]{0,40}\b(?:counts?|serves?|suffices?|is enough"
          r"|replaces?|satisf\w+|stands in)\b[^.;]{0,30}\bre-?certif\w+",
          "an order serves for recertification"),
)  # fmt: skip


def _by_rule(rule: _Rule, text: str, on: date) -> Iterator[Reading]:
    found = rule.words.search(text)
    held = general_fact(rule.topic, on)
    if found is None or held is None:
        return
    is_denied = rule.denial.search(found[0]) or is_negated(text, found.start())
    verdict = verdict_of(rule.values[1 if is_denied else 0] == held.value)
    said = f"not so: {rule.said}" if is_denied else rule.said
    yield _one(RULE, found, verdict, said, ground_of_general(held))


_MODIFIER = re.compile(
    r"(?<![/\w])(?:modifier )?(?-i:(?P<modifier>GP|GO|GN|CQ|CO))\b(?!/)(?:\s+modifier)?\s*"
    r"(?:=|:|-|\b(?:is|are|means?|indicates?|marks?|for|used|shows?|a|an|the|services?|by|with"
    r"|of|under|outpatient|modifier)\b|\s|\()+(?P<meaning>[\w -]{2,40})",
    re.IGNORECASE,
)
_WHO = (
    ("PTA", r"physical therap\w+ assistants?|(?-i:PTAs?)"),
    ("OTA", r"occupational therap\w+ assistants?|(?-i:C?OTAs?)"),
    ("PT", r"physical therap\w+|(?-i:PT)"),
    ("OT", r"occupational therap\w+|(?-i:OT)"),
    ("SLP", r"speech\W\w+|speech|(?-i:SLP|ST)"),
)


_WINDOW = 60
"""Characters in which a modifier's meaning is told."""


def _meaning(modifier: str, text: str) -> str | None:
    """Return whose service a text says that a modifier marks, or None."""
    if modifier in {"CQ", "CO"}:
        window = text[:_WINDOW]
        named = [who for who, words in _WHO[:2] if re.search(words, window, re.IGNORECASE)]
        return named[0] if len(named) == 1 else None
    return next((who for who, words in _WHO if re.match(words, text, re.IGNORECASE)), None)


def _modifiers(text: str, on: date) -> Iterator[Reading]:
    for found in _MODIFIER.finditer(text):
        meaning = _meaning(found["modifier"], text[found.start("meaning") :])
        held = general_fact(f"modifier_meaning:{found['modifier']}", on)
        if meaning is None or held is None or re.match(r"-\d", text[found.end("modifier") :]):
            continue
        is_true = meaning == held.value
        said = f"{found['modifier']} marks {meaning}"
        yield _one(MODIFIER, found, verdict_of(is_true), said, ground_of_general(held))


_REASON = re.compile(
    r"\b(?:(?-i:CO|PR|OA|PI|CARC)[- ]?|(?:carc|reason code)\s+)(\d{1,3})\b(?![.,]\d)", re.IGNORECASE
)
_REASON_WORDS = (
    ("253", r"sequest\w+"),
    ("97", r"bundl\w+|included in (?:the payment|another|the allowance)\w*"),
    ("11", r"diagnos\w+"),
    ("59", r"multiple[- ](?:or concurrent )?procedures?|mppr"),
    ("50", r"(?:not )?medical(?:ly)? necess\w+"),
    ("29", r"timely filing|filing limit\w*|time limit for filing"),
    ("18", r"duplicates?"),
    ("119", r"benefit max\w*|maximum benefit\w*"),
    ("45", r"fee schedule|contractual\w*"),
    ("109", r"wrong payer"),
)


def _reasons(text: str, on: date) -> Iterator[Reading]:
    held = {each.topic.partition(":")[2]: each for each in general_facts("adjustment_reason:", on)}
    found = _REASON.search(text)
    if found is None or found[1] not in held or len(_REASON.findall(text)) > 1:
        return
    named = [
        code for code, words in _REASON_WORDS if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)
    ]
    if len(named) != 1 or re.search(r"\b(?:not|unlike|rather)\b", text, re.IGNORECASE):
        return
    grounds = [ground_of_general(held[code]) for code in dict.fromkeys((found[1], named[0]))]
    said = f"adjustment reason {found[1]}: {held[named[0]].value}"
    yield _one(REASON, found, verdict_of(named[0] == found[1]), said, joined(*grounds))


_POSITIONS = (
    r"\b(?:each|every)\b[^.;]{0,40}\b(?:represent\w*|stands? for|indicat\w+|means?|denot\w+)\b"
    r"[^.;]{0,25}\b(?:aspect|meaning|part|detail|feature)s?\b"
)
_SECTIONS = (
    r"\bfirst (?:digit|number|character)\b[^.;]*\b1\s*(?:-|to|through)\s*6\s*(?:=|:|is|are|for)?"
    r"[^.;]{0,15}(?:E/?M|evaluation and management)|\b7\s*(?:=|:|is|for)\s*surgery"
)
_DIGITS = (
    r"\b(?:remaining|other|last|following|next)\b[^.;]{0,12}\b(?:digits?|numbers?|characters?)\b"
    r"[^.;]{0,40}\b(?:body part|body region|method|modifiers?|anatom\w+)\b"
)
_LAYOUTS = (
    ("code_positions", _POSITIONS, "each character of a code has a meaning"),
    ("code_sections", _SECTIONS, "first digit: 1-6 evaluation and management, 7 surgery"),
    ("code_modifiers", _DIGITS, "the other digits give body part, method or modifiers"),
)


def _layouts(text: str, on: date) -> Iterator[Reading]:
    for topic, words, said in _LAYOUTS:
        found = re.search(words, text, re.IGNORECASE)
        held: GeneralFact | None = general_fact(topic, on)
        if found is not None and held is not None:
            is_denied = is_negated(text, found.start()) or re.search(r"\b(?:no|not)\b", found[0])
            verdict = SUPPORTED if is_denied else CONTRADICTED
            ground = ground_of_general(held)
            yield _one(LAYOUT, found, verdict, said, ground)
