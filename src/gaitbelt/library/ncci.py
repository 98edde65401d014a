"""NCCI answers for one code or pair: PTP edits, unit limits (MUE) and add-on codes.

Pure lookups over the tables of ``gaitbelt.reference.ncci``; ``PROVENANCE.yaml`` there says
where each came from and what it cannot tell. An answer is true, false or, where no source
reaches the date, None with a note that says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gaitbelt.library.ncci_tables import (
    NEVER_APPLIES,
    SHIPPED,
    MueRow,
    OwnLimits,
    OwnTables,
    PtpRow,
    Source,
    add_on_rows,
    citations,
    covered,
    limit_editions,
    mue_rows,
    pair_editions,
    ptp_partners,
    ptp_rows,
)
from gaitbelt.library.shipped import covers
from gaitbelt.tables.vocabulary import CRITICAL_ACCESS, OUTPATIENT, PRACTITIONER, SETTINGS

PUBLISHED = (PRACTITIONER, OUTPATIENT)
"""The settings that have a table of their own."""

_STRENGTH = "PSD"
"""Confidence from strong to weak: primary, secondary, deduced."""
_FULL_EDITION_ENDS = date(2024, 9, 30)
"""Last day of the edition whose rows, ended ones included, were all seen."""


class UnknownSettingError(ValueError):
    """A setting that no NCCI table is published for."""

    def __init__(self, setting: str) -> None:
        """Names the setting and those that can be asked for."""
        super().__init__(
            f"No NCCI table is known for the setting {setting!r}: ask for {', '.join(SETTINGS)}."
        )


@dataclass(frozen=True, slots=True)
class PtpEdit:
    """Whether a PTP edit joins two codes on a date, and by which authority.

    ``is_active`` is None where the data cannot tell. ``column_two`` is the code that is
    denied. ``deleted_on`` is the last day of the edit where it has one. ``confidence`` is P
    (primary), S (secondary) or D (deduced), None where nothing can be told.
    """

    is_active: bool | None
    column_one: str | None
    column_two: str | None
    modifier_indicator: int | None
    deleted_on: date | None
    confidence: str | None
    note: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mue:
    """The most units of a code on one date of service, where the table has one."""

    unit_limit: int | None
    adjudication_indicator: int | None
    is_known: bool
    confidence: str | None
    note: str
    citations: tuple[str, ...]


def ptp_edit(
    code_a: str, code_b: str, on: date, setting: str | None, own: OwnTables = SHIPPED
) -> PtpEdit:
    """Whether an NCCI PTP edit joins two codes on a date; their order does not matter.

    Args:
        code_a: One HCPCS code.
        code_b: The other.
        on: The date of service; the edition in force on it decides.
        setting: practitioner, outpatient or critical_access_hospital; None where unknown,
            and then only what both published tables agree on is told.
        own: The user's own tables, in the place of the shipped rows that they cover.

    Raises:
        UnknownSettingError: No table is known for that setting.

    Source: CMS NCCI PTP edits; CMS Pub. 100-04, ch. 23, § 20.9.
    """
    one, two = sorted((code_a.strip().upper(), code_b.strip().upper()))
    if setting in PUBLISHED:
        return _in_table(one, two, on, setting, own)
    if setting not in (None, CRITICAL_ACCESS):
        raise UnknownSettingError(str(setting))
    practitioner, outpatient = (_in_table(one, two, on, each, own) for each in PUBLISHED)
    return _in_either(practitioner, outpatient, setting)


def ptp_edits_of(
    code: str, on: date, setting: str | None, own: OwnTables = SHIPPED
) -> tuple[PtpEdit, ...]:
    """The edits a code takes part in on a date, in force or not to be told, by columns.

    Of the shipped tables only pairs inside the therapy scope are known. Raises and sources as `ptp_edit`.
    """
    code = code.strip().upper()
    tables = (setting,) if setting in PUBLISHED else PUBLISHED
    partners = sorted({other for name in tables for other in ptp_partners(name, code, own)})
    found = [ptp_edit(code, other, on, setting, own) for other in partners]
    kept = [edit for edit in found if edit.is_active is not False]
    return tuple(sorted(kept, key=lambda e: (e.column_one or "", e.column_two or "")))


def mue(code: str, on: date, setting: str | None, own: OwnTables = SHIPPED) -> Mue:
    """The medically unlikely edit of a code on a date: how many units, and how it is judged.

    ``is_known`` is False where the code is not in the table of the setting, where no edition
    near the date was seen, and for a setting whose table is not known.

    Raises:
        UnknownSettingError: No table is known for that setting.

    Source: CMS NCCI MUE tables.
    """
    code = code.strip().upper()
    if setting not in PUBLISHED:
        if setting not in (None, CRITICAL_ACCESS):
            raise UnknownSettingError(str(setting))
        return Mue(None, None, False, None, _which_table(setting), ())
    held = own.limits_on(setting, on)
    if held is not None:
        return _own_limit(code, on, setting, own, held)
    rows = mue_rows(setting, code)
    for row in rows:
        if row.period.covers(on):
            return _limit(row, on)
    seen = limit_editions(setting)
    if not rows:
        note = f"{code} is not among the codes shipped from the editions seen: no limit is known."
    else:
        days = ", ".join(str(r.period.established_from) for r in rows)
        note = f"No edition seen reaches {on}: the limits of {code} are known from {days}."
    return Mue(None, None, False, None, note, citations(seen))


def add_on_primaries(code: str, on: date) -> tuple[str, ...]:
    """The codes one of which must be paid on the date for an add-on to be; none if no add-on.

    Rows whose first day is unknown count on every date up to their end.

    Source: CMS NCCI add-on code edits.
    """
    return tuple(
        sorted(
            row.primary_code
            for row in add_on_rows(code.strip().upper())
            if covers(row.effective_from, row.effective_through, on)
        )
    )


def _in_table(one: str, two: str, on: date, setting: str, own: OwnTables) -> PtpEdit:
    if one == two:
        return _none("A code makes no pair with itself; its unit limit (MUE) applies.", "P")
    rows = ptp_rows(setting, one, two, own)
    applied = [r for r in rows if r.modifier_indicator != NEVER_APPLIES]
    by_answer = {r.period.covers(on): r for r in reversed(applied)}
    if True in by_answer:
        return _in_force(by_answer[True], on, _last_day(by_answer[True], applied))
    if None in by_answer:
        return _open(by_answer[None])
    if rows:
        return _not_in_force(rows, applied, on, _looked_in(one, two, setting, own))
    return _no_row(one, two, on, _looked_in(one, two, setting, own))


def _last_day(row: PtpRow, applied: list[PtpRow]) -> date | None:
    """When the edit ends, past rows that only change its indicator."""
    ends = row.period.effective_through
    following = {r.period.effective_from or r.period.established_from: r for r in applied}
    while ends is not None and (after := following.get(ends + timedelta(1))):
        ends = after.period.effective_through
    return ends


def _in_force(row: PtpRow, on: date, last_day: date | None) -> PtpEdit:
    period = row.period
    shown = period.established_from is not None and on >= period.established_from
    confidence, notes = row.confidence, []
    if period.effective_through is None and shown:
        confidence = _reach(row.sources, on)
        notes.append(_carried(row.sources, on))
    elif period.effective_through is None:
        notes.append(
            f"That it began on {period.effective_from} is told by secondary sources;"
            f" the indicator is that of the edition of {period.established_from}."
        )
    elif row.modifier_indicator is None:
        notes.append("The indicator changed between two editions; on this date it is not known.")
    elif period.effective_from is None and confidence != "P":
        notes.append("Its first day is not in the files seen.")
    return PtpEdit(
        True,
        row.column_one,
        row.column_two,
        row.modifier_indicator,
        last_day,
        confidence,
        " ".join(filter(None, notes)),
        citations(row.sources),
    )


def _open(row: PtpRow) -> PtpEdit:
    since = row.period.established_from
    note = (
        f"The edit is known to be in force from {since}; when it began is not in the files seen,"
        " so this earlier date cannot be told."
    )
    return PtpEdit(
        None,
        row.column_one,
        row.column_two,
        row.modifier_indicator,
        row.period.effective_through,
        None,
        note,
        citations(row.sources),
    )


def _not_in_force(
    rows: list[PtpRow], applied: list[PtpRow], on: date, editions: list[Source]
) -> PtpEdit:
    over = [r for r in applied if (r.period.effective_through or date.max) < on]
    ahead = [r for r in applied if r not in over]
    void = [r for r in rows if r not in applied and (r.period.effective_through or on) <= on]
    last = max(over or void or rows, key=lambda r: r.period.effective_through or date.max)
    ends = [r.period.effective_through for r in over or void if r.period.effective_through]
    notes = [f"The edit ended on {max(ends)}."] if over else []
    notes += [
        f"A row dated {r.period.effective_through} was withdrawn as of its first day: it never applied."
        for r in void
    ]
    notes += [f"It applies from {r.period.effective_from or r.period.not_before}." for r in ahead]
    confidence = max((r.confidence for r in ahead), default="P", key=_STRENGTH.index)
    if on > _FULL_EDITION_ENDS:
        confidence = _reach(editions, on)
        notes.append(_carried(editions, on))
    elif ahead and confidence == "P":
        confidence = "S"
    sources = [s for r in (last, *ahead) for s in r.sources]
    return replace(
        _none(" ".join(filter(None, notes)), confidence, citations(sources)),
        column_one=last.column_one,
        column_two=last.column_two,
        deleted_on=max(ends, default=None),
    )


def _no_row(one: str, two: str, on: date, editions: list[Source]) -> PtpEdit:
    if not editions:
        note = f"The pairs of {one} with {two} were not looked for in any edition: cannot tell."
        return replace(_none(note, None), is_active=None)
    first = min(s.seen_from for s in editions if s.seen_from)
    if on < first and not covered(one)[0] & covered(two)[0]:
        note = f"Ended rows of {one} with {two} were not looked for before {first}: cannot tell."
        return replace(_none(note, None, citations(editions)), is_active=None)
    confidence = "P" if on <= _FULL_EDITION_ENDS else _reach(editions, on)
    notes = ["No row joins the two codes in the editions seen."]
    if on > _FULL_EDITION_ENDS:
        notes.append(_carried(editions, on))
    return _none(" ".join(filter(None, notes)), confidence, citations(editions))


def _in_either(practitioner: PtpEdit, outpatient: PtpEdit, setting: str | None) -> PtpEdit:
    """What holds whichever of the two tables applies."""
    both = (practitioner, outpatient)
    told = _citations_of(both)
    if practitioner.is_active is False and outpatient.is_active is False:
        return replace(
            practitioner, note=f"Neither table has it. {practitioner.note}", citations=told
        )
    shape = {(e.is_active, e.column_one, e.column_two, e.modifier_indicator) for e in both}
    if setting is None and len(shape) == 1 and practitioner.is_active:
        return replace(practitioner, citations=told)
    edit = practitioner if practitioner.is_active is not False else outpatient
    return replace(
        edit,
        is_active=None,
        modifier_indicator=edit.modifier_indicator if len(shape) == 1 else None,
        confidence=None,
        note=_which_table(setting),
        citations=told,
    )


def _citations_of(edits: Iterable[PtpEdit]) -> tuple[str, ...]:
    """The citations of several answers, each once, in order."""
    return tuple(dict.fromkeys(c for edit in edits for c in edit.citations))


def _limit(row: MueRow, on: date) -> Mue:
    note = _carried(row.sources, on)
    told = citations(row.sources)
    confidence = _reach(row.sources, on)
    return Mue(row.unit_limit, row.adjudication_indicator, True, confidence, note, told)


def _own_limit(code: str, on: date, setting: str, own: OwnTables, held: OwnLimits) -> Mue:
    for row in own.limits.get((setting, code), ()):
        if row.period.covers(on):
            return _limit(row, on)
    note = f"{code} is not in the table that holds from {held.first}: it sets no limit."
    return Mue(None, None, False, None, note, citations([held.source]))


def _looked_in(one: str, two: str, setting: str, own: OwnTables) -> list[Source]:
    table = own.pairs_of(setting, one, two)
    if table is not None:
        return [table.source]
    shared = covered(one)[1] & covered(two)[1]
    return [s for s in pair_editions(setting) if s.key in shared]


def _reach(sources: Iterable[Source], on: date) -> str:
    """How strongly the editions show a fact on a day: deduced where none covers it."""
    seen = [
        s.confidence
        for s in sources
        if s.seen_from and s.seen_through and s.seen_from <= on <= s.seen_through
    ]
    return min(seen, default="D", key=_STRENGTH.index)


def _carried(sources: Iterable[Source], on: date) -> str:
    """What to say of a day that no edition covers; nothing where one does."""
    ends = [s.seen_through for s in sources if s.seen_through]
    if not ends or _reach(sources, on) != "D":
        return ""
    if on > max(ends):
        return f"As in the last edition seen, valid through {max(ends)}; carried forward."
    return "The editions seen before and after this date agree; none of this date was seen."


def _which_table(setting: str | None) -> str:
    if setting is None:
        return "The setting is missing, and the two published tables do not both tell the same."
    return "Which NCCI table applies to a critical access hospital is not known: cannot tell."


def _none(note: str, confidence: str | None, told: tuple[str, ...] = ()) -> PtpEdit:
    return PtpEdit(False, None, None, None, None, confidence, note, told)
