"""What a person asks about a code: what it is, how two differ, what changed."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from gaitbelt.library import codes as registry
from gaitbelt.library import ncci
from gaitbelt.library.codes import CodeRow, StatusRow
from gaitbelt.library.ncci_tables import OwnTables
from gaitbelt.services import code_words as words
from gaitbelt.services.code_changes import CodeChange, CodeChanges, changes, changes_of
from gaitbelt.services.code_facts import Fact, facts_of
from gaitbelt.services.own_tables import own_tables

__all__ = [
    "Attribute",
    "CodeChange",
    "CodeChanges",
    "CodeFacts",
    "Comparison",
    "Documented",
    "Fact",
    "MedicareStatus",
    "Replacement",
    "SettingEdits",
    "SettingPair",
    "Wrong",
    "changes",
    "code",
    "compare",
    "to_json",
]


@dataclass(frozen=True, slots=True)
class Replacement:
    """A code to use instead of one that ended, for a payer or for all."""

    hcpcs_code: str
    label: str
    payer: str
    effective_from: date
    confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class MedicareStatus:
    """Medicare's status of a code on the date, with what the letter means."""

    status_code: str
    meaning: str
    multiple_procedure_indicator: str
    effective_from: date
    effective_through: date
    cite: str


@dataclass(frozen=True, slots=True)
class Documented:
    """Something the record must hold."""

    requirement: str
    confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """What circulates wrongly, and the fact."""

    claim: str
    fact: str
    confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class SettingEdits:
    """NCCI's pairs and unit limit of a code in one setting.

    ``edits`` are those in force on the date, and those of which it cannot be told.
    """

    setting: str
    edits: tuple[ncci.PtpEdit, ...]
    mue: ncci.Mue


