"""The registry and the payers' rules as frames, for the codes and dates of many lines."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from gaitbelt.language.errors import GaitbeltError
from gaitbelt.library import codes as registry
from gaitbelt.methods.units.count import METHODS, TIME_BASES
from gaitbelt.services.unit_rules import (
    Counting,
    counting,
    counting_rules,
    discipline_of,
    family_members,
)

PERIOD: dict[str, pl.DataType] = {
    "hcpcs_code": pl.String(),
    "period_from": pl.Date(),
    "period_through": pl.Date(),
    "time_base": pl.Int64(),
    "base_minutes": pl.Int64(),
    "first_minutes": pl.Int64(),
    "band_from": pl.Int64(),
    "band_through": pl.Int64(),
    "family": pl.String(),
    "only_discipline": pl.String(),
    "is_open_to_assistant": pl.Boolean(),
    "is_one_on_one": pl.Boolean(),
}
"""How each code is counted, by period; a code without a time base has no row."""

RULES: dict[str, pl.DataType] = {
    "payer": pl.String(),
    "date_of_service": pl.Date(),
    "method": pl.Int64(),
    "has_assistant_modifier": pl.Boolean(),
    "has_final_unit_rule": pl.Boolean(),
    "is_percentage": pl.Boolean(),
    "rules_problem": pl.String(),
    "rules_note": pl.String(),
}

_ALWAYS = date(9999, 12, 31)
MINUTELESS_BASES = ("per_30_days", "per_day", "area", "untimed")


def code_periods(hcpcs_codes: Iterable[str]) -> pl.DataFrame:
    """Return how the codes are counted, one row per code and period of the registry.

    Codes of the families of these codes are there too.
    """
    wanted = set(hcpcs_codes)
    found = {code: _periods_of(code) for code in sorted(wanted)}
    families = {(row["family"], row["period_from"]) for rows in found.values() for row in rows}
    for family, on in sorted(families, key=str):
        for member in _members(str(family), on) if family else ():
            found.setdefault(member, _periods_of(member))
    return pl.DataFrame([row for rows in found.values() for row in rows], schema=PERIOD)


def _members(family: str, first_day: object) -> set[str]:
    # A family's codes may begin at different dates, so it is asked at each first day.
    on = first_day if isinstance(first_day, date) else _ALWAYS
    return {*family_members(family, on), *family_members(family, _ALWAYS)}


def _periods_of(hcpcs_code: str) -> list[dict[str, object]]:
    rows = []
    for row in registry.code_periods(hcpcs_code):
        if not row.time_base:
            continue
        on = row.effective_through or row.effective_from or _ALWAYS
        each = counting(row.hcpcs_code, on)
        rows.append(
            {
                "hcpcs_code": row.hcpcs_code,
                "period_from": row.effective_from or date.min,
                "period_through": row.effective_through or _ALWAYS,
                **_counted_as(each),
            }
        )
    return rows


def _counted_as(each: Counting) -> dict[str, object]:
    return {
        "time_base": TIME_BASES.index(each.time_base),
        "base_minutes": each.base_minutes,
        "first_minutes": each.first_minutes,
        "band_from": each.band_from,
        "band_through": each.band_through,
        "family": each.family,
        "only_discipline": discipline_of(None, each.disciplines),
        "is_open_to_assistant": each.is_open_to_assistant,
        "is_one_on_one": each.is_one_on_one,
    }


def payer_rules(
    pairs: pl.DataFrame,
    known_on: date | None,
    method: str | None,
    de_minimis_arithmetic: str | None,
) -> pl.DataFrame:
    """Return how each payer counts on each date, for distinct payers and dates.

    ``rules_problem`` says why no rules are held, ``rules_note`` what has to be said.
    """
    rows = []
    for payer, on in pairs.select("payer", "date_of_service").iter_rows():
        row: dict[str, object] = {"payer": payer, "date_of_service": on}
        try:
            rules = counting_rules(payer, on, known_on, method, de_minimis_arithmetic)
        except GaitbeltError as error:
            rows.append(row | {"rules_problem": str(error)})
            continue
        rows.append(
            row
            | {
                "method": METHODS.index(rules.method),
                "has_assistant_modifier": rules.has_assistant_modifier,
                "has_final_unit_rule": rules.has_final_unit_rule,
                "is_percentage": rules.is_percentage,
                "rules_note": " ".join(rules.notes) or None,
            }
        )
    return pl.DataFrame(rows, schema=RULES)
