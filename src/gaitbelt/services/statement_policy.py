"""Statements of published values: thresholds, conversion factors, rates, CQ and CO."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from gaitbelt.library import policy
from gaitbelt.library.documents import general_fact
from gaitbelt.library.policy import PolicyRow
from gaitbelt.services.statement_reading import (
    MEDICARE,
    Asked,
    Ground,
    Reading,
    ground_of_general,
    ground_of_policy,
    is_medicare,
    joined,
    payer_in,
    reading_of,
    verdict_of,
)
from gaitbelt.services.statement_text import Sentence

KIND = "published value"

_DOLLARS = re.compile(r"\$\s?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)")
_BARE_DOLLARS = re.compile(r"(?<![\d.$,-])(\d,\d{3}(?:\.\d\d)?|\d{4}\.\d\d)(?![\d%])")
_FACTOR = re.compile(r"(?<![\d.])\$?(\d{2}\.\d{1,4})(?![\d%])")
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(?:%|percent\b|per cent\b)", re.IGNORECASE)
_THRESHOLD = re.compile(
    r"\b(?:(?:kx|therapy|pt|ot|slp)[\w/+ &-]{0,30}(?:threshold|cap|limit)s?\b|threshold\b)",
    re.IGNORECASE,
)
_REVIEW = re.compile(r"\b(?:targeted )?medical review\b|\btmr\b", re.IGNORECASE)
_OT = re.compile(r"\b(?:OT|occupational)\b")
_CONVERSION = re.compile(r"\bconversion factor\b|\b(?-i:CF)\b", re.IGNORECASE)
_ASSISTANT = re.compile(
    r"\b(?-i:CQ|CO(?![- ]?\d))\b|\bassistants?\b|\b(?-i:PTAs?|OTAs?|COTAs?)\b", re.IGNORECASE
)


def values(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield a reading for each statement of an amount, a factor or a rate."""
    if not is_medicare(payer_in(sentence, asked)) or _PROPOSED.search(sentence.plain):
        return
    text = sentence.plain
    if _CONVERSION.search(text):
        yield from _factors(sentence, asked)
    elif _REVIEW.search(text):
        yield from _amounts(sentence, asked, ("targeted_review_threshold",))
    elif _THRESHOLD.search(text):
        yield from _thresholds(sentence, asked)
    elif _ASSISTANT.search(text) and not re.search(r"\bde minimis\b|\b10 ?(?:%|percent)", text):
        yield from _assistant_rates(sentence, asked)
    elif re.search(r"\bsequest\w+\b", text, re.IGNORECASE):
        yield from _rates(sentence, asked, "sequestration_rate")
    elif re.search(r"\bco-?insurance\b", text, re.IGNORECASE):
        yield from _rates(sentence, asked, "coinsurance_rate")


_PROPOSED = re.compile(r"\b(?:proposed|proposal|estimated|expected)\b", re.IGNORECASE)


def _governing(name: str, sentence: Sentence, on: date) -> tuple[PolicyRow, ...]:
    """Return the rows of a value in the year that a sentence names, or on the date."""
    if len(set(sentence.years)) != 1:
        row = policy.value(MEDICARE, name, on)
        return (row,) if row and not sentence.years else ()
    first, last = date(sentence.years[0], 1, 1), date(sentence.years[0], 12, 31)
    found = [
        row
        for row in policy.rows(MEDICARE, name)
        if row.starts_on <= last and (row.effective_through or last) >= first
    ]
    following = [row.starts_on - timedelta(1) for row in found[1:]]
    kept = [
        row
        for row, ends in zip(found, (*following, last), strict=False)
        if min(ends, row.effective_through or ends) >= first
    ]
    return tuple(kept)