@dataclass(frozen=True, slots=True)
class SettingPair:
    """NCCI's answer about one pair of codes in one setting."""

    setting: str
    edit: ncci.PtpEdit


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """Everything held about one code on one date of service.

    ``is_in_force`` is false for a code outside its dates; where the start is not
    established, every date up to the end counts as in force. A value that is not held
    is None. ``edits`` and limits are told per setting.
    """

    hcpcs_code: str
    on: date
    is_known: bool
    message: str
    is_in_force: bool | None = None
    label: str = ""
    time_base: str = ""
    time_base_name: str = ""
    base_minutes: int | None = None
    primary_codes: tuple[str, ...] = ()
    disciplines: tuple[str, ...] = ()
    therapy_class: str = ""
    service_kind: str = ""
    effective_from: date | None = None
    effective_through: date | None = None
    confidence: str = ""
    cite: str = ""
    successors: tuple[Replacement, ...] = ()
    medicare_status: MedicareStatus | None = None
    multiple_procedure_indicator: str | None = None
    is_reduced_by_multiple_procedure: bool | None = None
    relative_values: registry.RelativeValues | None = None
    documentation: tuple[Documented, ...] = ()
    misunderstandings: tuple[Wrong, ...] = ()
    facts: tuple[Fact, ...] = ()
    settings: tuple[SettingEdits, ...] = ()
    what_changed: tuple[CodeChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of two codes, side by side, in words."""

    name: str
    value_a: str
    value_b: str
    is_same: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two codes side by side on one date of service, and their NCCI edit by setting."""

    code_a: str
    code_b: str
    on: date
    message: str
    attributes: tuple[Attribute, ...]
    edits: tuple[SettingPair, ...]


def code(code: str, on: date, *, store: str | Path | None = None) -> CodeFacts:
    """Return everything held about a code on a date of service.

    ``store``: the user's own tables, whose fees, status, pairs and limits take the place of
    the shipped ones.

    A code that the registry does not hold is an answer, not an error: ``is_known`` is
    false and ``message`` says what to do.
    """
    named = registry.normalised(code)
    periods = registry.code_periods(named)
    if not periods:
        return CodeFacts(named, on, is_known=False, message=_unknown(named))
    in_force = registry.code_row(named, on)
    row = in_force or _nearest(periods, on)
    status, values = _fees(named, on, store)
    replacements = _replacements(row, on, is_in_force=in_force is not None)
    return CodeFacts(
        hcpcs_code=named,
        on=on,
        is_known=True,
        message=_message(row, on, replacements, is_in_force=in_force is not None),
        is_in_force=in_force is not None,
        label=row.label,
        time_base=words.time_base_in_words(row),
        time_base_name=row.time_base,
        base_minutes=row.base_minutes,
        primary_codes=row.primary_codes,
        disciplines=row.disciplines,
        therapy_class=row.therapy_class,
        service_kind=row.service_kind,
        effective_from=row.effective_from,
        effective_through=row.effective_through,
        confidence=row.confidence,
        cite=row.source,
        successors=replacements,
        medicare_status=_medicare_status(status),
        multiple_procedure_indicator=status.multiple_procedure_indicator if status else None,
        is_reduced_by_multiple_procedure=words.is_reduced(status),
        relative_values=values,
        documentation=_documentation(named),
        misunderstandings=_misunderstandings(named),
        facts=facts_of(row, status, values),
        settings=_settings(named, on, own_tables(store, (named,))),
        what_changed=changes_of(named),
    )


def _fees(
    named: str, on: date, store: str | Path | None
) -> tuple[StatusRow | None, registry.RelativeValues | None]:
    if store is None:
        return registry.status_on(named, on), registry.relative_values(named, on)
    from gaitbelt.services.fee_schedule import schedule_of

    schedule = schedule_of(Path(store))
    return schedule.status_on(named, on), schedule.values_on(named, on)


def _settings(named: str, on: date, own: OwnTables) -> tuple[SettingEdits, ...]:
    return tuple(
        SettingEdits(each, ncci.ptp_edits_of(named, on, each, own), ncci.mue(named, on, each, own))
        for each in ncci.PUBLISHED
    )


def compare(code_a: str, code_b: str, on: date, *, store: str | Path | None = None) -> Comparison:
    """Return two codes side by side on a date, and whether NCCI pairs them then.

    ``store``: the user's own tables, as for ``code``.
    """
    facts_a, facts_b = code(code_a, on, store=store), code(code_b, on, store=store)
    unknown = [facts.message for facts in (facts_a, facts_b) if not facts.is_known]
    attributes = tuple(
        Attribute(name, value_a, value_b, value_a == value_b)
        for (name, value_a), value_b in zip(
            _attributes(facts_a).items(), _attributes(facts_b).values(), strict=True
        )
    )
    named_a, named_b = facts_a.hcpcs_code, facts_b.hcpcs_code
    edits = () if unknown else _pairs(named_a, named_b, on, own_tables(store, (named_a, named_b)))
    return Comparison(named_a, named_b, on, " ".join(unknown), attributes, edits)


def to_json(answer: Any) -> Any:  # noqa: ANN401 -- any answer of this module, as JSON holds it
    """Return an answer as dicts, lists and text: dates ISO, decimals as strings."""
    if dataclasses.is_dataclass(answer):
        return {
            field.name: to_json(getattr(answer, field.name)) for field in dataclasses.fields(answer)
        }
    if isinstance(answer, Mapping):
        return {str(key): to_json(value) for key, value in answer.items()}
    if isinstance(answer, (tuple, list)):
        return [to_json(value) for value in answer]
    if isinstance(answer, date):
        return answer.isoformat()
    return str(answer) if isinstance(answer, Decimal) else answer


def _pairs(named_a: str, named_b: str, on: date, own: OwnTables) -> tuple[SettingPair, ...]:
    return tuple(
        SettingPair(each, ncci.ptp_edit(named_a, named_b, on, each, own)) for each in ncci.PUBLISHED
    )


def _unknown(named: str) -> str:
    return (
        f"Code {named} is not in the registry of {len(registry.all_codes())} therapy and "
        "neighbouring codes, so nothing is said of it. Check its five characters, or search "
        "the registry by a word such as 'gait'."
    )


def _nearest(periods: tuple[CodeRow, ...], on: date) -> CodeRow:
    """Return the last row that ended before the date, or the first still to come."""
    ended = [row for row in periods if row.effective_through and row.effective_through < on]
    return ended[-1] if ended else periods[0]


def _message(
    row: CodeRow, on: date, replacements: tuple[Replacement, ...], *, is_in_force: bool
) -> str:
    named = f"{row.hcpcs_code} ({row.label})" if row.label else row.hcpcs_code
    if is_in_force:
        instead = _either(each.hcpcs_code for each in replacements if each.payer == "medicare")
        medicare = f" Medicare takes {instead} instead." if instead else ""
        return f"{named} is in force on {on}.{medicare}"
    if row.effective_through and row.effective_through < on:
        said = f"{named} ended on {row.effective_through} and is not in force on {on}."
        instead = _either(each.hcpcs_code for each in replacements)
        return f"{said} Use {instead}." if instead else f"{said} Nothing is known to replace it."
    return f"{named} begins on {row.effective_from} and is not in force on {on}."


def _either(codes: Iterable[str]) -> str:
    distinct = list(dict.fromkeys(codes))
    return " or ".join(filter(None, (", ".join(distinct[:-1]), *distinct[-1:])))


def _replacements(row: CodeRow, on: date, *, is_in_force: bool) -> tuple[Replacement, ...]:
    """Return what replaces a code, or where it is in force what a payer takes instead."""
    found = [
        each
        for payer in (None, "medicare")
        for each in registry.successors(row.hcpcs_code, payer, on)
        if not is_in_force or each.payer != registry.ALL_PAYERS
    ]
    distinct = {(each.successor_code, each.payer): each for each in reversed(found)}
    return tuple(_replacement(each, on) for each in reversed(distinct.values()))


def _replacement(each: registry.Successor, on: date) -> Replacement:
    row = registry.code_row(each.successor_code, on)
    label = row.label if row else ""
    return Replacement(
        each.successor_code, label, each.payer, each.effective_from, each.confidence, each.source
    )


def _medicare_status(status: StatusRow | None) -> MedicareStatus | None:
    if status is None:
        return None
    return MedicareStatus(
        status.status_code,
        words.STATUS_MEANINGS.get(status.status_code, "meaning not held"),
        status.multiple_procedure_indicator,
        status.effective_from,
        status.effective_through,
        words.cite_of_releases(status.source),
    )


def _documentation(named: str) -> tuple[Documented, ...]:
    rows = registry.documentation(named)
    return tuple(Documented(row.requirement, row.confidence, row.cite) for row in rows)


def _misunderstandings(named: str) -> tuple[Wrong, ...]:
    rows = registry.misunderstandings(named)
    return tuple(Wrong(row.claim, row.fact, row.confidence, row.cite) for row in rows)


def _attributes(facts: CodeFacts) -> dict[str, str]:
    """Return what two codes are compared by, in words."""
    status, values = facts.medicare_status, facts.relative_values
    reduced = {True: "yes", False: "no", None: "not held"}
    return {
        "label": facts.label,
        "service kind": facts.service_kind.replace("_", " "),
        "units": facts.time_base,
        "billed beside": " or ".join(facts.primary_codes),
        "disciplines": " ".join(facts.disciplines),
        "therapy class": facts.therapy_class,
        "in force": {True: "yes", False: "no", None: "not known"}[facts.is_in_force],
        "from": str(facts.effective_from or ""),
        "through": str(facts.effective_through or ""),
        "Medicare status": f"{status.status_code}: {status.meaning}" if status else "not held",
        "therapy reduction": reduced[facts.is_reduced_by_multiple_procedure],
        "work RVU": str(values.work_rvu) if values else "not held",
        "non-facility PE RVU": str(values.nonfacility_pe_rvu) if values else "not held",
        "malpractice RVU": str(values.malpractice_rvu) if values else "not held",
    }
