"""Adjustments of claims and lines (CAS) and of the provider (PLB), one row each."""

import numpy as np
import polars as pl

from gaitbelt.edges.x12.attached import day, quantity
from gaitbelt.edges.x12.claims import amount, elements
from gaitbelt.edges.x12.located import gathered
from gaitbelt.edges.x12.remittance.places import GROUPS, RemittancePlaces
from gaitbelt.edges.x12.segments import COMPONENT, ELEMENT, Places, Segments

MOST = 6
"""A CAS or PLB segment holds at most six adjustments."""


def adjustment_table(
    segments: Segments, places: RemittancePlaces, claims: pl.DataFrame, lines: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return one row per adjustment, and the segments that could not be read whole.

    Those have the columns place, is_orphan (outside any claim) and is_long (more than six).
    """
    found = segments.where("CAS")
    found = found[found >= segments.carried]
    line = places.in_line(found)
    claim = np.where(line >= 0, np.append(places.claim_of_line, -1)[line], places.in_claim(found))
    is_orphan = claim < 0
    orphans = found[is_orphan]
    found, claim, line = found[~is_orphan], claim[~is_orphan], line[~is_orphan]
    rows, long = _triples(segments, found)
    at = rows["index"].to_numpy()
    table = pl.DataFrame(
        {
            "level": pl.Series(np.where(line >= 0, 1, 0), dtype=pl.Int64).replace_strict(
                [0, 1], ["claim", "line"], return_dtype=pl.String
            )[at],
            "patient_control_number": gathered(claims["patient_control_number"], claim)[at],
            "claim_row": gathered(claims["source_row"], claim)[at],
            "line_number": gathered(lines["line_number"], line)[at],
            "line_row": gathered(lines["source_row"], line)[at],
            **{name: column[at] for name, column in places.origins.of(segments, found).items()},
        }
    )
    faults = pl.DataFrame(
        {
            "place": np.concatenate([orphans, found[long]]),
            "is_orphan": np.arange(len(orphans) + len(long)) < len(orphans),
        }
    )
    return pl.concat([table, rows.drop("index")], how="horizontal"), faults


def _triples(segments: Segments, found: Places) -> tuple[pl.DataFrame, Places]:
    """Return the segments' adjustments in order, and which segments hold more than six."""
    parts = segments.lines.gather(found).str.splitn(ELEMENT, 6).struct.unnest()
    group = parts["field_1"]
    if not group.is_in(GROUPS).all():
        group = group.str.strip_chars().str.to_uppercase()
    first = _triple(parts, np.arange(len(found)), group, 2, 1, is_tidy=segments.is_tidy)
    rest, index = _remaining(parts["field_5"], np.arange(len(found)))
    several = [first]
    for position in range(2, MOST + 1):
        if not len(index):
            break
        parts = rest.str.splitn(ELEMENT, 4).struct.unnest()
        several.append(_triple(parts, index, group[index], 0, position, is_tidy=segments.is_tidy))
        rest, index = _remaining(parts["field_3"], index)
    rows = pl.concat(several) if len(several) > 1 else first
    raws = ("raw_reason", "raw_amount", "raw_quantity")
    is_kept = pl.any_horizontal(pl.col(name).is_not_null() for name in raws)
    rows = rows.filter(is_kept | (pl.col("adjustment_position") == 1))
    if len(several) > 1:
        rows = rows.sort("index", "adjustment_position")
    typed = rows.with_columns(
        adjustment_amount=amount(pl.col("raw_amount")),
        adjustment_quantity=quantity(pl.col("raw_quantity")),
        adjustment_reason_code=pl.col("raw_reason").str.to_uppercase(),
        adjustment_group_code=pl.when(pl.col("group") != "").then("group"),
    )
    return typed.drop("group"), index


def _remaining(rest: pl.Series, index: Places) -> tuple[pl.Series, Places]:
    """Return what is left to part of the segments that hold more than separators."""
    is_left = (rest.str.strip_chars(f"{ELEMENT} ") != "").fill_null(value=False)
    return rest.filter(is_left), index[is_left.to_numpy()]


def _triple(
    parts: pl.DataFrame,
    index: Places,
    group: pl.Series,
    first: int,
    position: int,
    *,
    is_tidy: bool,
) -> pl.DataFrame:
    names = ("raw_reason", "raw_amount", "raw_quantity")
    bare = [pl.col(f"field_{first + step}") for step in range(3)]
    if not is_tidy:
        bare = [each.str.strip_chars() for each in bare]
    return parts.select(
        index=pl.Series(index, dtype=pl.Int64),
        group=group,
        adjustment_position=pl.lit(position, dtype=pl.Int64),
        **{name: pl.when(each != "").then(each) for name, each in zip(names, bare, strict=True)},
    )


def provider_adjustment_table(segments: Segments, places: RemittancePlaces) -> pl.DataFrame:
    """Return one row per adjustment of a provider, with its raw columns."""
    found = segments.where("PLB")
    found = found[found >= segments.carried]
    wanted = tuple(range(1, 2 * MOST + 3))
    parts = elements(segments, found, *wanted)
    origin = places.origins.of(segments, found)
    each = [
        pl.DataFrame(
            {
                "provider_id": parts["e1"],
                "raw_date": parts["e2"],
                "raw_reason": parts[f"e{2 * position + 1}"],
                "raw_amount": parts[f"e{2 * position + 2}"],
                "adjustment_position": [position] * len(found),
                **origin,
            },
            schema_overrides={"adjustment_position": pl.Int64},
        )
        for position in range(1, MOST + 1)
    ]
    is_there = pl.col("raw_reason").is_not_null() | pl.col("raw_amount").is_not_null()
    rows = pl.concat(each).filter(is_there).sort("source_row", "adjustment_position")
    reason = pl.col("raw_reason").str.split_exact(COMPONENT, 1).struct
    return rows.with_columns(
        fiscal_period_date=day(pl.col("raw_date")),
        provider_adjustment_reason_code=reason.field("field_0").str.strip_chars(),
        provider_adjustment_reference=_kept(reason.field("field_1").str.strip_chars()),
        adjustment_amount=amount(pl.col("raw_amount")),
    )


def _kept(text: pl.Expr) -> pl.Expr:
    return pl.when(text != "").then(text)
