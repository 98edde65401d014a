"""Posting: what was sent and what was answered, as entries of two accounts each.

Every entry debits one account and credits another with the same amount, so that it balances
by itself. The entries depend on the documents alone, not on the order or the files in which
they came; what a later document changes is settled by further entries (``journal``), never
by taking one away. A file posts completely or not at all.

Of a line's adjustments those under PR become the patient's by their kind, those that the
contract lets a payer take are written off, and every other one is kept in the balance as
denied, for somebody to work. Reason 23 (what payers before paid and took) moves nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from gaitbelt.language.money import dollars_expr, whole_cents_expr
from gaitbelt.methods.ledger_components import answered_components, sequences
from gaitbelt.methods.ledger_shares import placed_components
from gaitbelt.methods.matching import Matched, match
from gaitbelt.methods.payment_admission import Remittances, admitted
from gaitbelt.tables.ledger import (
    CASH,
    CHARGES,
    CONTRACTUAL,
    DENIED,
    ENTRY,
    FORWARD,
    INTEREST,
    NEXT_PAYER,
    PATIENT,
    PROVIDER,
    RECEIVABLE,
    RECOUPMENTS,
    REFUNDS,
    REMITTANCES,
    UNAPPLIED,
)

PATIENT_KINDS = ("deductible", "coinsurance", "copayment", "other patient responsibility")
_PROVIDER_ACCOUNTS = {
    "WO": ("recoupment", RECOUPMENTS),
    "L6": ("interest", INTEREST),
    "72": ("refund", REFUNDS),
    "FB": ("forward balance", FORWARD),
}
VOID = "8"


@dataclass(frozen=True, slots=True)
class Posting:
    """What posting gives.

    ``entries``: ``ENTRY``. ``files``: ``POSTED_FILE``. ``payments``: ``POSTED_PAYMENT``.
    ``matched``: the matches behind the entries, and all that met nothing.
    """

    entries: pl.DataFrame
    files: pl.DataFrame
    payments: pl.DataFrame
    matched: Matched


def post(
    remittances: Remittances,
    sent: pl.DataFrame,
    contractual_reasons: Collection[str],
    posted: pl.DataFrame | None = None,
) -> Posting:
    """Return the entries of the claims sent and of the remittances that post.

    ``sent``: ``SENT_LINE``. ``contractual_reasons``: the adjustment reasons that are written
    off under CO, PI or OA. ``posted``: ``payment_key`` and ``content_digest`` of payments in
    the ledger already; they make no entry again. Amounts are exact to the cent.
    """
    judged = admitted(remittances, posted)
    fresh = judged.payments.filter(~pl.col("is_repeated"))
    own = remittances.only(fresh)
    matched = match(own.claims, own.lines, sent)
    components = answered_components(own, contractual_reasons)
    order = sequences(own, matched)
    placed = placed_components(components, matched.matches)
    rows = placed.join(
        fresh.select("source_file", "transaction_row", "payment_key", "payer_id", "payment_date"),
        on=["source_file", "transaction_row"],
        nulls_equal=True,
    ).join(order, on=["source_file", "claim_row"], how="left", nulls_equal=True)
    entries = pl.concat(
        [
            charge_entries(matched.sent),
            _answer_entries(rows),
            _transfer_entries(rows),
            _provider_entries(own, fresh),
            _check_entries(fresh),
        ]
    )
    return Posting(entries, judged.files, judged.payments, matched)


def charge_entries(sent: pl.DataFrame) -> pl.DataFrame:
    """Return the charge of each sending, and the reversal of each that was replaced.

    ``sent``: ``Matched.sent``. A void (frequency 8) charges nothing and undoes the sendings
    before it.
    """
    said = pl.concat_str(
        [
            pl.lit("charge"),
            *(
                pl.col(name).cast(pl.String).fill_null("")
                for name in ("claim_id", "date_of_service", "line_key", "submitted_on",
                             "claim_frequency_code", "charge_amount", "sent_digest")
            ),
        ],
        separator="/",
    )  # fmt: skip
    charged = (
        sent.filter(pl.col("charge_amount").is_not_null())
        .filter((pl.col("claim_frequency_code") != VOID).fill_null(value=True))
        .with_columns(
            entry_kind=pl.lit("charge"),
            debit_account=pl.lit(RECEIVABLE),
            credit_account=pl.lit(CHARGES),
            amount=pl.col("charge_amount"),
            entry_date=pl.coalesce("submitted_on", "date_of_service"),
            is_reversal=pl.lit(value=False),
            reference=pl.col("claim_id"),
            entry_id=said,
        )
    )
    undone = charged.filter(pl.col("version") > 0).with_columns(
        amount=-pl.col("amount"),
        is_reversal=pl.lit(value=True),
        entry_id=pl.col("entry_id") + "/replaced",
    )
    return pl.concat([_shaped(charged), _shaped(undone)])


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.col(name).cast(dtype) if name in rows.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in ENTRY.items()
    )


def _owed_by() -> pl.Expr:
    """Return the account of the payer that answers: the first one's, or a later one's."""
    later = pl.col("sequence") > 1
    return pl.when(later).then(pl.lit(NEXT_PAYER)).otherwise(pl.lit(RECEIVABLE))


def _identified(what: str, *more: str) -> pl.Expr:
    """Return what names an entry by its place in its payment, wherever the file stands."""
    offset = pl.col("source_row") - pl.col("transaction_row")
    parts = [
        pl.col("payment_key"),
        offset.cast(pl.String),
        pl.lit(what),
        *(pl.col(name).cast(pl.String) for name in more),
        pl.col("position").cast(pl.String),
        pl.col("claim_id").fill_null(""),
        pl.col("date_of_service").cast(pl.String).fill_null(""),
        pl.col("line_key").fill_null(""),
    ]
    return pl.concat_str(parts, separator="/")


def _answer_entries(rows: pl.DataFrame) -> pl.DataFrame:
    kind = pl.col("component")
    is_payment = kind == "payer payment"
    is_stray = pl.col("claim_id").is_null()
    is_back = is_payment & pl.col("is_reversal")
    debit = (
        pl.when(is_payment)
        .then(pl.lit(REMITTANCES))
        .when(kind == "contractual adjustment")
        .then(pl.lit(CONTRACTUAL))
        .when(kind == "denial")
        .then(pl.lit(DENIED))
        .otherwise(pl.lit(PATIENT))
    )
    named = (
        pl.when(is_stray)
        .then(pl.lit("unapplied payment"))
        .when(is_back)
        .then(pl.lit("recoupment"))
        .otherwise(kind)
    )
    posts = rows.filter((~is_stray | is_payment) & (pl.col("cents") != 0))
    return _shaped(
        posts.with_columns(
            entry_id=_identified("answer", "component", "cents"),
            entry_kind=named,
            debit_account=debit,
            credit_account=pl.when(is_stray).then(pl.lit(UNAPPLIED)).otherwise(_owed_by()),
            amount=dollars_expr(pl.col("cents")),
            entry_date=pl.col("payment_date"),
            reference=pl.col("patient_control_number"),
        )
    )


def _transfer_entries(rows: pl.DataFrame) -> pl.DataFrame:
    """Return what goes on to a further payer: the patient's share, where there is one."""
    goes_on = (pl.col("sequence") < pl.col("last_sequence")).fill_null(value=False)
    is_share = pl.col("component").is_in(PATIENT_KINDS) & pl.col("claim_id").is_not_null()
    return _shaped(
        rows.filter(goes_on & is_share & (pl.col("cents") != 0)).with_columns(
            entry_id=_identified("transfer", "component", "cents"),
            entry_kind=pl.lit("transfer to next payer"),
            debit_account=pl.lit(NEXT_PAYER),
            credit_account=pl.lit(PATIENT),
            amount=dollars_expr(pl.col("cents")),
            entry_date=pl.col("payment_date"),
            reference=pl.col("patient_control_number"),
        )
    )


