"""What is said of a list of diagnosis codes, from what is said of each."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import polars as pl

from gaitbelt.methods.diagnosis_codes import (
    ABSENT,
    ACTIVE,
    BARE,
    COMPLETE,
    HEADER,
    LATER,
    SEQUELA,
    UNKNOWN,
    UNSPECIFIED,
    SaidOfCode,
)

ANSWERS: dict[str, pl.DataType] = dict.fromkeys(
    (
        "absent_diagnoses",
        "header_diagnoses",
        "bare_diagnoses",
        "sideless_diagnoses",
        "active_phase_diagnoses",
        "external_cause_first",
        "manifestation_first",
        "sequela_first",
        "aftercare_beside_injury",
        "exclusive_diagnoses",
        "repeated_diagnoses",
        "symptom_before_cause",
        "aftercare_alone",
        "status_alone",
    ),
    pl.String(),
)
"""What is said of a list: words that name the codes at fault, or the empty text."""

Answer: TypeAlias = tuple[str | None, ...]

UNTOLD: Answer = (None,) * len(ANSWERS)
CLEAN: Answer = ("",) * len(ANSWERS)

AFTERCARE = ("aftercare", "general_aftercare")


def answer(said: Sequence[SaidOfCode]) -> Answer:
    """Return the columns of ANSWERS for the codes of a list, in their order."""
    if _is_unremarkable(said):
        return CLEAN
    absent = _listed(each.words for each in said if each.state == ABSENT)
    is_untold = any(each.state == UNKNOWN for each in said)
    pairs = [*_exclusive(said)] if len(said) > 1 else []
    exclusive = _listed(words for words, is_told in pairs if is_told)
    made = (
        None if is_untold and not absent else absent,
        _listed(each.words for each in said if each.state == HEADER),
        _listed(each.given for each in said if each.state == BARE),
        _listed(each.given for each in said if each.side == UNSPECIFIED),
        _listed(each.given for each in said if _is_active_injury(each)),
        _first(said, lambda each: each.kind == "external_cause"),
        _first(said, lambda each: each.is_manifestation),
        _first(said, lambda each: each.phase == SEQUELA and each.kind != "external_cause"),
        _listed(_aftercare(said)),
        None if pairs and not exclusive else exclusive,
        _listed(_repeated(said)),
        _listed(_symptoms(said)),
        _alone(said, ("general_aftercare",)),
        _alone(said, ("status", "history")),
    )
    return CLEAN if made == CLEAN else made


def _is_unremarkable(said: Sequence[SaidOfCode]) -> bool:
    """Return whether nothing can be said of a list, neither of a code nor of two together."""
    for place, each in enumerate(said):
        if not each.is_unremarkable:
            return False
        for other in said[:place]:
            if other.plain == each.plain or (other.brought_by and each.brings):
                return False
            if not (each.is_apart_from(other) and other.is_apart_from(each)):
                return False
    return True


def _listed(words: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(words))


def _first(said: Sequence[SaidOfCode], is_fault: Callable[[SaidOfCode], bool]) -> str:
    return said[0].given if said and is_fault(said[0]) else ""


def _alone(said: Sequence[SaidOfCode], kinds: tuple[str, ...]) -> str:
    """Return the codes of a list of which every one is of some kinds."""
    if said and all(each.kind in kinds for each in said):
        return _listed(each.given for each in said)
    return ""


def _is_active_injury(each: SaidOfCode) -> bool:
    return each.phase == ACTIVE and each.kind in ("injury", "fracture")


def _aftercare(said: Sequence[SaidOfCode]) -> Iterator[str]:
    """Yield aftercare codes with injuries whose seventh character tells of later care."""
    injuries = [each for each in said if each.kind == "injury" and each.phase == LATER]
    for each in said:
        if each.kind in AFTERCARE:
            yield from (f"{each.given} with {injury.given}" for injury in injuries)


def _exclusive(said: Sequence[SaidOfCode]) -> Iterator[tuple[str, bool]]:
    """Yield the pairs that Excludes1 notes keep apart, lower code first, and if established."""
    for one in said:
        if not one.above:
            continue
        for other in said:
            if other.plain != one.plain and other.named:
                shared = one.above.keys() & other.named.keys()
                if shared:
                    is_told = any(one.above[note] for note in shared)
                    first, then = sorted((one, other), key=lambda each: each.plain)
                    yield f"{first.given} with {then.given}", is_told


def _repeated(said: Sequence[SaidOfCode]) -> Iterator[str]:
    seen: set[str] = set()
    for each in said:
        if each.plain in seen:
            yield each.given
        seen.add(each.plain)


def _symptoms(said: Sequence[SaidOfCode]) -> Iterator[str]:
    """Yield symptoms that stand before the condition of the same side that brings them."""
    for place, symptom in enumerate(said):
        if not symptom.brought_by or symptom.state != COMPLETE:
            continue
        for cause in said[place + 1 :]:
            is_its_side = cause.side in (symptom.side, "bilateral")
            if is_its_side and symptom.brought_by & cause.brings:
                yield f"{symptom.given} before {cause.given}"
