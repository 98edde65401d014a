"""Statements that repeat something known to circulate wrongly about a code."""

import re
from collections.abc import Iterator

from gaitbelt.library import codes as registry
from gaitbelt.services.statement_reading import CONTRADICTED, Asked, Reading
from gaitbelt.services.statement_text import Sentence

KIND = "misunderstanding"

_WORD = re.compile(r"[a-z0-9][a-z0-9-]*", re.IGNORECASE)
_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "be",
        "of",
        "on",
        "in",
        "for",
        "to",
        "by",
        "with",
        "and",
        "or",
        "its",
        "it",
        "this",
        "that",
        "at",
        "as",
        "from",
        "than",
        "under",
        "may",
        "can",
        "code",
        "codes",
        "cpt",
        "one",
        "no",
        "not",
        "never",
        "without",
        "does",
        "do",
        "any",
        "each",
        "every",
        "must",
    ]
)
_PAST = re.compile(r"\b(?:was|were|until|formerly|previously|used to)\b", re.IGNORECASE)
_DENIAL = re.compile(r"\b(?:no|not|never|without|cannot|n't|can't|isn't|doesn't)\b", re.IGNORECASE)


_ROOM = 3
"""A sentence may have so many times the words of the misunderstanding, not more."""


def hearsay(sentence: Sentence, _asked: Asked) -> Iterator[Reading]:
    """Yield a reading where a sentence says all that a known misunderstanding says."""
    if sentence.years or _PAST.search(sentence.plain):
        return
    words = _stems(sentence.plain)
    denials = len(_DENIAL.findall(sentence.plain))
    for mention in sentence.mentions:
        for code in mention.codes:
            for each in registry.misunderstandings(code):
                wanted = _stems(each.claim) - {code.lower()}
                is_all_of_it = len(words) <= _ROOM * len(wanted)
                if not (wanted <= words and is_all_of_it) or denials != len(
                    _DENIAL.findall(each.claim)
                ):
                    continue
                yield Reading(
                    CONTRADICTED,
                    KIND,
                    (code,),
                    0,
                    len(sentence.plain),
                    each.claim.rstrip("."),
                    each.fact,
                    each.confidence,
                    (each.cite,),
                )


def _stems(text: str) -> set[str]:
    """Return the words that carry a text's meaning, without their endings."""
    words = (each[0].lower() for each in _WORD.finditer(text))
    return {_stem(word) for word in words if word not in _EMPTY}


def _stem(word: str) -> str:
    word = word.replace("isation", "ization").replace("ise", "ize")
    for ending in ("ations", "ation", "ities", "ity", "ings", "ing", "ies", "es", "ed", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 3:  # noqa: PLR2004 (a stem)
            return word[: -len(ending)]
    return word
