"""What the registry and the payer's policy say about counting, for one code or payer."""

import functools
from dataclasses import dataclass
from datetime import date

from gaitbelt.language.errors import MissingPolicyValue, UnknownCode, check_word
from gaitbelt.library import codes as registry
from gaitbelt.library import policy
from gaitbelt.methods.units.assistant import ARITHMETICS, PERCENTAGE
from gaitbelt.methods.units.count import METHODS
from gaitbelt.methods.units.explain import ASSISTANT_CITE, method_name
from gaitbelt.tables.vocabulary import CRITICAL_ACCESS, DISCIPLINES

MEDICARE = "medicare"
NO_ASSISTANT_SETTINGS = (CRITICAL_ACCESS,)
"""Not paid under the physician fee schedule, so CQ and CO do not apply."""

_CONTACT_BASES = ("15_minutes", "per_30_minutes", "per_hour", "first", "further")
_EVALUATIONS = ("evaluation", "reevaluation")
_OPEN = -1


@dataclass(frozen=True, slots=True)
class Counting:
    """How units of one code are counted on one date.

    ``family`` names the codes whose minutes are pooled with it; empty where none are.
    Open bands are negative. ``is_one_on_one``: its minutes cannot be another patient's.
    """

    hcpcs_code: str
    time_base: str
    base_minutes: int
    first_minutes: int
    band_from: int
    band_through: int
    family: str
    disciplines: tuple[str, ...]
    is_evaluation: bool
    is_open_to_assistant: bool
    is_one_on_one: bool


@dataclass(frozen=True, slots=True)
class CountingRules:
    """What a payer's policy says about counting on one date."""

    payer: str
    method: str
    has_assistant_modifier: bool
    has_final_unit_rule: bool
    arithmetic: str
    notes: tuple[str, ...]
    assistant_notes: tuple[str, ...]
    citations: tuple[str, ...]
    assistant_citations: tuple[str, ...]

    @property
    def is_percentage(self) -> bool:
        """Whether the 10 percent test is computed as a percentage."""
        return self.arithmetic == PERCENTAGE


@functools.lru_cache(maxsize=100_000)
def counting(hcpcs_code: str, on: date) -> Counting:
    """Return how units of a code are counted on a date of service.

    Raises UnknownCode where the registry lacks the code, where it is not in force
    (successors named), or where its time base is not held.
    """
    row = registry.code_row(hcpcs_code, on)
    if row is None:
        raise UnknownCode(not_in_force(hcpcs_code, on))
    if not row.time_base:
        raise UnknownCode(
            f"{hcpcs_code} is held for its code-pair edits only; how its units are counted is "
            "not known here. Leave it out of the count."
        )
    is_remote_device = row.service_kind == "remote_monitoring" and row.time_base in (
        "per_30_days",
        "untimed",
    )
    is_evaluation = row.service_kind in _EVALUATIONS
    family = _family(row)
    return Counting(
        hcpcs_code=row.hcpcs_code,
        time_base=row.time_base if family or row.time_base != "further" else "per_hour",
        base_minutes=row.base_minutes or 1,
        first_minutes=_first_minutes(row, on),
        band_from=_OPEN if row.band_from is None else row.band_from,
        band_through=_OPEN if row.band_through is None else row.band_through,
        family=family,
        disciplines=row.disciplines,
        is_evaluation=is_evaluation,
        is_open_to_assistant=not (is_evaluation or is_remote_device),
        is_one_on_one=row.service_kind != "group"
        and (is_evaluation or row.time_base in _CONTACT_BASES),
    )


def _family(row: registry.CodeRow) -> str:
    if row.time_base.startswith("month_"):
        return f"month {row.service_kind}"
    if row.time_base == "first":
        return row.hcpcs_code
    # A further code of several first codes has no one family: it is counted by itself.
    has_one = row.time_base == "further" and len(row.primary_codes) == 1
    return row.primary_codes[0] if has_one else ""


def _first_minutes(row: registry.CodeRow, on: date) -> int:
    if not row.primary_codes:
        return 0
    primary = registry.code_row(row.primary_codes[0], on)
    return (primary.base_minutes or 0) if primary else 0


@functools.lru_cache(maxsize=10_000)
def family_members(family: str, on: date) -> tuple[str, ...]:
    """Return the codes of a family in force on a date, in code order."""
    found = []
    for hcpcs_code in registry.all_codes():
        row = registry.code_row(hcpcs_code, on)
        if row is not None and row.time_base and _family(row) == family:
            found.append(hcpcs_code)
    return tuple(found)


def not_in_force(hcpcs_code: str, on: date) -> str:
    """Return what to tell about a code that no row of the registry covers on a date."""
    periods = registry.code_periods(hcpcs_code)
    if not periods:
        return (
            f"{hcpcs_code} is not in the registry of therapy codes. "
            "Correct the code, or leave it out of the count."
        )
    last = max((row.effective_through for row in periods if row.effective_through), default=None)
    if last is not None and last < on:
        named = ", ".join(each.successor_code for each in registry.successors(hcpcs_code, on=on))
        instead = f"Use {named} instead." if named else "No code replaces it."
        return f"{hcpcs_code} was in force through {last}, not on {on}. {instead}"
    first = min(row.effective_from for row in periods if row.effective_from)
    return f"{hcpcs_code} is in force from {first}, not on {on}. Correct the code or the date."


