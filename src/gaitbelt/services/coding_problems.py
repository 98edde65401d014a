"""Rows of visits that cannot have happened: found, named, and left out of the count."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from gaitbelt.library.codes import code_row
from gaitbelt.methods.units.count import TIME_BASES
from gaitbelt.services.coding_frames import MINUTELESS_BASES
from gaitbelt.services.unit_input import (
    CORRECT_MINUTES,
    CORRECT_ONE,
    CORRECT_TIMES,
    COUNT_WHOLE,
    DAY_MINUTES,
    GIVE_NONE_OR_MORE,
    MONTH_MINUTES,
    assistant_above_total,
    ends_before_start,
    fractional_minutes,
    negative_minutes,
    too_many_minutes,
)
from gaitbelt.services.unit_rules import not_in_force
from gaitbelt.tables.problem import PROBLEM
from gaitbelt.tables.vocabulary import DISCIPLINES, SETTINGS

_MONTHLY = [TIME_BASES.index(base) for base in ("month_first", "month_further")]
_MINUTELESS = [TIME_BASES.index(base) for base in MINUTELESS_BASES]


Row = Mapping[str, Any]
"""One row of a frame; its cells are of many types."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """One kind of problem: its column, the rows it is true of, what to tell and to do."""

    problem_code: str
    element: str
    condition: pl.Expr
    message: Callable[[Row], str]
    fix: str


def kinds() -> tuple[Impossible, ...]:
    """Return the kinds of problem in the order they are looked for; the first one counts."""
    return (*_blank_or_unknown(), *_impossible_minutes(), *_impossible_times())


def _blank_or_unknown() -> tuple[Impossible, ...]:
    named = {
        "date_of_service": "Fill in the date.",
        "hcpcs_code": "Fill in the code.",
        "payer": "Fill in the payer, or name one for all rows.",
    }
    words = {"discipline": DISCIPLINES, "setting": SETTINGS}
    return (
        *(
            Impossible(f"no_{name}", name, pl.col(name).is_null(), _about(name), fix)
            for name, fix in named.items()
        ),
        *(
            Impossible(
                f"unknown_{name}",
                name,
                ~pl.col(name).is_in(list(known)),
                _about(name),
                f"Use {', '.join(known)}.",
            )
            for name, known in words.items()
        ),
        Impossible(
            "code_not_in_force",
            "hcpcs_code",
            pl.col("time_base").is_null(),
            lambda row: _code_message(row["hcpcs_code"], row["date_of_service"]),
            "Correct the code or the date.",
        ),
        Impossible(
            "no_counting_rule",
            "payer",
            pl.col("rules_problem").is_not_null(),
            lambda row: str(row["rules_problem"]),
            "Name a method, or add the value to the payer's policy.",
        ),
    )


def _is_by_month() -> pl.Expr:
    return pl.col("time_base").is_in(_MONTHLY)


def _impossible_minutes() -> tuple[Impossible, ...]:
    minutes, by_assistant = pl.col("minutes"), pl.col("assistant_minutes")
    return (
        Impossible(
            "fractional_minutes",
            "minutes",
            pl.col("has_fraction"),
            lambda row: fractional_minutes(row["hcpcs_code"], row["given_minutes"]),
            COUNT_WHOLE,
        ),
        *(
            Impossible(
                "negative_minutes", name, pl.col(name) < 0, _negative(name), GIVE_NONE_OR_MORE
            )
            for name in ("minutes", "assistant_minutes")
        ),
        Impossible(
            "too_many_minutes",
            "minutes",
            minutes > pl.when(_is_by_month()).then(MONTH_MINUTES).otherwise(DAY_MINUTES),
            _too_many,
            CORRECT_MINUTES,
        ),
        Impossible(
            "no_minutes",
            "minutes",
            minutes.is_null() & ~pl.col("time_base").is_in(_MINUTELESS),
            lambda row: f"{row['hcpcs_code']} is counted by its minutes, and they are blank.",
            "Fill in the minutes.",
        ),
        Impossible(
            "assistant_above_total",
            "assistant_minutes",
            by_assistant > minutes.fill_null(0),
            _above_total,
            CORRECT_ONE,
        ),
    )


def _impossible_times() -> tuple[Impossible, ...]:
    return (
        Impossible(
            "ends_before_start",
            "ended_at",
            pl.col("ended_at") <= pl.col("started_at"),
            lambda row: ends_before_start(row["hcpcs_code"], row["started_at"], row["ended_at"]),
            CORRECT_TIMES,
        ),
        Impossible(
            "overlap",
            "started_at",
            pl.col("is_overlapping"),
            lambda row: (
                f"{row['hcpcs_code']}: its one-on-one time overlaps another row of the same "
                "provider. Each minute of one-on-one time counts for one patient."
            ),
            "Correct the times of one of them.",
        ),
    )


def _about(name: str) -> Callable[[Row], str]:
    def message(row: Row) -> str:
        shown = "blank" if row[name] is None else row[name]
        return f"{name} is {shown}, so the row cannot be counted."

    return message


def _negative(name: str) -> Callable[[Row], str]:
    return lambda row: negative_minutes(row["hcpcs_code"], row[name])


def _too_many(row: Row) -> str:
    is_by_month = row["time_base"] in _MONTHLY
    return str(too_many_minutes(row["hcpcs_code"], row["minutes"], is_by_month=is_by_month))


def _above_total(row: Row) -> str:
    return assistant_above_total(row["hcpcs_code"], row["assistant_minutes"], row["minutes"] or 0)


def with_problem(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with ``problem``: the position of the first kind true of each."""
    found = pl.lit(None, dtype=pl.Int64)
    for position, kind in reversed(list(enumerate(kinds()))):
        found = pl.when(kind.condition.fill_null(value=False)).then(position).otherwise(found)
    return rows.with_columns(_is_overlapping(rows)).with_columns(problem=found)


