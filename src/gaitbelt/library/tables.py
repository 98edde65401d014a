"""The frames an evaluation needs, read from the shipped and the user's own files."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import chain
from pathlib import Path

import polars as pl

from gaitbelt.library import codes as registry
from gaitbelt.library.diagnosis_frames import load_diagnoses
from gaitbelt.library.evaluation_levels import components, evaluation_codes
from gaitbelt.library.ncci import PUBLISHED
from gaitbelt.library.ncci_tables import MueRow, mue_rows
from gaitbelt.library.policy import GENERIC_PAYER, load_policies, load_profiles, policy_digest
from gaitbelt.library.shipped import REFERENCE, covers, day, shipped_rows
from gaitbelt.policy import Policy
from gaitbelt.reference import Reference
from gaitbelt.tables.code_period import CODE_PERIOD, PTP_EDIT
from gaitbelt.tables.policy_value import POLICY_VALUE

__all__ = ["REFERENCE", "load_policy", "load_reference"]

_ALWAYS = date.max


@cache
def load_policy(extra: tuple[Path, ...] = ()) -> Policy:
    """Return every published value as a frame, shipped and the user's own."""
    rows = [
        {
            "payer": row.payer,
            "name": row.name,
            "unit": series.unit,
            "effective_from": row.effective_from or date.min,
            "effective_through": row.effective_through,
            "value": _as_text(row.value),
            "published": row.published,
            "cite": row.cite,
            "confidence": row.confidence,
        }
        for series in load_policies(extra)
        for row in series.rows
    ]
    profiles = load_profiles(extra)
    based_on = {name: each.based_on for name, each in profiles.items()}
    values = pl.DataFrame(rows, schema=POLICY_VALUE)
    return Policy(values, policy_digest(extra), based_on, GENERIC_PAYER)


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(str(each) for each in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


@cache
def load_reference() -> Reference:
    """Return the code registry by period, the dated NCCI pairs and ICD-10-CM by date."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(REFERENCE.glob("*/*.csv")):
        digest.update(path.name.encode() + path.read_bytes())
    rows = shipped_rows("ncci/ptp_edits")
    cells = [{name: _cell(row[name], name) for name in PTP_EDIT} for row in rows]
    edits = pl.DataFrame(cells, schema=PTP_EDIT)
    return Reference(_code_periods(), edits, load_diagnoses(), digest.hexdigest())


def _cell(text: str, name: str) -> object:
    if name == "modifier_indicator":
        return int(text) if text else None
    is_date = name in ("not_before", "effective_from", "established_from", "effective_through")
    return day(text) if is_date else text


def _by_code(rows: Sequence[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row["hcpcs_code"], []).append(row)
    return found


def _code_periods() -> pl.DataFrame:
    """Cut each code's life where the registry, its status or its unit limit changes."""
    codes = _by_code(shipped_rows("codes/codes"))
    statuses = _by_code(shipped_rows("codes/medicare_status"))
    traits = _by_code(shipped_rows("codes/traits"))
    periods = []
    for code, rows in codes.items():
        heirs = [heir for each in _heirs(code) for heir in codes.get(each, [])]
        limits = {setting: mue_rows(setting, code) for setting in PUBLISHED}
        dated = [*rows, *statuses.get(code, []), *traits.get(code, []), *heirs]
        starts = _cuts(dated, chain(*limits.values()))
        ends = [each - timedelta(days=1) for each in starts[1:]] + [_ALWAYS]
        for start, end in zip(starts, ends, strict=True):
            periods.append(
                {
                    "hcpcs_code": code,
                    "period_from": start,
                    "period_through": end,
                    **_registry(rows, start),
                    **_status(statuses.get(code, []), start),
                    **_limits(limits, start),
                    **_successors(code, start),
                    **_traits(traits.get(code, []), start),
                    **_levels(code),
                }
            )
    return pl.DataFrame(periods, schema=CODE_PERIOD)


def _cuts(rows: Iterable[dict[str, str]], limits: Iterable[MueRow]) -> list[date]:
    """Return every first day of something new, from the earliest date there is."""
    stretches = [(day(row["effective_from"]), day(row["effective_through"])) for row in rows]
    for _, _, period, _ in limits:
        stretches += [
            (period.effective_from, period.effective_through),
            (period.established_from, None),
        ]
    starts = {first for first, _ in stretches if first}
    after = {last + timedelta(days=1) for _, last in stretches if last}
    return sorted({date.min, *starts, *after})


def _covering(rows: Sequence[dict[str, str]], on: date) -> dict[str, str] | None:
    dated = ((row, day(row["effective_from"]), day(row["effective_through"])) for row in rows)
    return next((row for row, first, last in dated if covers(first, last, on)), None)


def _registry(rows: Sequence[dict[str, str]], on: date) -> dict[str, object]:
    row = _covering(rows, on)
    ends = [day(each["effective_through"]) for each in rows]
    starts = [day(each["effective_from"]) for each in rows]
    ended_on = None if None in ends else max(end for end in ends if end)
    begins_on = None if None in starts else min(start for start in starts if start)
    shown = row or rows[-1]
    return {
        "is_in_force": row is not None,
        "ended_on": ended_on,
        "begins_on": begins_on,
        **{
            name: int(shown[name]) if shown[name] else None
            for name in ("base_minutes", "band_from", "band_through")
        },
        **{
            name: shown[name] or None
            for name in (
                "label",
                "time_base",
                "primary_codes",
                "disciplines",
                "therapy_class",
                "service_kind",
            )
        },
    }


def _status(rows: Sequence[dict[str, str]], on: date) -> dict[str, object]:
    row = _covering(rows, on)
    names = ("status_code", "multiple_procedure_indicator")
    return {name: (row[name] or None) if row else None for name in names}


def _limits(limits: Mapping[str, Sequence[MueRow]], on: date) -> dict[str, object]:
    """Return the unit limits on a day; null where no edition held covers the day."""
    found: dict[str, object] = {}
    for setting, own in limits.items():
        row = next((each for each in own if each.period.covers(on)), None)
        found[f"mue_{setting}"] = row.unit_limit if row else None
        found[f"mue_indicator_{setting}"] = row.adjudication_indicator if row else None
        found[f"has_mue_{setting}"] = True if row else (None if own else False)
    return found


def _traits(rows: Sequence[dict[str, str]], on: date) -> dict[str, object]:
    """Return the single facts of a code on a day that rules ask for."""
    found: dict[str, object] = {}
    for name in ("areas_of_code", "encounter", "longer_code"):
        row = _covering([row for row in rows if row["trait"] == name], on)
        found[name] = row["value"] if row else None
    return found


def _levels(code: str) -> dict[str, object]:
    """Return the level of a PT or OT evaluation, and what its components have to reach."""
    discipline, level = evaluation_codes().get(code, ("", None))
    found: dict[str, object] = {"evaluation_level": level}
    for component in components(discipline):
        found["evaluation_level_codes"] = list(component.codes)
        if component.floors:
            found[f"{component.name}_floors"] = list(component.floors)
        else:
            found[f"{component.name}_words"] = list(component.words)
    return found


def _heirs(code: str) -> set[str]:
    """Return every code that ever replaced the code, or what replaced it."""
    found: set[str] = set()
    left = [code]
    while left:
        for each in registry.successors(left.pop()):
            if each.successor_code not in found:
                found.add(each.successor_code)
                left.append(each.successor_code)
    return found


def _successors(code: str, on: date) -> dict[str, object]:
    """Return the codes that replace a code on a day, for all payers and for Medicare."""
    every = [each.successor_code for each in registry.successors(code, "all", on)]
    medicare = [each.successor_code for each in registry.successors(code, "medicare", on)]
    return {
        "successors": " ".join(dict.fromkeys(every)) or None,
        "medicare_successors": " ".join(dict.fromkeys(medicare)) or None,
    }
