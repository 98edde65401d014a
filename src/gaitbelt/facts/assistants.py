"""Which units of a code an assistant furnished, and which are billed so."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaitbelt.facts.codes import is_known_code
from gaitbelt.facts.modifiers import has_assistant_modifier
from gaitbelt.facts.payers import is_assistant_modifier_used
from gaitbelt.facts.units import GROUP, UNKNOWN_BASE, families, time_base
from gaitbelt.language.arrays import nulls, numbers, whole_numbers
from gaitbelt.language.fact import CODE_ON_DATE, fact, frame_fact
from gaitbelt.language.words import code_fact, total
from gaitbelt.methods.units import assistant, count
from gaitbelt.methods.units.total_time import UNIT_MINUTES

CRITICAL_ACCESS = "critical_access_hospital"
"""The setting that CQ and CO do not concern: not paid under the physician fee schedule."""

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Range = tuple[Ints, Ints, Flags]
"""The fewest and the most units that carry CQ or CO, and whether a disputed test decides."""


@fact(per=CODE_ON_DATE)
def billed_assistant_units() -> pl.Expr:
    """Units of the code billed with CQ or CO on the date."""
    is_marked = has_assistant_modifier
    return total(pl.when(is_marked).then(pl.col("unit_count")).when(~is_marked).then(0))


@fact(stands_for="setting")
def is_at_critical_access_hospital() -> pl.Expr:
    """Whether the line is a critical access hospital's; no where no setting is stated."""
    return (pl.col("setting") == CRITICAL_ACCESS).fill_null(value=False)


@fact(on=CODE_ON_DATE)
def has_assistant_modifiers() -> pl.Expr:
    """Whether CQ and CO mark assistants' units here: PT or OT, by payer and setting."""
    is_open = pl.col("line_discipline").is_in(["PT", "OT"]) & ~is_at_critical_access_hospital
    return is_assistant_modifier_used & is_open


@fact(stands_for="hcpcs_code")
def is_open_to_assistant() -> pl.Expr:
    """Whether an assistant may furnish the code: not evaluations, not device supplies."""
    kind = code_fact("service_kind").fill_null("")
    is_device = (kind == "remote_monitoring") & time_base.is_in(["per_30_days", "untimed"])
    is_open = ~(kind.is_in(["evaluation", "reevaluation"]) | is_device)
    return pl.when(is_known_code).then(is_open).when(~is_known_code).then(statement=True)