def _thresholds(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    names: tuple[str, ...] = ("kx_threshold_pt_slp", "kx_threshold_ot")
    if _OT.search(sentence.plain) and not re.search(r"\bPT\b|\bphysical\b", sentence.plain):
        names = ("kx_threshold_ot",)
    yield from _amounts(sentence, asked, names)


def _amounts(sentence: Sentence, asked: Asked, names: tuple[str, ...]) -> Iterator[Reading]:
    found = _DOLLARS.search(sentence.plain) or _BARE_DOLLARS.search(sentence.plain)
    rows = [row for name in names for row in _governing(name, sentence, asked.on)]
    if found is None or not rows:
        return
    said = Decimal(found[1].replace(",", ""))
    truths = {said == row.value for row in rows}
    grounds = [
        ground_of_policy(row, f"{_name(row)} is ${row.value:,} {_when(row)}.") for row in rows
    ]
    is_true = truths.pop() if len(truths) == 1 else None
    if is_true is True and re.search(r"\b(?:not|no longer)\b", sentence.plain, re.IGNORECASE):
        return
    yield _reading(sentence, found, is_true, f"{_name(rows[0])}: ${said:,}", joined(*grounds))


def _name(row: PolicyRow) -> str:
    return {
        "kx_threshold_pt_slp": "The KX threshold of PT with SLP",
        "kx_threshold_ot": "The KX threshold of OT",
        "targeted_review_threshold": "The threshold of targeted medical review",
        "conversion_factor": "The Medicare conversion factor",
        "conversion_factor_qualifying": "The Medicare conversion factor with qualifying APM status",
        "sequestration_rate": "The sequestration cut",
        "coinsurance_rate": "The coinsurance",
    }.get(row.name, row.name)


def _when(row: PolicyRow) -> str:
    first = f"from {row.effective_from}" if row.effective_from else ""
    last = f"through {row.effective_through}" if row.effective_through else ""
    return " ".join(filter(None, (first, last))) or "on every date held"


def _factors(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    names = ("conversion_factor", "conversion_factor_qualifying")
    rows = [row for name in names for row in _governing(name, sentence, asked.on)]
    if not rows:
        return
    grounds = [ground_of_policy(row, f"{_name(row)} is {row.value} {_when(row)}.") for row in rows]
    if len(rows) > 1 and (found := _ONLY_ONE.search(sentence.plain)):
        yield _reading(sentence, found, False, "one conversion factor", joined(*grounds))
    found = _FACTOR.search(sentence.plain)
    if found is not None:
        said = Decimal(found[1])
        is_true = any(said == row.value for row in rows)
        yield _reading(sentence, found, is_true, f"conversion factor: {said}", joined(*grounds))


_ONLY_ONE = re.compile(
    r"\b(?:only one|one (?:single )?(?:number|value)|a single|the same for (?:all|every))\b",
    re.IGNORECASE,
)


def _rates(sentence: Sentence, asked: Asked, name: str) -> Iterator[Reading]:
    found = _only_percent(sentence.plain)
    rows = _governing(name, sentence, asked.on)
    if found is None or not rows:
        return
    said = Decimal(found[1])
    truths = {said == _percent(row) for row in rows}
    grounds = [
        ground_of_policy(row, f"{_name(row)} is {_percent(row)} percent {_when(row)}.")
        for row in rows
    ]
    is_true = truths.pop() if len(truths) == 1 else None
    yield _reading(sentence, found, is_true, f"{_name(rows[0])}: {said} percent", joined(*grounds))


def _only_percent(text: str) -> re.Match[str] | None:
    """Return the percentage of a text that names just one, else None."""
    found = list(_PERCENT.finditer(text))
    return found[0] if len(found) == 1 else None


_PAYING = re.compile(
    r"\b(?:pa(?:y|id|ys|ying|yment)s?|reduc\w+|cuts?|lower\w*|receives?|reimburs\w+|less|off"
    r"|takes?|takes off)\b",
    re.IGNORECASE,
)


def _percent(row: PolicyRow) -> Decimal:
    """Return a rate as percent, without needless zeros."""
    return (Decimal(str(row.value)) * 100).normalize() + Decimal(0)


def _assistant_rates(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    text = sentence.plain
    found = _only_percent(text)
    if found is None or not _PAYING.search(text) or _OTHER_CUT.search(text):
        return
    row = policy.value(MEDICARE, "assistant_payment_rate", sentence.date_in(asked.on))
    coinsurance = policy.value(MEDICARE, "coinsurance_rate", sentence.date_in(asked.on))
    if row is None or coinsurance is None:
        first = next(iter(policy.rows(MEDICARE, "assistant_payment_rate")), None)
        if first is not None:
            fact = ground_of_policy(
                first, f"Assistants' services are paid less from {first.effective_from}."
            )
            yield _reading(sentence, found, False, "paid less for assistants", fact)
        return
    said, own = Decimal(found[1]), _percent(row)
    patient = _percent(coinsurance)
    whole = (100 - patient) * own / 100 + patient
    fact = ground_of_policy(
        row,
        f"Medicare pays {own.normalize():f} percent of its own part; the patient's part stays, "
        f"so the practice receives {whole.normalize():f} percent of the allowed amount.",
    )
    is_of_allowed = re.search(
        r"\b(?:allowed|allowable|fee schedule(?: amount)?|total|practice|receives?)\b",
        text,
        re.IGNORECASE,
    )
    is_cut = re.search(
        r"\b(?:reduc\w+|cuts?|less|lower\w*|decreas\w+|off|discount)\b", text, re.IGNORECASE
    )
    right = whole if is_of_allowed else own
    is_true = said == (100 - right if is_cut and not re.search(r"\bto\s+\d", text) else right)
    base = "the allowed amount" if is_of_allowed else "payment"
    way = "taken off" if is_cut else "paid of"
    yield _reading(sentence, found, is_true, f"CQ or CO: {said} percent {way} {base}", fact)


_PAID = re.compile(r"\b(?:paid|payment)s?(?: amounts?)?\b", re.IGNORECASE)
_ALLOWED = re.compile(r"\ballow(?:ed|able)s?(?: amounts?| charges)?\b", re.IGNORECASE)


_MPPR = re.compile(r"\bmppr\b|\bmultiple[- ]procedure\b", re.IGNORECASE)
_OTHER_CUT = re.compile(r"\bmppr\b|\bthreshold\b|\bkx\b", re.IGNORECASE)


def value_meanings(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield readings of what a threshold counts and of what the reduction takes half."""
    text = sentence.plain
    counted = general_fact("threshold_counts", asked.on)
    if (
        counted is not None
        and re.search(
            r"\b(?:counts?|accru\w+|based on|calculated (?:on|from)|uses?)\b", text, re.IGNORECASE
        )
        and re.search(r"\b(?:kx|threshold)\b", text, re.IGNORECASE)
    ):
        allowed, paid = _ALLOWED.search(text), _PAID.search(text)
        if (allowed is None) != (paid is None) and (found := allowed or paid):
            ground = ground_of_general(counted)
            yield _reading(
                sentence, found, allowed is not None, "what the threshold counts", ground
            )
    share = general_fact("mppr_share", asked.on)
    if share is not None and _MPPR.search(text) and not _ASSISTANT.search(text):
        found = _only_percent(text)
        if found is None or not _PAYING.search(text):
            return
        is_expense = re.search(r"\bpractice[- ]expense\b|\b(?-i:PE)\b", text, re.IGNORECASE)
        is_payment = re.search(r"\b(?:payments?|fee|allowed|whole)\b", text, re.IGNORECASE)
        if is_expense or is_payment or found[1] != share.value:
            is_true = bool(is_expense) and found[1] == share.value
            said = f"reduction: {found[1]} percent of {'practice expense' if is_expense else 'payment'}"
            yield _reading(sentence, found, is_true, said, ground_of_general(share))


def _reading(
    sentence: Sentence,
    found: re.Match[str],
    is_true: bool | None,  # noqa: FBT001 (what is judged)
    said: str,
    ground: Ground,
) -> Reading:
    return reading_of(
        verdict_of(is_true),
        KIND,
        sentence.codes(),
        (0, max(found.end(), len(sentence.plain))),
        said,
        ground,
    )
