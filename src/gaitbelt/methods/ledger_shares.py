"""Where each part of an answer is put: on its line, over several, on the claim, or nowhere."""

import polars as pl

from gaitbelt.language.money import part_cents_expr, whole_cents_expr
from gaitbelt.tables.sent_line import ACCOUNT

_LINE = ("source_file", "claim_row", "line_row")
_OVER_SEVERAL = ("bundled", "claim")


def placed_components(components: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    """Return the components with the line of account that each is put on.

    A line that answers one line goes there whole. What answers several is shared by their
    charges, so that each line still balances and no cent is lost. What a payer adjusts on
    the claim as a whole goes to the claim; what met nothing has no ``claim_id``.
    """
    owners = matches.rename({"answer_file": "source_file"}).select(
        *_LINE, *ACCOUNT, "part", "sent_charge_amount"
    )
    is_shared = pl.col("part").is_in(_OVER_SEVERAL)
    alone = components.join(owners.filter(~is_shared), on=_LINE, nulls_equal=True).drop(
        "sent_charge_amount", "part"
    )
    shared = _shared(components, owners.filter(is_shared))
    rest = components.join(owners, on=_LINE, how="anti", nulls_equal=True)
    claims = owners.group_by("source_file", "claim_row").agg(
        pl.col("claim_id").first(), is_one=pl.col("claim_id").n_unique() == 1
    )
    of_claim = rest.join(
        claims.filter("is_one").drop("is_one"),
        on=["source_file", "claim_row"],
        how="left",
        nulls_equal=True,
    ).with_columns(
        claim_id=pl.when(pl.col("line_row").is_null()).then("claim_id"),
        date_of_service=pl.lit(None, dtype=pl.Date()),
        line_key=pl.lit(None, dtype=pl.String()),
    )
    names = alone.columns
    return pl.concat([alone, shared.select(names), of_claim.select(names)])


def _shared(components: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Return components over several lines, by charge; the largest takes what rounding leaves.

    Every component but the largest is cut at the running share of the charges; the largest
    is what each line's charge still lacks, so that lines and components both add up. Where
    the components are not the charge (a claim's rest, reason 23), all are cut alike.
    """
    components = components.join(owners, on=_LINE, how="semi", nulls_equal=True)
    charge = whole_cents_expr(pl.col("sent_charge_amount")).abs()
    placed = owners.with_columns(charge=charge).sort(*_LINE, *ACCOUNT, nulls_last=True)
    placed = placed.with_columns(
        through=pl.col("charge").cum_sum().over(_LINE), whole=pl.col("charge").sum().over(_LINE)
    )
    numbered = components.sort(
        *_LINE, pl.col("cents").abs(), "source_row", "position", nulls_last=True
    ).with_columns(
        is_largest=pl.col("cents").cum_count().over(_LINE) == pl.len().over(_LINE),
        total=pl.col("cents").sum().over(_LINE),
    )
    both = placed.join(numbered, on=_LINE, nulls_equal=True).filter(pl.col("whole") > 0)
    own = _cut(pl.col("cents"))
    both = both.with_columns(own=own, of_total=_cut(pl.col("total")))
    others = pl.when("is_largest").then(0).otherwise("own").sum().over(*_LINE, *ACCOUNT)
    return both.with_columns(
        cents=pl.when("is_largest").then(pl.col("of_total") - others).otherwise("own")
    )


def _cut(amount: pl.Expr) -> pl.Expr:
    """Return each line's part of an amount: its running share less that of those before."""
    through, whole = pl.col("through"), pl.col("whole")
    before = through - pl.col("charge")
    return part_cents_expr(amount, through, whole) - part_cents_expr(amount, before, whole)
