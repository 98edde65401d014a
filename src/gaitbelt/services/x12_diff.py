"""What differs between two X12 files in meaning, whatever their order and formatting."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from gaitbelt.edges.x12.guide.load import guide, guide_names
from gaitbelt.edges.x12.guide.model import Table
from gaitbelt.edges.x12.reading import kinds_in, read_x12
from gaitbelt.tables.x12_origin import X12_ORIGIN

DIFFERENCE: dict[str, pl.DataType] = {
    "kind": pl.String(),
    "table": pl.String(),
    "claim": pl.String(),
    "line": pl.String(),
    "change": pl.String(),
    "column": pl.String(),
    "before": pl.String(),
    "after": pl.String(),
}
"""One row per difference: ``change`` is removed, added or changed; row and column it is in."""

_ONE = "_one"
_PERSONAL = ("name", "address", "birth", "member_id", "city", "postal", "note", "contact", "_id")


@dataclass(frozen=True, slots=True)
class X12Diff:
    """The differences, and how many rows were compared."""

    differences: pl.DataFrame
    row_count: int

    @property
    def is_same(self) -> bool:
        """Whether both files say the same."""
        return self.differences.is_empty()


def diff(before: Path, after: Path, *, has_values: bool = False) -> X12Diff:
    """Return what two files say differently, table by table.

    Rows are matched by their claim and line, in order where these repeat; envelopes, the
    order of segments and transactions, and formatting do not count. Values of columns that
    may name a person are shown only with ``has_values``. Raises OSError where a file
    cannot be opened.
    """
    kinds = [each for each in guide_names() if each in {*kinds_in(before), *kinds_in(after)}]
    found = [pl.DataFrame(schema=DIFFERENCE)]
    count = 0
    for kind in kinds:
        old, new = (read_x12(each, kind, file_name=each.name).tables for each in (before, after))
        for name in old:
            table = guide(kind).tables.get(name)
            count += max(old[name].height, new[name].height)
            found.append(_of_table(kind, name, table, (old[name], new[name]), has_values))
    return X12Diff(pl.concat(found), count)


def _keys(name: str, table: Table | None, rows: pl.DataFrame) -> list[str]:
    named = [table.claim, table.line] if table is not None else []
    others = ("patient_control_number", "claim_id", "trace_number")
    keys = [each for each in named if each in rows.columns]
    keys = keys or [each for each in others if each in rows.columns][:1]
    if name in ("adjustments", "attachments", "statuses"):
        extra = ("adjustment_group_code", "adjustment_reason_code", "report_type_code", "level")
        keys += [each for each in extra if each in rows.columns and each not in keys]
    return keys


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows without where they stand, every value as text."""
    kept = [
        each
        for each in rows.columns
        if each not in X12_ORIGIN and not each.endswith("_row") and each != "source_file"
    ]
    return rows.select(
        pl.col(each).cast(pl.List(pl.String)).list.join(" ")
        if rows.schema[each].base_type() == pl.List
        else pl.col(each).cast(pl.String)
        for each in kept
    )


def _of_table(
    kind: str,
    name: str,
    table: Table | None,
    both: tuple[pl.DataFrame, pl.DataFrame],
    has_values: bool,  # noqa: FBT001 (one of two ways of showing)
) -> pl.DataFrame:
    claim, line = [*_keys(name, table, both[0]), "", ""][:2]
    base = {
        "kind": pl.lit(kind),
        "table": pl.lit(name),
        "claim": pl.col(claim) if claim else pl.lit(None, pl.String),
        "line": pl.col(line) if line else pl.lit(None, pl.String),
    }
    joined = _side_by_side(both, _keys(name, table, both[0]))
    none = pl.lit(None, pl.String)
    found = [
        joined.filter(pl.col(absent).is_null()).with_columns(
            **base, change=pl.lit(word), column=none, before=none, after=none
        )
        for absent, word in (("_new", "removed"), ("_old", "added"))
    ]
    found += _changed(joined.filter(pl.col("_old") & pl.col("_new")), base, has_values=has_values)
    whole = pl.concat([each.select(*DIFFERENCE) for each in found])
    return whole.cast(DIFFERENCE)  # type: ignore[arg-type]  # polars types the mapping by class only


def _side_by_side(both: tuple[pl.DataFrame, pl.DataFrame], named: list[str]) -> pl.DataFrame:
    """Return the rows of both sides matched by their keys, in order where these repeat.

    A table without keys is matched by all that its rows say, one of a single row as it is.
    """
    is_single = max(each.height for each in both) == 1 and not named
    keys = named or ([_ONE] if is_single else _plain(both[0]).columns)
    sides = []
    for rows, side in zip(both, ("old", "new"), strict=True):
        plain = _plain(rows)
        if is_single:
            plain = plain.with_columns(pl.lit(1).alias(_ONE))
        values = [each for each in plain.columns if each not in keys]
        place = pl.int_range(pl.len()).over(keys)
        sides.append(
            plain.sort([*keys, *values], nulls_last=False)
            .with_columns(place.alias("_place"))
            .rename({each: f"{side}:{each}" for each in values})
            .with_columns(pl.lit(value=True).alias(f"_{side}"))
        )
    return sides[0].join(
        sides[1], on=[*keys, "_place"], how="full", coalesce=True, nulls_equal=True
    )


def _changed(
    common: pl.DataFrame, base: dict[str, pl.Expr], *, has_values: bool
) -> list[pl.DataFrame]:
    """Return a row for each value that differs between rows that both sides have."""
    found = []
    for column in [each for each in common.columns if each.startswith("old:")]:
        bare = column.removeprefix("old:")
        changed = common.filter(~pl.col(column).eq_missing(pl.col(f"new:{bare}")))
        is_shown = has_values or not any(each in bare for each in _PERSONAL)
        hidden = pl.lit("(not shown)")
        found.append(
            changed.with_columns(
                **base,
                change=pl.lit("changed"),
                column=pl.lit(bare),
                before=pl.col(column) if is_shown else hidden,
                after=pl.col(f"new:{bare}") if is_shown else hidden,
            )
        )
    return found