@functools.lru_cache(maxsize=100_000)
def counting_rules(
    payer: str,
    on: date,
    known_on: date | None = None,
    method: str | None = None,
    de_minimis_arithmetic: str | None = None,
) -> CountingRules:
    """Return how a payer counts on a date, with what has to be said about it.

    ``method`` and ``de_minimis_arithmetic`` prevail over the payer's. Raises
    ImpossibleInput for a name that is not one of ours, MissingPolicyValue where no
    method is held.
    """
    check_word("method", method, METHODS)
    check_word("de_minimis_arithmetic", de_minimis_arithmetic, ARITHMETICS)
    chosen, notes, citations = _method(payer, on, known_on, method)
    modifier = policy.value(payer, "assistant_modifier", on, known_on)
    has_modifier = modifier is not None and modifier.value is True
    final_unit, said_of_rule = _assistant_row("assistant_final_unit_rule", payer, on, known_on)
    arithmetic, _ = _assistant_row("assistant_de_minimis_arithmetic", payer, on, known_on)
    named = str(arithmetic.value) if arithmetic else ARITHMETICS[0]
    said = said_of_rule if has_modifier else (_no_modifier_note(payer, on, modifier),)
    rows = [row for row in (modifier, final_unit) if row is not None and has_modifier]
    return CountingRules(
        payer=payer,
        method=chosen,
        has_assistant_modifier=has_modifier,
        has_final_unit_rule=final_unit is not None and final_unit.value is True,
        arithmetic=de_minimis_arithmetic or named,
        notes=notes,
        assistant_notes=said,
        citations=citations,
        assistant_citations=tuple(
            dict.fromkeys((*(row.cite for row in rows), *((ASSISTANT_CITE,) if rows else ())))
        ),
    )


def _method(
    payer: str, on: date, known_on: date | None, method: str | None
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    notes = () if payer in policy.load_profiles() else (_unknown_payer_note(payer),)
    if method is not None:
        return method, notes, ()
    row = policy.value(payer, "unit_counting_method", on, known_on)
    if row is None:
        raise MissingPolicyValue(
            f"No value for {payer}.unit_counting_method on {on} is held. "
            "Name the method, or add the value to the payer's policy."
        )
    chosen = str(row.value)
    if row.payer == policy.GENERIC_PAYER:
        said = (
            f"No published counting method for payer {payer} is held on {on}: "
            f"{method_name(chosen)} is used."
        )
        notes = (*notes, said)
    elif row.confidence != "P" and row.note:
        notes = (*notes, f"{payer}: {row.note}")
    return chosen, notes, (row.cite,)


def _unknown_payer_note(payer: str) -> str:
    return f"Payer {payer} is not held by name: the generic commercial profile is used."


def _assistant_row(
    name: str, payer: str, on: date, known_on: date | None
) -> tuple[policy.PolicyRow | None, tuple[str, ...]]:
    own = policy.value(payer, name, on, known_on)
    if own is not None:
        return own, ()
    borrowed = policy.value(MEDICARE, name, on, known_on)
    said = f"{payer} has published no test of its own for CQ and CO: Medicare's is used."
    return borrowed, (said,) if borrowed is not None else ()


def _no_modifier_note(payer: str, on: date, row: policy.PolicyRow | None) -> str:
    if row is None:
        return f"{payer}: no rule on CQ and CO is held for {on}, so none is added."
    return (
        f"{payer}: CQ and CO are added only for payers known to ask for them. "
        "Read the plan's policy before billing assistants' services."
    )


def modifier_note(hcpcs_code: str, discipline: str | None, disciplines: tuple[str, ...]) -> str:
    """Return what to say where the discipline does not furnish the code, else nothing."""
    if not discipline or not disciplines or discipline in disciplines:
        return ""
    return f"{hcpcs_code} is a code of {' or '.join(disciplines)}, not of {discipline}."


NOT_PAID_APART = {
    "B": "Medicare bundles it with other services and never pays it apart (status B)",
    "N": "Medicare does not cover it (status N)",
    "X": "Medicare does not pay it under the physician fee schedule (status X)",
}
"""What becomes of a code by its status in the physician fee schedule."""


def payment_note(hcpcs_code: str, payer: str, on: date) -> str:
    """Return what Medicare does with a code that it does not pay apart, else nothing."""
    if MEDICARE not in policy.payer_chain(payer):
        return ""
    instead = [
        each.successor_code
        for each in registry.successors(hcpcs_code, payer=MEDICARE, on=on)
        if each.payer == MEDICARE
    ]
    if not instead:
        status = registry.status_on(hcpcs_code, on)
        unpaid = NOT_PAID_APART.get(status.status_code) if status else None
        return f"{hcpcs_code} is counted, but {unpaid}." if unpaid else ""
    return f"{hcpcs_code} is in force but Medicare does not pay it: use {' or '.join(instead)}."


def minimum_note(hcpcs_code: str, minutes: int, payer: str, on: date, known_on: date | None) -> str:
    """Return a warning where a payer is reported to want more minutes, else nothing."""
    row = policy.value(payer, "evaluation_minimum_minutes", on, known_on)
    if row is None or hcpcs_code not in row.codes or not isinstance(row.value, int):
        return ""
    if minutes >= row.value:
        return ""
    return (
        f"{payer} is reported to want at least {row.value} minutes for {hcpcs_code}; "
        f"{minutes} are recorded. {row.note}"
    )


def timed_list_note(hcpcs_code: str, payer: str, on: date, known_on: date | None) -> str:
    """Return a warning where a payer's list of timed codes lacks the code, else nothing."""
    row = policy.value(payer, "timed_codes", on, known_on)
    if row is None or not isinstance(row.value, tuple) or hcpcs_code in row.value:
        return ""
    return f"{hcpcs_code} is not on {payer}'s list of timed codes ({row.cite})."


def discipline_of(discipline: str | None, disciplines: tuple[str, ...]) -> str | None:
    """Return the discipline given, or the only one that furnishes the code."""
    if discipline:
        return discipline
    return disciplines[0] if len(disciplines) == 1 and disciplines[0] in DISCIPLINES else None
