"""The statuses of a 277CA (STC), one row each, and what they mean for claims and lines."""

import numpy as np
import polars as pl

from gaitbelt.edges.x12.attached import day
from gaitbelt.edges.x12.claim_status.places import StatusPlaces
from gaitbelt.edges.x12.claim_status.words import (
    ACCEPTED,
    ACTIONS,
    PARTLY,
    REJECTED,
    UNKNOWN,
    outcome,
    reason,
)
from gaitbelt.edges.x12.claims import amount, elements
from gaitbelt.edges.x12.located import gathered
from gaitbelt.edges.x12.segments import COMPONENT, Segments

_COMPOSITES = ((1, 1), (2, 10), (3, 11))
"""A status's position within its STC, and the element that holds it."""


def status_table(
    segments: Segments, places: StatusPlaces, loops: pl.DataFrame, lines: pl.DataFrame
) -> pl.DataFrame:
    """Return one row per status, with the loop and the line it is about as an index.

    A status outside any loop is left out.
    """
    found = segments.where("STC")
    found = found[found >= segments.carried]
    line = places.in_line(found)
    loop = np.where(line >= 0, np.append(places.of_line, -1)[line], places.in_loop(found))
    found, line, loop = found[loop >= 0], line[loop >= 0], loop[loop >= 0]
    base = elements(segments, found, 1, 2, 3, 4, 10, 11, 12)
    level = gathered(loops["level"], loop)
    is_line = pl.Series(line >= 0)
    common = base.select(
        effective_date=day(pl.col("e2")),
        raw_date="e2",
        action_code=pl.col("e3").str.to_uppercase(),
        charge_amount=amount(pl.col("e4")),
        raw_charge="e4",
        message_text="e12",
    ).with_columns(
        loop=pl.Series(loop, dtype=pl.Int64),
        line=pl.Series(line, dtype=pl.Int64),
        level=pl.Series(["line"], dtype=pl.String)
        .new_from_index(0, len(line))
        .zip_with(is_line, level),
        level_row=gathered(loops["level_row"], loop),
        is_claim=level == "claim",
        patient_control_number=gathered(loops["trace_number"], loop),
        payer_claim_control_number=gathered(loops["payer_claim_control_number"], loop),
        line_row=gathered(lines["source_row"], line),
        line_control_number=gathered(lines["line_control_number"], line),
        **places.origins.of(segments, found),
    )
    return _one_each(base, common)


def _one_each(base: pl.DataFrame, common: pl.DataFrame) -> pl.DataFrame:
    """Return a row for each status of each STC, judged by its category."""
    each = [
        pl.concat([common, _composite(base[f"e{element}"], position)], how="horizontal")
        for position, element in _COMPOSITES
    ]
    is_there = pl.col("status_category_code").is_not_null() | pl.col("status_code").is_not_null()
    rows = pl.concat(each).filter(is_there | (pl.col("status_position") == 1))
    category = pl.col("status_category_code")
    return rows.sort("source_row", "status_position").with_columns(
        patient_control_number=pl.when("is_claim").then("patient_control_number"),
        outcome=outcome(category),
        reason=reason(category, pl.col("status_code"), pl.col("entity_code")),
    )


def _composite(raw: pl.Series, position: int) -> pl.DataFrame:
    names = ("status_category_code", "status_code", "entity_code")
    parts = raw.to_frame("raw").select(
        pl.col("raw").str.to_uppercase().str.split_exact(COMPONENT, 2)
    )["raw"]
    bare = [(name, pl.col(f"field_{at}").str.strip_chars()) for at, name in enumerate(names)]
    return parts.struct.unnest().select(
        pl.lit(position, pl.Int64).alias("status_position"),
        *(pl.when(each != "").then(each).alias(name) for name, each in bare),
    )


def with_outcomes(rows: pl.DataFrame, statuses: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return loops or lines with the outcome and reason of their statuses.

    ``key`` is loop or line. The first status of each STC decides: rejected where one
    rejects; partly accepted where only a further status, or a line of a claim, rejects.
    """
    own = statuses.filter(pl.col(key) >= 0)
    is_first = pl.col("status_position") == 1
    if key == "loop":
        is_first &= pl.col("line") < 0
    rejects, accepts = pl.col("outcome") == REJECTED, pl.col("outcome") == ACCEPTED
    judged = own.group_by(key, maintain_order=True).agg(
        is_rejected=(rejects & is_first).any(),
        is_accepted=(accepts & is_first).any() & (accepts | ~is_first).all(),
        is_partly=(rejects & ~is_first).any(),
        is_told=is_first.any(),
        why_rejected=pl.col("reason").filter(rejects).unique(maintain_order=True),
        why=pl.col("reason").filter(is_first).drop_nulls().unique(maintain_order=True),
        effective_date=pl.col("effective_date").first(),
        charge_amount=pl.col("charge_amount").filter(is_first).first(),
    )
    told = judged.select(
        key,
        outcome=pl.when(pl.col("is_rejected") | (~pl.col("is_told") & pl.col("is_partly")))
        .then(pl.lit(REJECTED))
        .when(pl.col("is_accepted") & pl.col("is_partly"))
        .then(pl.lit(PARTLY))
        .when("is_accepted")
        .then(pl.lit(ACCEPTED))
        .otherwise(pl.lit(UNKNOWN)),
        reason=_joined(),
        effective_date="effective_date",
        stated_amount="charge_amount",
    )
    index = np.full(len(rows), -1, dtype=np.int64)
    index[told[key].to_numpy()] = np.arange(len(told))
    named = {name: gathered(told[name], index) for name in told.columns if name != key}
    return rows.with_columns(**named).with_columns(outcome=pl.col("outcome").fill_null(UNKNOWN))


def _joined() -> pl.Expr:
    rejected = pl.col("why_rejected").list.join("; ")
    return (
        pl.when(pl.col("why_rejected").list.len() > 0)
        .then(rejected)
        .when(pl.col("why").list.len() > 0)
        .then(pl.col("why").list.join("; "))
    )


def contradicted() -> pl.Expr:
    """Return whether a status says one thing by its category and another by its action."""
    action = pl.col("action_code").replace_strict(ACTIONS, default=None, return_dtype=pl.String)
    is_first = pl.col("status_position") == 1
    is_known = pl.col("outcome") != UNKNOWN
    return is_first & is_known & action.is_not_null() & (action != pl.col("outcome"))
