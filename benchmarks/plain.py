"""The same rules as a plain loop over each patient's lines: the peer of the benchmark.

Written as a programmer would without frames: dictionaries, one patient at a time, no
findings built, only counted. It knows the rules that the benchmark's lines can break.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import polars as pl

from gaitbelt.library.codes import code_row, status_on
from gaitbelt.library.ncci import mue, ptp_edit
from gaitbelt.library.policy import value

Line = dict[str, object]
SEPARATE = {"59", "XE", "XP", "XS", "XU"}
TOTAL_TIME = "medicare-total-time"


def count_breaches(lines: pl.DataFrame) -> Counter[str]:
    """Return how many breaches each rule has, counted line by line in Python."""
    found: Counter[str] = Counter()
    cache: dict[object, object] = {}
    patients: dict[object, list[Line]] = defaultdict(list)
    for line in lines.iter_rows(named=True):
        patients[line["patient_id"]].append(line)
    for own in patients.values():
        _patient(own, found, cache)
    return found


def _cached(cache: dict[object, object], key: object, make: object) -> object:
    if key not in cache:
        cache[key] = make()  # type: ignore[operator]  # a plain loop's cache of anything
    return cache[key]


def _patient(lines: Iterable[Line], found: Counter[str], cache: dict[object, object]) -> None:
    days: dict[object, list[Line]] = defaultdict(list)
    for line in lines:
        days[line["date_of_service"], line["discipline"], line["payer"]].append(line)
    year_to_date: dict[object, Decimal] = defaultdict(Decimal)
    for (day, _, payer), own in sorted(days.items(), key=str):
        assert isinstance(day, date)
        _units(own, day, str(payer), found, cache)
        _modifiers(own, day, str(payer), found, cache)
        if payer == "medicare":
            _pairs(own, day, found, cache)
            _threshold(own, day, year_to_date, found, cache)


def _units(
    lines: list[Line], day: date, payer: str, found: Counter[str], cache: dict[object, object]
) -> None:
    minutes: Counter[str] = Counter()
    units: Counter[str] = Counter()
    counted: Counter[tuple[str, bool]] = Counter()
    for line in lines:
        code = str(line["hcpcs_code"])
        minutes[code] += int(str(line["minutes"]))
        units[code] += int(str(line["unit_count"]))
        counted[code, "CQ" in str(line["modifiers"])] += 1
    rows = {code: _cached(cache, (code, day), lambda c=code: code_row(c, day)) for code in minutes}
    timed = [code for code, row in rows.items() if row.time_base == "15_minutes"]  # type: ignore[attr-defined]  # rows come from a cache of anything
    pool, billed = sum(minutes[code] for code in timed), sum(units[code] for code in timed)
    supported = 0 if pool < 8 else (pool + 7) // 15
    method = _cached(cache, (payer, day, "method"), lambda: value(payer, "unit_counting_method", day))
    is_pooled = method is not None and method.value == TOTAL_TIME  # type: ignore[attr-defined]  # as above
    found["UNT001"] += is_pooled and billed > supported
    found["UNT003"] += is_pooled and billed < supported
    found["UNT004"] += billed > 0 and pool < 8
    found["UNT006"] += sum(counted[code, side] > 1 for code in timed for side in (True, False)) > 0
    if is_pooled:
        most = _most(minutes, timed, supported)
    else:
        most = {code: minutes[code] // 15 + (minutes[code] % 15 >= 8) for code in timed}
    found["UNT002"] += sum(units[code] > most[code] for code in timed)
    _assistants(lines, timed, found)


def _most(minutes: Counter[str], timed: list[str], supported: int) -> dict[str, int]:
    left = supported - sum(minutes[code] // 15 for code in timed)
    rests = sorted((minutes[code] % 15 for code in timed), reverse=True)
    cut = rests[left - 1] if 0 < left <= len(rests) else 99
    return {
        code: minutes[code] // 15 + (minutes[code] % 15 >= cut and minutes[code] % 15 > 0)
        for code in timed
    }


def _assistants(lines: list[Line], timed: list[str], found: Counter[str]) -> None:
    for code in timed:
        own = [line for line in lines if line["hcpcs_code"] == code]
        alone = sum(int(str(line["assistant_minutes"])) for line in own)
        whole = sum(int(str(line["minutes"])) for line in own)
        units = sum(int(str(line["unit_count"])) for line in own)
        marked = sum(int(str(line["unit_count"])) for line in own if "CQ" in str(line["modifiers"]))
        expected = units if alone == whole and alone else 0
        if lines[0]["payer"] == "medicare":
            found["MOD007"] += marked < expected
            found["MOD008"] += marked > expected


def _modifiers(
    lines: list[Line], day: date, payer: str, found: Counter[str], cache: dict[object, object]
) -> None:
    for line in lines:
        modifiers = line["modifiers"]
        assert isinstance(modifiers, list)
        therapy = [each for each in modifiers if each in ("GP", "GO", "GN")]
        row = _cached(cache, (line["hcpcs_code"], day), lambda ln=line: code_row(str(ln["hcpcs_code"]), day))
        if payer == "medicare":
            found["MOD001"] += row.therapy_class == "always" and not therapy  # type: ignore[attr-defined]  # as above
            status = _cached(cache, (line["hcpcs_code"], day, "status"), lambda ln=line: status_on(str(ln["hcpcs_code"]), day))
            found["COD003"] += status is not None and status.status_code in ("B", "N", "X")  # type: ignore[attr-defined]  # as above
        found["MOD002"] += len(therapy) > 1
        found["MOD004"] += ("CQ" in modifiers and "GO" in modifiers) or ("CO" in modifiers and "GP" in modifiers)
        found["MOD005"] += bool({"CQ", "CO"} & set(modifiers)) and not {"GP", "GO"} & set(modifiers)
        found["MOD010"] += "KX" in modifiers and "GA" in modifiers


def _pairs(
    lines: list[Line], day: date, found: Counter[str], cache: dict[object, object]
) -> None:
    units: Counter[str] = Counter()
    for second in lines:
        units[str(second["hcpcs_code"])] += int(str(second["unit_count"]))
        bare = final = False
        for first in lines:
            codes = str(first["hcpcs_code"]), str(second["hcpcs_code"])
            if codes[0] == codes[1]:
                continue
            edit = _cached(cache, (*sorted(codes), day), lambda c=codes: ptp_edit(*c, day, "practitioner"))
            if edit.is_active and edit.column_two == codes[1]:  # type: ignore[attr-defined]  # as above
                marks = set(first["modifiers"]) | set(second["modifiers"])  # type: ignore[call-overload]  # as above
                bare |= edit.modifier_indicator == 1 and not marks & SEPARATE  # type: ignore[attr-defined]  # as above
                final |= edit.modifier_indicator == 0  # type: ignore[attr-defined]  # as above
        found["PTP001"] += bare
        found["PTP002"] += final
    for code, count in units.items():
        limit = _cached(cache, (code, day, "mue"), lambda c=code: mue(c, day, "practitioner"))
        found["PTP003"] += limit.unit_limit is not None and count > limit.unit_limit  # type: ignore[attr-defined]  # as above


def _threshold(
    lines: list[Line],
    day: date,
    year_to_date: dict[object, Decimal],
    found: Counter[str],
    cache: dict[object, object],
) -> None:
    row = _cached(cache, (day, "kx"), lambda: value("medicare", "kx_threshold_pt_slp", day))
    limit = Decimal(str(row.value))  # type: ignore[attr-defined]  # as above
    for line in sorted(lines, key=lambda each: int(str(each["line_number"]))):
        year_to_date[day.year] += Decimal(str(line["allowed_amount"]))
        found["THR001"] += year_to_date[day.year] > limit and "KX" not in str(line["modifiers"])
