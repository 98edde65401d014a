"""The frames an evaluation needs, read from the shipped and the user's own files."""

import csv
import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import polars as pl

from gaitbelt.library import codes as registry
from gaitbelt.library.policy import GENERIC_PAYER, load_policies, load_profiles, policy_digest
from gaitbelt.policy import Policy
from gaitbelt.reference import Reference
from gaitbelt.tables.code_period import CODE_PERIOD, PTP_EDIT
from gaitbelt.tables.policy_value import POLICY_VALUE

REFERENCE = Path(__file__).parent.parent / "reference"
ALWAYS = date(9999, 12, 31)
SETTINGS = ("practitioner", "outpatient")


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
    """Return the code registry by period and the dated NCCI pairs."""
    digest = hashlib.blake2b(digest_size=16)
    for path in sorted(REFERENCE.glob("*/*.csv")):
        digest.update(path.name.encode() + path.read_bytes())
    edits = pl.DataFrame(
        [{name: _cell(row[name], name) for name in PTP_EDIT} for row in _rows("ncci/ptp_edits")],
        schema=PTP_EDIT,
    )
    return Reference(_code_periods(), edits, digest.hexdigest())


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _cell(text: str, name: str) -> object:
    if name == "modifier_indicator":
        return int(text) if text else None
    is_date = name in ("not_before", "effective_from", "established_from", "effective_through")
    return _day(text) if is_date else text


def _by_code(rows: Sequence[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        found.setdefault(row["hcpcs_code"], []).append(row)
    return found


def _code_periods() -> pl.DataFrame:
    """Cut each code's life where the registry, its status or its unit limit changes."""
    codes, statuses = _by_code(_rows("codes/codes")), _by_code(_rows("codes/medicare_status"))
    limits = _by_code(_rows("ncci/mue"))
    periods = []
    for code, rows in codes.items():
        heirs = [heir for each in _heirs(code) for heir in codes.get(each, [])]
        dated = [*rows, *statuses.get(code, []), *limits.get(code, []), *heirs]
        cuts = {date.min}
        for row in dated:
            starts = (row.get("effective_from"), row.get("established_from"))
            cuts.update(day for text in starts if (day := _day(text or "")))
            if end := _day(row["effective_through"]):
                cuts.add(end + timedelta(days=1))
        ordered = sorted(cuts)
        ends = [each - timedelta(days=1) for each in ordered[1:]] + [ALWAYS]
        for start, end in zip(ordered, ends, strict=True):
            periods.append(
                {
                    "hcpcs_code": code,
                    "period_from": start,
                    "period_through": end,
                    **_registry(rows, start),
                    **_status(statuses.get(code, []), start),
                    **_limits(limits.get(code, []), start),
                    **_successors(code, start),
                }
            )
    return pl.DataFrame(periods, schema=CODE_PERIOD)


def _covering(rows: Sequence[dict[str, str]], day: date) -> dict[str, str] | None:
    for row in rows:
        start, end = (
            _day(row["effective_from"]) or date.min,
            _day(row["effective_through"]) or ALWAYS,
        )
        if start <= day <= end:
            return row
    return None


def _registry(rows: Sequence[dict[str, str]], day: date) -> dict[str, object]:
    row = _covering(rows, day)
    ends = [_day(each["effective_through"]) for each in rows]
    starts = [_day(each["effective_from"]) for each in rows]
    ended_on = None if None in ends else max(end for end in ends if end)
    begins_on = None if None in starts else min(start for start in starts if start)
    shown = row or rows[-1]
    return {
        "is_in_force": row is not None,
        "ended_on": ended_on,
        "begins_on": begins_on,
        "base_minutes": int(shown["base_minutes"]) if shown["base_minutes"] else None,
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


def _status(rows: Sequence[dict[str, str]], day: date) -> dict[str, object]:
    row = _covering(rows, day)
    names = ("status_code", "multiple_procedure_indicator")
    return {name: (row[name] or None) if row else None for name in names}


def _limits(rows: Sequence[dict[str, str]], day: date) -> dict[str, object]:
    """Return the unit limits on a day; null where no edition held covers the day."""
    found: dict[str, object] = {}
    for setting in SETTINGS:
        own = [row for row in rows if row["setting"] == setting]
        row = next((each for each in own if _holds(each, day)), None)
        found[f"mue_{setting}"] = int(row["unit_limit"]) if row else None
        found[f"mue_indicator_{setting}"] = int(row["adjudication_indicator"]) if row else None
        found[f"has_mue_{setting}"] = True if row else (None if own else False)
    return found


def _holds(row: dict[str, str], day: date) -> bool:
    start = _day(row["effective_from"]) or _day(row["established_from"]) or date.min
    return start <= day <= (_day(row["effective_through"]) or ALWAYS)


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


def _successors(code: str, day: date) -> dict[str, object]:
    """Return the codes that replace a code on a day, for all payers and for Medicare."""
    every = [each.successor_code for each in registry.successors(code, "all", day)]
    medicare = [each.successor_code for each in registry.successors(code, "medicare", day)]
    return {
        "successors": " ".join(dict.fromkeys(every)) or None,
        "medicare_successors": " ".join(dict.fromkeys(medicare)) or None,
    }
