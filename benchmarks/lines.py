"""Lines of a large fictional practice for benchmarks: fast, deterministic, realistic."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaitbelt.methods.units.total_time import allocate_total_time
from gaitbelt.tables.service_line import CONTRACT

CODES = np.array(["97110", "97112", "97140", "97530", "97116", "97535", "97035", "97161", "97150"])
FIRST = np.array([0, 1, 2, 3, 4, 5])
SHARES = np.array([0.36, 0.16, 0.2, 0.16, 0.06, 0.06])
EVALUATION, GROUP = 7, 8
GROUPED_SHARE, EXTRA_SHARE, BARE_SHARE = 0.02, 0.02, 0.01
LINES_PER_VISIT = 3
VISITS_PER_PATIENT = 12

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def visit_lines(line_count: int, seed: int = 1) -> pl.DataFrame:
    """Return about ``line_count`` lines, three a visit, some of them with mistakes.

    Units follow the Medicare total-time method for most visits; one visit in fifty has a
    unit too many, one line in a hundred lacks its modifier. One visit in fifty is
    partly in a group, for half of them without 59; one patient in fifty passes the year's
    threshold, with KX on half of the lines.
    """
    random = np.random.default_rng(seed)
    visits = line_count // LINES_PER_VISIT
    count = visits * LINES_PER_VISIT
    visit = np.repeat(np.arange(visits), LINES_PER_VISIT)
    place = np.tile(np.arange(LINES_PER_VISIT), visits)
    patient = visit // VISITS_PER_PATIENT
    code = (random.choice(FIRST, visits, p=SHARES)[visit] + place * 2) % EVALUATION
    code[(place == 0) & (visit % VISITS_PER_PATIENT == 0)] = EVALUATION
    is_group = (random.random(visits)[visit] < GROUPED_SHARE) & (place == LINES_PER_VISIT - 1)
    code[is_group] = GROUP
    is_timed, is_medicare, is_long = code < EVALUATION, patient % 3 != 0, patient % 50 == 0
    minutes = random.integers(8, 24, count)
    units = _units(visit, code, minutes, is_medicare)
    extra = (random.random(visits)[visit] < EXTRA_SHARE) & (place == 0)
    by_assistant = (patient % 4 == 0) & is_timed
    modifiers = np.where(by_assistant, "GP CQ", "GP")
    modifiers[random.random(count) < BARE_SHARE] = ""
    modifiers[is_group & (visit % 2 == 0)] = "GP 59"
    modifiers[is_long & (visit % 2 == 0)] = "GP KX"
    day = 20_089 + (visit % VISITS_PER_PATIENT) * 4 + (patient % 28)
    return _typed(
        {
            "claim_id": visit,
            "line_number": place + 1,
            "patient_id": patient,
            "date_of_service": pl.Series(day.astype(np.int32)).cast(pl.Date),
            "payer": np.array(["commercial", "medicare"])[is_medicare.astype(int)],
            "hcpcs_code": CODES[code],
            "modifiers": pl.Series(modifiers).str.split(" "),
            "unit_count": units + extra,
            "minutes": minutes,
            "assistant_minutes": np.where(by_assistant, minutes, 0),
            "charge_amount": pl.Series(units * 60),
            "allowed_amount": pl.Series(units * np.where(is_long, 87, 29)),
        }
    )


def _units(visit: Ints, code: Ints, minutes: Ints, is_medicare: Flags) -> Ints:
    """Return lawful units: by total time for Medicare, by the midpoint for others."""
    is_timed = code < EVALUATION
    units = np.where(is_timed, (minutes + 7) // 15, 1)
    order = np.lexsort((code, visit))
    pooled = order[(is_timed & is_medicare)[order]]
    units[pooled] = allocate_total_time(visit[pooled], minutes[pooled])
    return units


def _typed(columns: dict[str, Any]) -> pl.DataFrame:  # Any: arrays and series of all types
    """Return the lines of one practice with their columns typed."""
    empty = pl.element().filter(pl.element() != "")
    lines = pl.DataFrame(columns).with_columns(
        pl.format("c{}", "claim_id").alias("claim_id"),
        pl.format("p{}", "patient_id").alias("patient_id"),
        pl.col("modifiers").list.eval(empty),
        discipline=pl.lit("PT"),
        setting=pl.lit("practitioner"),
        rendering_provider_npi=pl.lit("1234567893"),
        billing_provider_npi=pl.lit("1245319599"),
    )
    return lines.cast({name: CONTRACT[name] for name in lines.columns})


def write_lines(path: Path, line_count: int, part_lines: int = 3_000_000) -> list[Path]:
    """Write lines as Parquet parts of whole patients; return their paths."""
    parts = []
    for number in range(-(-line_count // part_lines)):
        part = path / f"lines-{number:03}.parquet"
        lines = visit_lines(min(part_lines, line_count - number * part_lines), seed=number + 1)
        own = pl.format("{}-" + str(number), "patient_id").alias("patient_id")
        lines.with_columns(own).write_parquet(part, compression="lz4")
        parts.append(part)
    return parts
