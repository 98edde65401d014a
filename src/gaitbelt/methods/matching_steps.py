"""The keys by which lines are matched, one function each; all joins, one answer at a time."""

from collections.abc import Sequence

import polars as pl

from gaitbelt.methods.matching_keys import written_modifiers

PAIR: dict[str, pl.DataType] = {
    "answer": pl.UInt32(),
    "line": pl.UInt32(),
    "account": pl.UInt32(),
    "match_key": pl.String(),
    "part": pl.String(),
    "has_alternatives": pl.Boolean(),
}
"""Positions of the answer, its line (null where it has none) and the account met."""

_STEPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("code, modifiers, units and charge", ("code", "modifiers", "units", "charge"), "in order"),
    ("code and modifiers", ("code", "modifiers"), "sole"),
    ("code, units and charge", ("code", "units", "charge"), "in order"),
    ("code and charge", ("code", "charge"), "in order"),
    ("code", ("code",), "sole"),
    ("charge", ("charge",), "as many"),
)
"""A key, its columns, and when it holds: for several alike in their order, for as many on
both sides, or for a sole one on each side."""


def together(pairs: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return pairs of several keys as one table."""
    return pl.concat([each.select(*PAIR).cast(dict(PAIR)) for each in pairs])  # type: ignore[arg-type]  # as polars types the mapping


def _pairs(rows: pl.DataFrame, key: str, part: str | pl.Expr = "whole") -> pl.DataFrame:
    shown = pl.lit(part) if isinstance(part, str) else part
    has_more = "has_alternatives" in rows.columns
    return rows.with_columns(
        match_key=pl.lit(key),
        part=shown,
        has_alternatives=pl.col("has_alternatives") if has_more else pl.lit(value=False),
    ).select(*PAIR)


def by_control_number(asked: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return lines whose claim and line control number are those of one sent line.

    The date parts claims of one number; where the answer names none or another, the
    numbers have to name one line alone. Several lines of an answer may meet one: a split.
    """
    own = accounts.drop_nulls("control").select("account", "claim_key", "control", "day")
    lined = asked.drop_nulls("control").select("answer", "line", "claim_key", "control", "day")
    dated = lined.join(own, on=["claim_key", "control", "day"])
    left = lined.join(dated.select("line"), on="line", how="anti")
    sole = own.filter(pl.len().over("claim_key", "control") == 1).drop("day")
    dateless = left.join(sole, on=["claim_key", "control"])
    found = pl.concat([dated.select("answer", "line", "account"),
                       dateless.select("answer", "line", "account")])  # fmt: skip
    is_split = pl.len().over("answer", "account") > 1
    part = pl.when(is_split).then(pl.lit("split")).otherwise(pl.lit("whole"))
    return _pairs(found, "line control number", part)


def by_control_alone(asked: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return lines of unknown claims whose control number, code and charge name one line."""
    stray = asked.drop_nulls("control").join(
        accounts.select("claim_key").unique(), on="claim_key", how="anti"
    )
    on = ["control", "code", "charge"]
    sole = accounts.drop_nulls("control").filter(pl.len().over("control") == 1)
    found = stray.select("answer", "line", *on, answered_day="day").join(
        sole.select("account", "day", *on), on=on
    )
    is_same_day = (pl.col("answered_day") == pl.col("day")).fill_null(value=True)
    return _pairs(found.filter(is_same_day), "line control number, another claim number")


def opened(left: pl.DataFrame, accounts: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """Return the sent lines that each answer with lines left over has not met yet."""
    answers = left.select("answer", "claim_key").unique()
    own = accounts.drop("control").join(answers, on="claim_key")
    return own.join(taken.select("answer", "account"), on=["answer", "account"], how="anti")


def in_steps(left: pl.DataFrame, accounts: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """Return lines matched by code, modifiers, units and charge, dates being equal.

    Where no line of the claim has the date, or the answer names none, the keys are tried
    once more without it.
    """
    modifiers = written_modifiers("modifier_list")
    left = left.with_columns(modifiers=modifiers)
    free = opened(left, accounts, taken).with_columns(modifiers=modifiers)
    found = [pl.DataFrame(schema=PAIR)]
    for dates in (("day",), ()):
        for key, on, when in _STEPS:
            if not left.height or not free.height:
                break
            pairs = _paired(left, free, ("answer", *dates, *on), when)
            if not pairs.height:
                continue
            found.append(_pairs(pairs, key))
            left = left.join(pairs, on="line", how="anti")
            free = free.join(pairs, on=["answer", "account"], how="anti")
    return together(found)


def _paired(left: pl.DataFrame, free: pl.DataFrame, on: tuple[str, ...], when: str) -> pl.DataFrame:
    """Return pairs alike in ``on``, the first line of an answer with the first sent."""
    lines = _numbered(left, on, "line", "line_count")
    sent = _numbered(free, on, "account", "account_count")
    found = lines.join(sent, on=[*on, "place"])
    alike = pl.col("line_count") == pl.col("account_count")
    if when == "as many":
        found = found.filter(alike)
    elif when == "sole":
        found = found.filter(alike & (pl.col("line_count") == 1))
    return found.select("answer", "line", "account", has_alternatives=pl.col("account_count") > 1)


def _numbered(rows: pl.DataFrame, on: tuple[str, ...], name: str, count: str) -> pl.DataFrame:
    whole = rows.drop_nulls(on).sort(name)
    return whole.select(
        *on, name, pl.len().over(on).alias(count), place=pl.col(name).cum_count().over(on)
    )


def by_sums(left: pl.DataFrame, accounts: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """Return split lines, then bundled ones: their charges add up to that of the other side."""
    free = opened(left, accounts, taken)
    left = left.with_columns(day=_only_day(left, free))
    split = _split(left, free, ("answer", "day", "code"))
    rest = left.join(split, on="line", how="anti")
    still = free.join(split, on=["answer", "account"], how="anti")
    bundled = _bundled(rest, still, ("answer", "day"))
    return together(
        [
            _pairs(split, "charges of split lines", "split"),
            _pairs(bundled, "charges of bundled lines", "bundled"),
        ]
    )


def _only_day(left: pl.DataFrame, free: pl.DataFrame) -> pl.Series:
    """Return each line's date, else the only one of the sent lines still open."""
    sole = free.group_by("answer").agg(
        only=pl.when(pl.col("day").n_unique() == 1).then(pl.col("day").first())
    )
    known = left.join(sole, on="answer", how="left", maintain_order="left")
    return known.select(pl.coalesce("day", "only").alias("day")).to_series()


def _split(left: pl.DataFrame, free: pl.DataFrame, on: tuple[str, ...]) -> pl.DataFrame:
    whole = left.drop_nulls([*on, "charge"]).with_columns(
        charge=pl.col("charge").sum().over(on), count=pl.len().over(on)
    )
    sole = free.drop_nulls([*on, "charge"]).filter(pl.len().over(on) == 1)
    return (
        whole.filter(pl.col("count") > 1)
        .join(sole.select(*on, "charge", "account"), on=[*on, "charge"])
        .select("answer", "line", "account")
    )


def _bundled(left: pl.DataFrame, free: pl.DataFrame, on: tuple[str, ...]) -> pl.DataFrame:
    sole = left.drop_nulls([*on, "charge"]).filter(pl.len().over(on) == 1)
    whole = free.drop_nulls([*on, "charge"]).with_columns(
        charge=pl.col("charge").sum().over(on), count=pl.len().over(on)
    )
    return (
        sole.select(*on, "charge", "line")
        .join(
            whole.filter(pl.col("count") > 1).select(*on, "charge", "account"), on=[*on, "charge"]
        )
        .select("answer", "line", "account")
    )


def by_whole_claim(lineless: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Return answers without lines with every line of the claim, where the charges agree.

    Where the answer names its days, the lines of those days are the claim's.
    """
    own = accounts.select("account", "claim_key", "day", account_charge="charge")
    met = lineless.select("answer", "claim_key", "charge", "first_day", "last_day").join(
        own, on="claim_key"
    )
    day = pl.col("day")
    is_within = day.is_between("first_day", "last_day").fill_null(value=True)
    met = met.filter(is_within)
    agrees = pl.col("account_charge").sum().over("answer") == pl.col("charge")
    found = met.filter(agrees).select("answer", "account", line=pl.lit(None, dtype=pl.UInt32()))
    return _pairs(found, "claim", "claim")
