"""Whether a phrase says of a code what the registry says of it."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from gaitbelt.library import codes as registry
from gaitbelt.library.codes import CodeRow
from gaitbelt.library.documents import general_fact
from gaitbelt.services.statement_reading import (
    CONTRADICTED,
    SUPPORTED,
    Ground,
    described,
    either,
    ground_of,
    ground_of_general,
    joined,
)
from gaitbelt.services.statement_words import (
    Named,
    Trait,
    is_treatment,
    services_in,
    traits_in,
)

_LEVEL = re.compile(r"\b(low|moderate|high) complexity\b")
_JOINED = re.compile(r"[\s,/&=:-]*(?:and|or|&)?[\s(]*", re.IGNORECASE)
_SHOWN_CODES = 3

Judged = tuple[str, Ground]


def judged_phrase(row: CodeRow, phrase: str, on: date, *, is_list: bool) -> Judged | None:
    """Return the verdict on a phrase about a code, or None where it settles nothing.

    ``is_list``: the phrase stands for several codes, so one of its services suffices.
    """
    named = services_in(phrase)
    traits = tuple(traits_in(phrase))
    fits = [each for each in named if _fits(row, each) and not each.is_negated]
    right = [each for each in traits if _is_right(row, each) is True and not each.is_negated]
    wrong = list(_wrong_services(row, named, is_any_right=bool(fits or right)))
    wrong = [each for each in wrong if not _is_evaluated(each, right, phrase)]
    if is_list and fits:
        wrong = []
    weighed = [each for each in traits if not fits or each.kind != "evaluation"]
    wrong_traits = list(_wrong_traits(row, weighed, on))
    if wrong or wrong_traits:
        corrections = [_correction(row, each, on) for each in wrong]
        is_told = any(each.fact.startswith(f"{row.hcpcs_code} is ") for each in corrections)
        grounds = (*wrong_traits, *corrections)
        return CONTRADICTED, joined(*grounds if is_told else (described(row), *grounds))
    is_denied = any(
        each.is_negated and each.service.is_strict and not _fits(row, each) for each in named
    )
    if fits or is_denied or any(each.kind != "discipline" for each in right):
        return SUPPORTED, described(row)
    return None


def _is_evaluated(named: Named, right: list[Trait], phrase: str) -> bool:
    """Return whether a service stands in a phrase as what an evaluation looks at."""
    ends = [each.end for each in right if each.kind == "evaluation" and each.end <= named.start]
    return bool(ends) and not _JOINED.fullmatch(phrase[max(ends) : named.start])


def _fits(row: CodeRow, named: Named) -> bool:
    service = named.service
    if row.hcpcs_code in service.codes or row.service_kind in service.kinds:
        return True
    return service.words.search(row.label) is not None and bool(service.codes or service.kinds)


def _wrong_services(
    row: CodeRow, named: tuple[Named, ...], *, is_any_right: bool
) -> Iterator[Named]:
    for each in named:
        is_fit = _fits(row, each)
        if each.is_negated:
            if is_fit and each.service.is_strict:
                yield each
        elif is_fit:
            continue
        elif each.service.is_strict:
            if row.label:
                yield each
        elif not is_any_right and row.service_kind in each.service.against:
            yield each


def _correction(row: CodeRow, named: Named, on: date) -> Ground:
    """Return the code of a service that was said of another code."""
    service = named.service
    for each in registry.misunderstandings(row.hcpcs_code):
        if service.words.search(each.claim) and not named.is_negated:
            return Ground(each.fact, each.confidence, (each.cite,))
    codes = sorted(
        code
        for code in registry.all_codes()
        if (right := registry.code_row(code, on)) is not None
        and (code in service.codes or right.service_kind in service.kinds)
    )
    rows = [held for code in codes[:_SHOWN_CODES] if (held := registry.code_row(code, on))]
    if not rows or named.is_negated:
        return described(row)
    said = f"{service.name[0].upper()}{service.name[1:]} is {either([r.hcpcs_code for r in rows])}."
    return joined(*(ground_of(each, said) for each in rows))


def is_evaluation(row: CodeRow) -> bool:
    """Return whether the registry calls a code an evaluation, not a re-evaluation."""
    return re.search(r"(?<!re-)evaluation", row.label) is not None


def is_reevaluation(row: CodeRow) -> bool:
    """Return whether the registry calls a code a re-evaluation."""
    return "re-evaluation" in row.label


def level_of(row: CodeRow) -> str:
    """Return the complexity in a code's label, or nothing where it has none."""
    found = _LEVEL.search(row.label)
    return found[1] if found else ""


def _is_right(row: CodeRow, trait: Trait) -> bool | None:
    """Return whether what is said of an evaluation is so; None where it settles nothing."""
    if trait.kind == "level":
        return trait.value == level_of(row) if row.label else None
    if trait.kind == "discipline":
        is_of_one = (is_evaluation(row) or is_reevaluation(row)) and row.disciplines
        return trait.value in row.disciplines if is_of_one else None
    if trait.value == "reevaluation":
        is_right, is_wrong = is_reevaluation(row), is_evaluation(row)
    else:
        is_right = is_evaluation(row)
        is_wrong = is_reevaluation(row) and trait.value == "initial"
    return is_right or (False if is_wrong or is_treatment(row.service_kind) else None)


def _wrong_traits(row: CodeRow, traits: Iterable[Trait], on: date) -> Iterator[Ground]:
    for trait in traits:
        is_right = _is_right(row, trait)
        if is_right is None or is_right is not trait.is_negated:
            continue
        if trait.kind == "discipline" and trait.is_negated:
            continue
        if trait.kind == "level" and not level_of(row):
            held = general_fact("complexity_applies_to", on)
            yield ground_of_general(held) if held else described(row)
        elif trait.is_negated:
            yield ground_of(row, f"{row.hcpcs_code} is itself {_kind(row)}.")
        else:
            yield _right_codes(row, trait, traits, on)


def _kind(row: CodeRow) -> str:
    return "a re-evaluation" if is_reevaluation(row) else "an evaluation"


def _right_codes(row: CodeRow, trait: Trait, traits: Iterable[Trait], on: date) -> Ground:
    """Return the evaluation codes that have what was said of another code."""
    wanted = tuple(traits)
    if not any(each.kind == "evaluation" for each in wanted) and not is_evaluation(row):
        return described(row)
    found = [
        right
        for code in registry.all_codes()
        if (right := registry.code_row(code, on)) is not None
        and "valuation" in right.label
        and all(_is_right(right, each) is not False for each in wanted)
        and _is_right(right, trait) is True
        and right.disciplines
    ]
    if not found or len(found) > _SHOWN_CODES:
        return described(row)
    return joined(*(described(right) for right in found))
