"""The same rules as a plain loop over each patient's lines: the peer of the benchmark.

Written as a programmer would without frames: dictionaries, one patient at a time, what the
law says remembered by code and date, no findings built, only counted. It knows the rules
that the benchmark's lines can break.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

from gaitbelt.library.codes import code_row, status_on
from gaitbelt.library.ncci import mue, ptp_edit
from gaitbelt.library.policy import value

Line = dict[str, Any]  # Any: cells of many types, as a reader of a file gives them
SEPARATE = {"59", "XE", "XP", "XS", "XU"}
TOTAL_TIME = "medicare-total-time"
UNIT, FEWEST = 15, 8

pair = cache(ptp_edit)
limit = cache(mue)
published = cache(value)


@cache
def _time_base(code: str, day: date) -> str:
    row = code_row(code, day)
    return "" if row is None else row.time_base or ""


@cache
def _is_always_therapy(code: str, day: date) -> bool:
    row = code_row(code, day)
    return row is not None and row.therapy_class == "always"


@cache
def _is_unpaid(code: str, day: date) -> bool:
    status = status_on(code, day)
    return status is not None and status.status_code in ("B", "N", "X")


def count_breaches(lines: pl.DataFrame) -> Counter[str]:
    """Return how many breaches each rule has, counted line by line in Python."""
    found: Counter[str] = Counter()
    patients: dict[str, list[Line]] = defaultdict(list)
    for line in lines.iter_rows(named=True):
        patients[line["patient_id"]].append(line)
    for own in patients.values():
        _patient(own, found)
    return found


def _patient(lines: Iterable[Line], found: Counter[str]) -> None:
    days: dict[tuple[date, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        days[line["date_of_service"], line["discipline"], line["payer"]].append(line)
    year_to_date: dict[int, Decimal] = defaultdict(Decimal)
    for (day, _, payer), own in sorted(days.items(), key=lambda item: item[0]):
        _units(own, day, payer, found)
        _modifiers(own, day, payer, found)
        if payer == "medicare":
            _pairs(own, day, found)
            _threshold(own, day, year_to_date, found)


def _units(lines: list[Line], day: date, payer: str, found: Counter[str]) -> None:
    minutes: Counter[str] = Counter()
    units: Counter[str] = Counter()
    counted: Counter[tuple[str, bool]] = Counter()
    for line in lines:
        code = line["hcpcs_code"]
        minutes[code] += line["minutes"]
        units[code] += line["unit_count"]
        counted[code, "CQ" in line["modifiers"]] += 1
    timed = [code for code in minutes if _time_base(code, day) == "15_minutes"]
    pool, billed = sum(minutes[code] for code in timed), sum(units[code] for code in timed)
    supported = 0 if pool < FEWEST else (pool + UNIT - FEWEST) // UNIT
    method = published(payer, "unit_counting_method", day)
    is_pooled = method is not None and method.value == TOTAL_TIME
    found["UNT001"] += is_pooled and billed > supported
    found["UNT003"] += is_pooled and billed < supported
    found["UNT004"] += billed > 0 and pool < FEWEST
    found["UNT006"] += sum(max(counted[code, True], counted[code, False]) > 1 for code in timed)
    most = {code: (minutes[code] + UNIT - FEWEST) // UNIT for code in timed}
    if is_pooled:
        most = _most(minutes, timed, supported)
    found["UNT002"] += sum(units[code] > most[code] for code in timed)
    if payer == "medicare":
        _assistants(lines, timed, found)


def _most(minutes: Counter[str], timed: list[str], supported: int) -> dict[str, int]:
    """Return the most units of each code when the units left go to the longest rests."""
    left = supported - sum(minutes[code] // UNIT for code in timed)
    rests = sorted((minutes[code] % UNIT for code in timed), reverse=True)
    cut = max(rests[left - 1], 1) if 0 < left <= len(rests) else UNIT
    return {code: minutes[code] // UNIT + (minutes[code] % UNIT >= cut) for code in timed}


def _assistants(lines: list[Line], timed: list[str], found: Counter[str]) -> None:
    """Judge CQ where an assistant gave all of a code's minutes or none of them."""
    for code in timed:
        own = [line for line in lines if line["hcpcs_code"] == code]
        alone = sum(line["assistant_minutes"] for line in own)
        units = sum(line["unit_count"] for line in own)
        marked = sum(line["unit_count"] for line in own if "CQ" in line["modifiers"])
        expected = units if alone and alone == sum(line["minutes"] for line in own) else 0
        found["MOD007"] += marked < expected
        found["MOD008"] += marked > expected


def _modifiers(lines: list[Line], day: date, payer: str, found: Counter[str]) -> None:
    for line in lines:
        code, carried = line["hcpcs_code"], set(line["modifiers"])
        therapy = len(carried & {"GP", "GO", "GN"})
        is_marked = bool(carried & {"CQ", "CO"})
        if payer == "medicare":
            found["MOD001"] += _is_always_therapy(code, day) and not therapy
            found["COD003"] += _is_unpaid(code, day)
            found["MOD004"] += {"CQ", "GO"} <= carried or {"CO", "GP"} <= carried
            found["MOD005"] += is_marked and not carried & {"GP", "GO"}
            found["MOD010"] += {"KX", "GA"} <= carried
        found["MOD002"] += therapy > 1


def _pairs(lines: list[Line], day: date, found: Counter[str]) -> None:
    units: Counter[str] = Counter()
    for second in lines:
        code = second["hcpcs_code"]
        units[code] += second["unit_count"]
        bare = final = False
        for first in lines:
            if first["hcpcs_code"] == code or not first["unit_count"] * second["unit_count"]:
                continue
            edit = pair(first["hcpcs_code"], code, day, second["setting"])
            if edit.is_active and edit.column_two == code:
                is_separate = SEPARATE & {*first["modifiers"], *second["modifiers"]}
                bare |= edit.modifier_indicator == 1 and not is_separate
                final |= edit.modifier_indicator == 0
        found["PTP001"] += bare
        found["PTP002"] += final
    for code, count in units.items():
        most = limit(code, day, lines[0]["setting"]).unit_limit
        found["PTP003"] += most is not None and count > most


def _threshold(
    lines: list[Line], day: date, year_to_date: dict[int, Decimal], found: Counter[str]
) -> None:
    row = published("medicare", "kx_threshold_pt_slp", day)
    if row is None:
        return
    for line in sorted(lines, key=lambda each: (each["claim_id"], each["line_number"])):
        year_to_date[day.year] += line["allowed_amount"]
        is_above = year_to_date[day.year] > Decimal(str(row.value))
        found["THR001"] += is_above and "KX" not in line["modifiers"]
    is_below = year_to_date[day.year] <= Decimal(str(row.value))
    found["THR002"] += sum(is_below and "KX" in line["modifiers"] for line in lines)