@frame_fact(
    per=CODE_ON_DATE,
    reads=(
        GROUP,
        "family_key",
        "time_base_place",
        "is_open_to_assistant",
        "has_final_unit_rule",
        "units_of_code",
        "minutes_of_code",
        "assistant_minutes_of_code",
    ),
    produces={
        "least_assistant_units": pl.Int64(),
        "most_assistant_units": pl.Int64(),
        "is_tenth_open": pl.Boolean(),
    },
)
def _assistant(codes: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """The fewest and most units the minutes give an assistant, and whether that is open."""
    given_minutes = codes["assistant_minutes_of_code"]
    if given_minutes.max() == 0 and not given_minutes.null_count():
        return _of_nobody(codes)
    units, minutes, given = (
        whole_numbers(codes[name], 0)
        for name in ("units_of_code", "minutes_of_code", "assistant_minutes_of_code")
    )
    judged_minutes, alone = _judged_minutes(codes, minutes, np.minimum(given, minutes))
    least, most = np.zeros_like(units), np.where(given > 0, units, 0)
    is_open = np.zeros(units.size, dtype=np.bool_)
    is_timed = whole_numbers(codes["time_base_place"], UNKNOWN_BASE) == count.FIFTEEN
    final = numbers(codes["has_final_unit_rule"], default=False)
    rows = np.flatnonzero((alone > 0) & is_timed)
    by_unit = _by_unit(units[rows], minutes[rows], alone[rows], final[rows])
    least[rows], most[rows], is_open[rows] = by_unit
    rows = np.flatnonzero((alone > 0) & ~is_timed)
    as_whole = _as_whole(units[rows], judged_minutes[rows], alone[rows])
    least[rows], most[rows], is_open[rows] = as_whole
    made = {"least": least, "most": most, "is_open": is_open, "is_alone": alone > 0}
    return codes.hstack(pl.DataFrame(made)).select(_SETTLED)


def _of_nobody(codes: pl.DataFrame) -> pl.DataFrame:
    """Return the range where no assistant gave a minute: open only for unknown codes."""
    none, no = np.zeros(codes.height, np.int64), np.zeros(codes.height, np.bool_)
    is_unknown = whole_numbers(codes["time_base_place"], 0) == UNKNOWN_BASE
    most = pl.Series(none)
    if is_unknown.any():
        most = codes["units_of_code"].zip_with(pl.Series(is_unknown), most)
    return pl.DataFrame(
        {"least_assistant_units": none, "most_assistant_units": most, "is_tenth_open": no}
    )


def _settled() -> list[pl.Expr]:
    """Return the range by what is known: nobody's, unknown, or as the minutes say."""
    numbers_needed = ("units_of_code", "minutes_of_code", "assistant_minutes_of_code")
    is_told = pl.all_horizontal(pl.col(name).is_not_null() for name in numbers_needed)
    is_nobody = (pl.col("assistant_minutes_of_code") == 0) & ~pl.col("is_alone")
    is_nobody = is_nobody | ~pl.col("is_open_to_assistant")
    is_unknown = pl.col("time_base_place") == UNKNOWN_BASE

    def settled(unknown: pl.Expr, told: str) -> pl.Expr:
        return pl.when(is_unknown).then(unknown).when(is_nobody).then(0).when(is_told).then(told)

    is_judged = is_told & ~(is_unknown | is_nobody).fill_null(value=True)
    return [
        settled(pl.lit(0, pl.Int64), "least").alias("least_assistant_units"),
        settled(pl.col("units_of_code"), "most").alias("most_assistant_units"),
        (is_judged & pl.col("is_open")).alias("is_tenth_open"),
    ]


_SETTLED = _settled()
least_assistant_units, most_assistant_units, is_tenth_open = _assistant


@fact(on=CODE_ON_DATE, stands_for="the final text of the 10 percent test")
def is_tenth_test_disputed() -> pl.Expr:
    """No where the 10 percent test has one answer; empty where its arithmetics differ."""
    return pl.when(~is_tenth_open).then(statement=False)


def _judged_minutes(codes: pl.DataFrame, minutes: Ints, alone: Ints) -> tuple[Ints, Ints]:
    """Return each code's minutes, or its family's where it has none of its own."""
    is_missing = nulls(codes["minutes_of_code"])
    family, _ = families(codes[GROUP], codes["family_key"], is_missing)
    if not (family >= 0).any():
        return minutes, alone
    is_own = minutes > 0
    return (
        np.where(is_own, minutes, count.pooled(family, minutes)),
        np.where(is_own, alone, count.pooled(family, alone)),
    )


def _by_unit(units: Ints, minutes: Ints, alone: Ints, has_final_unit_rule: Flags) -> Range:
    """Return the range for 15-minute codes, judged unit by unit.

    Units beyond the code's own minutes may carry the modifier or not; where fewer are
    billed than there are whole blocks, they may be anyone's.
    """
    able = np.minimum(units, -(-minutes // UNIT_MINUTES))
    no = np.zeros(units.size, dtype=np.bool_)
    by_minutes = assistant.assistant_units(able, minutes, alone, has_final_unit_rule, no)
    by_percentage = assistant.assistant_units(able, minutes, alone, has_final_unit_rule, ~no)
    least = np.clip(np.minimum(by_minutes, by_percentage), 0, able)
    most = np.clip(np.maximum(by_minutes, by_percentage), 0, able) + units - able
    by_therapist = (minutes - alone) // UNIT_MINUTES
    is_short = able < by_therapist + alone // UNIT_MINUTES
    least = np.where(is_short, np.maximum(able - by_therapist, 0), least)
    is_alone = (alone == minutes) & (alone > 0)
    least, most = np.where(is_alone, units, least), np.where(is_alone, units, most)
    is_open = assistant.tenth_decided(able, minutes, alone, has_final_unit_rule) & ~is_alone
    return least, most, is_open


def _as_whole(units: Ints, minutes: Ints, alone: Ints) -> Range:
    """Return the range for codes that the 10 percent test judges as a whole."""
    by_minutes = assistant.exceeds_tenth_by_whole_minutes(alone, minutes)
    by_percentage = assistant.exceeds_tenth_by_percentage(alone, minutes)
    is_open = (by_minutes != by_percentage) & (alone < minutes)
    least = units * ((by_minutes & by_percentage) | (alone == minutes) & (alone > 0))
    most = units * (by_minutes | by_percentage)
    return least.astype(np.int64), most.astype(np.int64), is_open
