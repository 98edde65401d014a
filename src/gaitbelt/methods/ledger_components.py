"""What an answer says of a claim or line, in parts: its payment, and each adjustment."""

from collections.abc import Collection

import polars as pl

from gaitbelt.language.money import whole_cents_expr
from gaitbelt.methods.matching import Matched
from gaitbelt.methods.payment_admission import Remittances

PRIOR_PAYERS = "23"
"""Reason of the amount that payers before have paid and taken off."""

_SECOND, _THIRD = ("2", "20"), ("3", "21")
_FORWARDED = ("19", "20", "21")
"""Claim status codes: processed as first, second, third payer, and forwarded (CLP02)."""

_CLAIM = ("source_file", "claim_row")
_PATIENT_BY_REASON = {"1": "deductible", "2": "coinsurance", "3": "copayment"}
_SENT_SEQUENCES = {"primary": 1, "secondary": 2, "tertiary": 3}


def component_of(contractual_reasons: Collection[str]) -> pl.Expr:
    """Return what an adjustment is: the patient's, written off, denied, or null for none.

    Only what is known to be contractual is written off; what is not known stays in the
    balance as denied.
    """
    group, reason = pl.col("adjustment_group_code"), bare_reason()
    patient = reason.replace_strict(_PATIENT_BY_REASON, default="other patient responsibility")
    return (
        pl.when(reason == PRIOR_PAYERS)
        .then(pl.lit(None, dtype=pl.String))
        .when(group == "PR")
        .then(patient)
        .when(reason.is_in(list(contractual_reasons)))
        .then(pl.lit("contractual adjustment"))
        .otherwise(pl.lit("denial"))
    )


def bare_reason() -> pl.Expr:
    """Return an adjustment's reason in capitals, without leading zeros."""
    written = pl.col("adjustment_reason_code").str.strip_chars().str.to_uppercase()
    return written.str.replace(r"^0+([0-9])", "$1")


def answered_components(
    remittances: Remittances, contractual_reasons: Collection[str]
) -> pl.DataFrame:
    """Return one row per payment and adjustment of every line, and of every claim's rest.

    Columns: ``source_file``, ``transaction_row``, ``claim_row``, ``line_row`` (null: the claim
    as a whole), ``component``, ``cents``, ``position``, group, reason, ``is_reversal``,
    ``patient_control_number``, ``source_row``. The claim's own payment is what CLP04 has
    beyond its lines. Amounts of nothing are left out.
    """
    claims = remittances.claims.with_columns(claim_row="source_row")
    of_claim = claims.select(*_CLAIM, "is_reversal", "patient_control_number")
    paid = _paid(remittances.lines, claims)
    taken = remittances.adjustments.select(
        *_CLAIM,
        "transaction_row",
        "line_row",
        "source_row",
        "adjustment_group_code",
        adjustment_reason_code=bare_reason(),
        component=component_of(contractual_reasons),
        cents=whole_cents_expr(pl.col("adjustment_amount")),
        position=pl.col("adjustment_position"),
    ).drop_nulls("component")
    whole = pl.concat([paid, taken], how="diagonal").filter(pl.col("cents") != 0)
    return whole.join(of_claim, on=_CLAIM, how="left", nulls_equal=True).with_columns(
        pl.col("is_reversal").fill_null(value=False)
    )


def _paid(lines: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    cents = whole_cents_expr(pl.col("paid_amount"))
    of_lines = lines.select(
        *_CLAIM, "transaction_row", "source_row", line_row="source_row", cents=cents
    )
    sums = of_lines.group_by(_CLAIM).agg(by_lines=pl.col("cents").sum())
    rest = claims.join(sums, on=_CLAIM, how="left", nulls_equal=True).select(
        *_CLAIM,
        "transaction_row",
        "source_row",
        line_row=pl.lit(None, dtype=pl.Int64()),
        cents=cents - pl.col("by_lines").fill_null(0),
    )
    return pl.concat([of_lines, rest]).with_columns(
        component=pl.lit("payer payment"), position=pl.lit(0, dtype=pl.Int64)
    )


def _places(remittances: Remittances) -> pl.DataFrame:
    """Return by claim of an answer its payer's place, and how far it was passed on."""
    prior = (
        remittances.adjustments.filter(bare_reason() == PRIOR_PAYERS)
        .select(*_CLAIM)
        .unique()
        .with_columns(has_prior=pl.lit(value=True))
    )
    status = pl.col("claim_status_code")
    own = (
        pl.when(status.is_in(_THIRD))
        .then(3)
        .when(status.is_in(_SECOND) | pl.col("has_prior"))
        .then(2)
        .otherwise(1)
    )
    passed = status.is_in(_FORWARDED) | pl.col("crossover_payer_id").is_not_null()
    return (
        remittances.claims.with_columns(claim_row="source_row")
        .join(prior, on=_CLAIM, how="left", nulls_equal=True)
        .select(*_CLAIM, sequence=own, reach=own + passed.fill_null(value=False).cast(pl.Int32))
    )


def sequences(remittances: Remittances, matched: Matched) -> pl.DataFrame:
    """Return by claim of an answer its payer's place, and the last payer's of the account.

    A payer's place is its claim status, or second where payers before are taken into
    account (reason 23). The last place is that of the farthest answer, forwarding, crossover
    or sending known for the claim.
    """
    rows = _places(remittances)
    accounts = matched.matches.select("claim_row", "claim_id", source_file="answer_file").unique()
    reached = (
        rows.join(accounts, on=_CLAIM, nulls_equal=True)
        .group_by("claim_id")
        .agg(pl.col("reach").max())
    )
    sent = matched.sent.group_by("claim_id").agg(
        sent_reach=pl.col("payer_sequence")
        .replace_strict(_SENT_SEQUENCES, default=1, return_dtype=pl.Int32)
        .max()
    )
    last = sent.join(reached, on="claim_id", how="left").select(
        "claim_id", last_sequence=pl.max_horizontal("sent_reach", "reach")
    )
    by_claim = accounts.join(last, on="claim_id", how="left")
    return rows.drop("reach").join(
        by_claim.group_by(_CLAIM).agg(pl.col("last_sequence").max()),
        on=_CLAIM,
        how="left",
        nulls_equal=True,
    )
