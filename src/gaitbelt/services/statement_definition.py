"""Statements of what a code is: CODE is PHRASE, CODE for PHRASE, PHRASE (CODE)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gaitbelt.library import codes as registry
from gaitbelt.library.codes import CodeRow
from gaitbelt.services.statement_meaning import judged_phrase
from gaitbelt.services.statement_reading import (
    CONTRADICTED,
    SUPPORTED,
    Asked,
    Ground,
    Reading,
    ground_of,
    joined,
    reading_of,
    row_on,
)
from gaitbelt.services.statement_text import Mention, Sentence
from gaitbelt.services.statement_words import services_in, traits_in

KIND = "definition"

_CUT = re.compile(
    r"\b(?:unlike|rather than|instead of|other than|versus|vs|as opposed to|differs? from|before"
    r"|after|following|preced\w*|followed by|without|alongside|plus|in addition|but|while"
    r"|whereas|because|since|if|unless|than|including when|together with|along with|with"
    r"|in combination|combined|paired|on the same|same day|which replaced|needs?|requires?"
    r"|must|should not|replaced|replaces)\b|;|\s/\s",
    re.IGNORECASE,
)
"""Words after which a phrase speaks of something else than what the code is."""

_FILLER = re.compile(
    r"(?:\s|[,:=()'/-]|\b(?:a|an|the|is|are|was|were|be|being|been|as|for|of|to|when|both|also"
    r"|either|one|code|codes|cpt|hcpcs|commonly|typically|often|generally|usually|mostly|always"
    r"|used|use|billed|reported|coded|charged|submitted|claimed|applied|applies|apply|applicable"
    r"|appropriate|intended|meant|means|mean|stands|stand|refers|refer|represents|represent"
    r"|describes|describe|describing|covers|cover|denotes|includes|include|involves|defined"
    r"|known|called|considered|identifies|corresponds|classified|listed|may|can|could|would"
    r"|will|should|not|does|do|only|provided|provide|providing|performed|performing|furnished"
    r"|delivered|skilled|timed|untimed|15-minute|specific|general|initial|individual|standard"
    r"|service|services|procedure|type|form|kind|definition|by|definition:|its|patient"
    r"|patients|your|our|their|each|any|some|such|medicare|ama|isn't|doesn't|aren't|never"
    r"|no|longer|it|that|this|develops?|improves?|uses?)\b)+",
    re.IGNORECASE,
)
"""Words that may stand between a code and what the text says it is."""

_APART = re.compile(
    r"\s*[,.?](?!\w)|\s*(?:and|or|plus|&|\+)(?!\w)"
    r"|\s*\)\s*(?!=|:|-|is\b|are\b|was\b|were\b|for\b|means?\b|covers?\b|includes?\b|stands?\b)",
    re.IGNORECASE,
)
"""How words behind a code begin that do not speak of it."""

_STRANGERS_AT_MOST = 3
_BLOCK = re.compile(
    r"\b(?:denied|bundled|paid|compared|edit|edits|against|excludes?|separate\w*|over"
    r"|exceeds?|limit\w*|modifier|threshold|deleted|ended|replac\w+|units? of)\b",
    re.IGNORECASE,
)
"""Words that make it no statement of what a code is."""

_PASSIVE = re.compile(
    r"\b(?:billed|coded|reported|charged|counted|documented|captured|submitted|classified"
    r"|described|covered|represented|claimed|falls?|bill|report|code|part of)\b"
    r"(?:\s+(?:as|for)\b[^,;]*?)?\s*(?:as|under|using|by|through|via|in|of)?"
    r"\s*(?:the\s*)?(?:cpt|hcpcs)?\s*(?:codes?)?[\s(:]*$",
    re.IGNORECASE,
)
_ADJACENT = re.compile(
    r"^(?:\s*(?:is|are|was|were|=|:|-|\(|,?\s*(?:the\s+)?(?:cpt|hcpcs|codes?)\b|\s)+)[\s(]*$",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"^\s*(?:as|under|using|via)\s*(?:the\s*)?(?:cpt|hcpcs)?\s*(?:codes?)?[\s(:]*$",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:was|were|used to|formerly|previously|once|until|through|prior to|before|old|retired"
    r"|former|deleted|historical\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Phrase:
    start: int
    end: int
    text: str


def definitions(sentence: Sentence, asked: Asked) -> Iterator[Reading]:
    """Yield a reading for each code that a sentence says to be something."""
    if re.search(r"\brespectively\b", sentence.plain, re.IGNORECASE):
        return
    bounds = [0, *(group[-1].end for group in sentence.groups)]
    for number, group in enumerate(sentence.groups):
        following = (
            sentence.groups[number + 1][0].start
            if number + 1 < len(sentence.groups)
            else len(sentence.plain)
        )
        after = _after(sentence.plain, group[-1].end, following)
        before = _before(sentence.plain, bounds[number], group[0].start)
        for phrase in filter(None, (after, before)):
            yield from _readings(sentence, asked, group, phrase)


def _after(plain: str, start: int, end: int) -> _Phrase | None:
    """Return the words after a code that say what it is, or None."""
    text = plain[start:end]
    if cut := _CUT.search(text):
        text = text[: cut.start()]
    if _APART.match(text):
        return None
    places = _places(text)
    if not places or not _leads_to(text[: places[0][0]]):
        return None
    return _Phrase(start, start + len(text.rstrip(" ,(")), text)


def _leads_to(gap: str) -> bool:
    """Return whether the words between a code and a service join the two."""
    if _BLOCK.search(gap):
        return False
    strangers = _FILLER.sub(" ", gap).split()
    return len(strangers) <= _STRANGERS_AT_MOST


def _before(plain: str, start: int, end: int) -> _Phrase | None:
    """Return the words before a code that say what it is, or None."""
    text = plain[start:end]
    places = _places(text)
    if not places:
        return None
    rest = text[max(last for _, last in places) :]
    if _ADJACENT.match(rest):
        first = _together(text, places)
        return _Phrase(start + first, end, text[first:])
    if _UNDER.match(rest) or (_PASSIVE.search(rest) and not _BLOCK.search(rest)):
        clause = max(text.rfind(", ", 0, places[0][0]), 0)
        return _Phrase(start + clause, end, text[clause:])
    return None


def _places(text: str) -> list[tuple[int, int]]:
    """Return where services and traits stand in a text, in order."""
    services = [(each.start, each.end) for each in services_in(text)]
    return sorted([*services, *((each.start, each.end) for each in traits_in(text))])


def _together(text: str, places: Sequence[tuple[int, int]]) -> int:
    """Return where the last run of words begins that stand side by side."""
    first = places[-1][0]
    for start, end in reversed(places[:-1]):
        if not re.fullmatch(r"[\s,-]{0,3}(?:of\s)?", text[end:first]) and end < first:
            break
        first = min(first, start)
    return first


def _readings(
    sentence: Sentence, asked: Asked, group: tuple[Mention, ...], phrase: _Phrase
) -> Iterator[Reading]:
    on = sentence.date_in(asked.on)
    codes = [(code, mention) for mention in group for code in mention.codes]
    judged = {
        code: answer
        for code, _ in codes
        if (row := row_on(code, on)) is not None
        and (answer := judged_phrase(row, phrase.text, on, is_list=len(codes) > 1))
    }
    if any(verdict == SUPPORTED for verdict, _ in judged.values()) and not _ALL.search(phrase.text):
        judged = {code: each for code, each in judged.items() if each[0] == SUPPORTED}
    for code, mention in codes:
        row = row_on(code, on)
        if row is None or code not in judged:
            continue
        verdict, ground = judged[code]
        is_past = _PAST.search(sentence.plain) is not None
        if verdict == SUPPORTED and not is_past and registry.code_row(code, on) is None:
            verdict, ground = CONTRADICTED, joined(ground, _out_of_force(row))
        yield reading_of(
            verdict,
            KIND,
            (code,),
            (min(mention.start, phrase.start), max(mention.end, phrase.end)),
            f"{code} = {_said(phrase.text)}",
            ground,
        )


_ALL = re.compile(r"\b(?:both|each|all)\b", re.IGNORECASE)


def _said(phrase: str) -> str:
    """Return what was understood of a phrase, in our words."""
    named = [(each.start, each.is_negated, each.service.name) for each in services_in(phrase)]
    for trait in traits_in(phrase):
        name = f"{trait.value} complexity" if trait.kind == "level" else trait.value
        named.append((trait.start, trait.is_negated, _TRAIT_NAMES.get(name, name)))
    words = (f"not {name}" if is_negated else name for _, is_negated, name in sorted(named))
    return ", ".join(dict.fromkeys(words))


_TRAIT_NAMES = {"reevaluation": "re-evaluation", "initial": "initial evaluation"}


def _out_of_force(row: CodeRow) -> Ground:
    code = row.hcpcs_code
    if row.effective_through is None:
        return ground_of(row, f"{code} is in force from {row.effective_from}.")
    ended = ground_of(row, f"{code} ended on {row.effective_through}.")
    following = registry.successors(code)
    if not following:
        return ended
    named = ", ".join(dict.fromkeys(each.successor_code for each in following))
    cites = tuple(dict.fromkeys(each.source for each in following))
    return joined(ended, Ground(f"It was replaced by {named}.", following[0].confidence, cites))
