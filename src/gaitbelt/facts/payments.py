"""What is charged, allowed and cut, and what the payer says it pays at all."""

import numpy as np
import polars as pl

from gaitbelt.facts.units import lines_of_code
from gaitbelt.facts.visit_limits import changes
from gaitbelt.language.arrays import whole_numbers
from gaitbelt.language.fact import CODE_ON_DATE, PROVIDER_DATE, fact, frame_fact
from gaitbelt.language.money import times_cents, whole_cents_expr
from gaitbelt.language.words import any_of, carries, policy

CODE_GROUP = f"group:{CODE_ON_DATE}"
charge = pl.col("charge_amount")
unit_count = pl.col("unit_count")


@fact(per=PROVIDER_DATE)
def has_charge_on_date() -> pl.Expr:
    """Whether any line of the provider's date has a charge."""
    return any_of(charge.is_not_null())


MORE_OR_LESS = ("22", "52", "53")
"""Modifiers of a service that was more or less than usual, and is charged so."""


@fact()
def may_be_uneven() -> pl.Expr:
    """Whether the line has a usual charge and a unit, and its code another line on the date."""
    is_charged = charge.is_not_null() & (unit_count > 0)
    is_usual = ~carries(*MORE_OR_LESS).fill_null(value=False)
    return ((lines_of_code > 1) & is_charged & is_usual).fill_null(value=False)


@frame_fact(
    reads=(CODE_GROUP, "charge_amount", "unit_count", "may_be_uneven"),
    produces={"is_charge_uneven": pl.Boolean()},
    only_where="may_be_uneven",
    fewest=2,
)
def _uneven(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Whether the line's charge for a unit differs from that of the code's other lines."""
    asked = np.flatnonzero(lines["may_be_uneven"].to_numpy())
    own = lines[asked]
    group = own[CODE_GROUP].to_numpy().astype(np.int64)
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(changes(group[order]))
    first = order[np.repeat(starts, np.diff(np.append(starts, order.size)))]
    charged = own.select(whole_cents_expr(charge)).to_series().to_numpy()
    units = whole_numbers(own["unit_count"], 0)
    here, there = (
        times_cents(charged[order], units[first]),
        times_cents(charged[first], units[order]),
    )
    is_uneven = np.zeros(lines.height, dtype=np.bool_)
    is_uneven[asked[order]] = here != there
    return pl.DataFrame({"is_charge_uneven": is_uneven})


(is_charge_uneven,) = _uneven


@fact(per=CODE_ON_DATE)
def has_uneven_charges() -> pl.Expr:
    """Whether lines of the code on the date have different charges for a unit."""
    return any_of(is_charge_uneven.fill_null(value=False))


@fact()
def charge_in_words() -> pl.Expr:
    """The line's charge, or a word where it has none."""
    return charge.cast(pl.String).fill_null("nothing")


REDUCED = "59"
"""The adjustment reason code of units cut because others were given that day."""


@fact()
def is_cut_as_one_of_several() -> pl.Expr:
    """Whether the payer cut the line because others were given that day; no without reasons."""
    return pl.col("adjustment_reason_codes").list.contains(REDUCED).fill_null(value=False)


def _listed(name: str) -> pl.Expr:
    """Return whether the payer's published list holds the code; no where it has none."""
    held = policy(name).str.split(" ").list.contains(pl.col("hcpcs_code"))
    return held.fill_null(value=False)


@fact(stands_for="hcpcs_code")
def is_code_unpaid() -> pl.Expr:
    """Whether the payer has published that it does not pay the code to this discipline."""
    is_of_pt = (pl.col("line_discipline") == "PT").fill_null(value=False)
    is_unpaid = _listed("unpaid_codes") | (is_of_pt & _listed("unpaid_codes_pt"))
    return pl.when(pl.col("hcpcs_code").is_not_null()).then(is_unpaid)


@fact()
def reviewed_places() -> pl.Expr:
    """Places of service that the payer reviews; empty where it has published none."""
    return policy("reviewed_places_of_service").str.split(" ")


@fact()
def is_place_reviewed() -> pl.Expr:
    """Whether the payer reviews services in the line's place."""
    place = pl.col("place_of_service_code")
    is_reviewed = pl.when(place.is_not_null()).then(reviewed_places.list.contains(place))
    return reviewed_places.is_not_null() & is_reviewed