def _is_overlapping(rows: pl.DataFrame) -> pl.Series:
    """Return which one-on-one rows overlap another of the same rendering provider."""
    timed = rows.select("row", "provider", "started_at", "ended_at").filter(
        rows["is_one_on_one"].fill_null(value=False)
        & (rows["group_size"].fill_null(1) <= 1)
        & (rows["ended_at"] > rows["started_at"])
    )
    ends, starts = pl.col("ended_at"), pl.col("started_at")
    overlapping = (
        timed.sort("provider", "started_at", "ended_at")
        .with_columns(
            earlier=ends.cum_max().shift(1).over("provider"),
            later=starts.shift(-1).over("provider"),
        )
        .filter((pl.col("earlier") > starts) | (pl.col("later") < ends))
    )
    return rows["row"].is_in(overlapping["row"].implode()).alias("is_overlapping")


def problem_table(rows: pl.DataFrame) -> pl.DataFrame:
    """Return one problem per row that was left out, with what, where and what to do."""
    left_out = rows.filter(pl.col("problem").is_not_null())
    known = kinds()
    found = []
    for row in left_out.iter_rows(named=True):
        kind = known[row["problem"]]
        found.append(
            {
                "file": row["source_file"],
                "row": row["source_row"],
                "segment": None,
                "element": kind.element,
                "byte_offset": row["source_byte_offset"],
                "claim_id": row["claim_id"],
                "line_number": row["line_number"],
                "level": "row",
                "problem_code": kind.problem_code,
                "message": kind.message(row).removesuffix(f" {kind.fix}"),
                "fix": kind.fix,
            }
        )
    return pl.DataFrame(found, schema=PROBLEM)


def _code_message(code: str, on: date) -> str:
    if code_row(code, on) is not None:
        return f"{code} is held for its code-pair edits only; how it is counted is not known."
    return not_in_force(code, on)
