"""Missing inputs: why a rule could not tell, on tables of many lines."""

import numpy as np
import polars as pl

from gaitbelt.engine.bind import Compiled
from gaitbelt.engine.derive import values_at
from gaitbelt.engine.evidence import (
    NO_PERSON,
    PERSON,
    UNKNOWN,
    causes_of,
    grain_around,
    input_word,
    inputs_around,
    inputs_of,
)
from gaitbelt.engine.grouping import Tables
from gaitbelt.engine.plan import GROUP_PREFIX
from gaitbelt.engine.rulebook import Rule
from gaitbelt.language.fact import SERVICE_LINE

NAMES = pl.List(pl.String())


def missing_inputs(
    rule: Rule, outcomes: pl.DataFrame, tables: Tables, table: str, ready: Compiled
) -> pl.Series:
    """Return which inputs were missing where a rule could not tell, else an empty list."""
    none = pl.Series([[]], dtype=NAMES)
    is_unknown = outcomes["code"] == UNKNOWN
    if not is_unknown.any():
        return none.new_from_index(0, outcomes.height)
    rows = outcomes["row"].filter(is_unknown)
    named = _named_for(rule, rows, tables, table, ready)
    places = np.zeros(outcomes.height, dtype=np.uint32)
    places[is_unknown.to_numpy()] = np.arange(1, rows.len() + 1)
    return pl.concat([none, named])[pl.Series(places)]


def _named_for(
    rule: Rule, rows: pl.Series, tables: Tables, table: str, ready: Compiled
) -> pl.Series:
    """Return, for each subject, the inputs null on its lines, or else in its wider group."""
    if table == SERVICE_LINE:
        names, lines = inputs_of(rule, ready), rows
        own = _named(_null_flags(tables, names, ready, rows), ready)
    else:
        lines = tables[table]["first"][rows]
        own = _null_in_groups(tables, table, rows, inputs_around(rule, table, ready), ready)
    around = grain_around(rule, table, ready)
    if around is None:
        return own
    groups = tables[SERVICE_LINE][GROUP_PREFIX + around][lines]
    wider = _null_in_groups(tables, around, groups, inputs_around(rule, around, ready), ready)
    return (
        pl.DataFrame({"own": own, "around": wider})
        .select(pl.when(pl.col("own").list.len() > 0).then("own").otherwise("around"))
        .to_series()
    )


def _null_in_groups(
    tables: Tables, grain: str, groups: pl.Series, names: list[str], ready: Compiled
) -> pl.Series:
    """Return, for each group, the inputs that are null on any of its lines."""
    number = GROUP_PREFIX + grain
    members = lines_of_groups(tables, grain, groups)
    flags = _null_flags(tables, names, ready, members)
    own = tables[SERVICE_LINE][number][members]
    by_group = flags.with_columns(own).group_by(number).agg(pl.all().any())
    around = groups.alias(number).to_frame()
    found = around.join(by_group, on=number, how="left", maintain_order="left")
    return _named(found.drop(number), ready)


def lines_of_groups(tables: Tables, grain: str, groups: pl.Series) -> pl.Series:
    """Return the numbers of the lines that belong to any of the groups, in order."""
    is_asked = np.zeros(tables[grain].height, dtype=np.bool_)
    is_asked[groups.to_numpy()] = True
    own = tables[SERVICE_LINE][GROUP_PREFIX + grain].to_numpy()
    return pl.Series(np.flatnonzero(is_asked[own]), dtype=pl.UInt32)


def _null_flags(tables: Tables, names: list[str], ready: Compiled, rows: pl.Series) -> pl.DataFrame:
    """Return whether each input is null on each of the lines."""
    flags = []
    for name in names:
        if name == NO_PERSON:
            lines = tables[SERVICE_LINE].select(pl.col(PERSON).gather(rows).is_null())
            flags.append(lines.select(pl.all_horizontal(pl.all()).alias(name)).to_series())
        else:
            flags.append(values_at(tables, SERVICE_LINE, name, rows, ready.plan).is_null())
    return pl.DataFrame([flag.alias(name) for flag, name in zip(flags, names, strict=True)])


def _named(flags: pl.DataFrame, ready: Compiled) -> pl.Series:
    """Return the names of the flags that are up, as lists."""
    words = []
    for name in flags.columns:
        causes = causes_of(name, flags.columns, ready)
        is_null = pl.col(name)
        if causes:
            is_null = is_null & ~pl.any_horizontal(causes)
        words.append(pl.when(is_null).then(pl.lit(input_word(name, ready))))
    listed = flags.select(pl.concat_list(words).list.drop_nulls().list.unique(maintain_order=True))
    return listed.to_series()