def _provider_entries(own: Remittances, fresh: pl.DataFrame) -> pl.DataFrame:
    """Return what a payer took from or added to a check outside of any claim (PLB)."""
    reason = pl.col("provider_adjustment_reason_code")
    kinds = {code: kind for code, (kind, _) in _PROVIDER_ACCOUNTS.items()}
    accounts = {code: account for code, (_, account) in _PROVIDER_ACCOUNTS.items()}
    place = ["source_file", "transaction_row"]
    rows = own.provider_adjustments.join(
        fresh.select(*place, "payment_key", "payer_id", "payment_date"), on=place, nulls_equal=True
    ).with_columns(
        position=pl.col("adjustment_position"),
        claim_id=pl.lit(None, dtype=pl.String),
        date_of_service=pl.lit(None, dtype=pl.Date),
        line_key=pl.lit(None, dtype=pl.String),
    )
    return _shaped(
        rows.filter(pl.col("adjustment_amount") != 0).with_columns(
            entry_id=_identified("provider"),
            entry_kind=reason.replace_strict(kinds, default="provider adjustment"),
            debit_account=reason.replace_strict(accounts, default=PROVIDER),
            credit_account=pl.lit(REMITTANCES),
            amount=pl.col("adjustment_amount"),
            entry_date=pl.col("payment_date"),
            adjustment_reason_code=reason,
            is_reversal=pl.lit(value=False),
            reference=pl.col("provider_adjustment_reference"),
        )
    )


def _check_entries(fresh: pl.DataFrame) -> pl.DataFrame:
    return _shaped(
        fresh.filter(whole_cents_expr(pl.col("payment_amount")) != 0).with_columns(
            entry_id=pl.col("payment_key") + "/check",
            entry_kind=pl.lit("payment received"),
            debit_account=pl.lit(CASH),
            credit_account=pl.lit(REMITTANCES),
            amount=pl.col("payment_amount"),
            entry_date=pl.col("payment_date"),
            is_reversal=pl.lit(value=False),
            source_row=pl.col("transaction_row"),
        )
    )
