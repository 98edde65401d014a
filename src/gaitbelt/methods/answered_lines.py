"""What a payer's standing answer says of each line, put together from its parts."""

from collections.abc import Collection

import polars as pl

from gaitbelt.language.money import dollars_expr, whole_cents_expr
from gaitbelt.methods.ledger_components import answered_components, sequences
from gaitbelt.methods.ledger_shares import placed_components
from gaitbelt.methods.matching import Matched
from gaitbelt.methods.payment_admission import Remittances
from gaitbelt.tables.answered_line import ANSWERED_AMOUNTS, ANSWERED_LINE
from gaitbelt.tables.sent_line import ACCOUNT

SEQUESTRATION, QUALITY = "253", "237"
_CLAIM = ("source_file", "claim_row")
_BY_COMPONENT = {
    "answered_paid_amount": "payer payment",
    "answered_deductible_amount": "deductible",
    "answered_coinsurance_amount": "coinsurance",
    "answered_copayment_amount": "copayment",
    "answered_other_patient_amount": "other patient responsibility",
    "answered_contractual_amount": "contractual adjustment",
    "answered_denied_amount": "denial",
}
_BY_REASON = {
    "answered_sequestration_amount": SEQUESTRATION,
    "answered_quality_amount": QUALITY,
}


def answered_lines(
    remittances: Remittances, matched: Matched, contractual_reasons: Collection[str]
) -> pl.DataFrame:
    """Return the first payer's standing answer to each line of account, ``ANSWERED_LINE``.

    ``remittances``: those behind ``matched``. Of several answers the last by payment date
    that is no reversal stands, and none where there are as many reversals as answers.
    Bundled lines have their share by charge, and no stated allowed amount.
    """
    answers = _answers(remittances, matched)
    placed = placed_components(
        answered_components(remittances, contractual_reasons), matched.matches
    ).filter(pl.col("line_key").is_not_null())
    sums = placed.group_by(*_CLAIM, *ACCOUNT).agg(
        **{name: _sum(pl.col("component") == kind) for name, kind in _BY_COMPONENT.items()},
        **{
            name: _sum(pl.col("adjustment_reason_code") == reason)
            for name, reason in _BY_REASON.items()
        },
        adjustment_reason_codes=pl.col("adjustment_reason_code").drop_nulls().unique().sort(),
    )
    whole = (
        answers.join(sums, on=[*_CLAIM, *ACCOUNT], how="left", nulls_equal=True)
        .join(_stated(remittances, matched), on=[*_CLAIM, *ACCOUNT], how="left", nulls_equal=True)
        .with_columns(pl.col(*_BY_COMPONENT, *_BY_REASON).fill_null(0))
    )
    is_back = pl.col("is_taken_back").fill_null(value=False)
    standing = (pl.when(is_back).then(-1).otherwise(1)).sum().over(ACCOUNT)
    order = [~is_back, "payment_date", *_CLAIM]
    last = (
        whole.with_columns(standing=standing)
        .sort(order, nulls_last=False)
        .unique(ACCOUNT, keep="last", maintain_order=True)
        .with_columns(is_taken_back=pl.col("standing") <= 0)
    )
    return (
        last.with_columns(dollars_expr(pl.col(name)).alias(name) for name in ANSWERED_AMOUNTS)
        .select(pl.col(name).cast(dtype) for name, dtype in ANSWERED_LINE.items())
        .sort(*ACCOUNT, nulls_last=True)
    )


def _sum(holds: pl.Expr) -> pl.Expr:
    return pl.when(holds).then("cents").otherwise(0).sum()


def _answers(remittances: Remittances, matched: Matched) -> pl.DataFrame:
    """Return one row per answer of a first payer and line of account that it meets."""
    owners = matched.matches.select(
        *ACCOUNT, "claim_row", "match_key", "part", "answered_code", source_file="answer_file"
    ).unique([*_CLAIM, *ACCOUNT], keep="first", maintain_order=True)
    place = ["source_file", "transaction_row"]
    dated = remittances.claims.select(
        *place, claim_row="source_row", is_taken_back="is_reversal"
    ).join(
        remittances.payments.select(*place, "payment_date").unique(place),
        on=place,
        how="left",
        nulls_equal=True,
    )
    first = sequences(remittances, matched).filter(pl.col("sequence") == 1)
    return owners.join(first.select(_CLAIM), on=_CLAIM, how="semi", nulls_equal=True).join(
        dated.drop("transaction_row"), on=_CLAIM, how="left", nulls_equal=True
    )


def _stated(remittances: Remittances, matched: Matched) -> pl.DataFrame:
    """Return the allowed amount and units that an answer states of a line, over its parts."""
    units = pl.col("paid_unit_count").fill_null(1).abs()
    rows = remittances.lines.select(
        *_CLAIM,
        line_row="source_row",
        allowed=whole_cents_expr(pl.col("allowed_amount")),
        units=units.cast(pl.Int64),
    )
    owners = matched.matches.filter(pl.col("part").is_in(["whole", "split"])).select(
        *ACCOUNT, "claim_row", "line_row", source_file="answer_file"
    )
    is_whole = pl.col("allowed").is_not_null().all()
    return (
        owners.join(rows, on=[*_CLAIM, "line_row"], nulls_equal=True)
        .group_by(*_CLAIM, *ACCOUNT)
        .agg(
            answered_allowed_amount=pl.when(is_whole).then(pl.col("allowed").sum()),
            answered_unit_count=pl.col("units").sum(),
        )
    )
