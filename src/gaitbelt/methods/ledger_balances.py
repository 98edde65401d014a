"""Balances: what each line was charged, what came off, what was paid, and who owes the rest."""

import polars as pl

from gaitbelt.language.money import dollars_expr, whole_cents_expr
from gaitbelt.tables.ledger import (
    BALANCE,
    CASH,
    CHARGES,
    CONTRACTUAL,
    DENIED,
    ENTRY,
    NEXT_PAYER,
    PATIENT,
    RECEIVABLE,
    RECEIVABLES,
    REMITTANCES,
    WRITE_OFFS,
)
from gaitbelt.tables.sent_line import ACCOUNT

_BY_HAND = {
    "patient payment": (CASH, PATIENT),
    "write-off": (WRITE_OFFS, RECEIVABLE),
    "refund": (RECEIVABLE, CASH),
}
_KINDS = {
    "deductible_amount": "deductible",
    "coinsurance_amount": "coinsurance",
    "copayment_amount": "copayment",
    "other_patient_amount": "other patient responsibility",
    "patient_paid_amount": "patient payment",
    "refunded": "refund",
}


def postings(entries: pl.DataFrame) -> pl.DataFrame:
    """Return two rows per entry: ``account`` and ``cents``, debit above zero.

    The cents of the two are each other's opposite; the rows keep the entry's columns.
    """
    cents = whole_cents_expr(pl.col("amount"))
    debit = entries.with_columns(account="debit_account", cents=cents)
    credit = entries.with_columns(account="credit_account", cents=-cents)
    return pl.concat([debit, credit]).drop("debit_account", "credit_account", "amount")


def balances(entries: pl.DataFrame) -> pl.DataFrame:
    """Return one row per line of account, ``BALANCE``, in order.

    The balance is the sum of what payers, the patient and nobody yet (denied) owe; it equals
    charge less contractual adjustments, write-offs and payments, refunds given back. What a later answer paid of
    an earlier denial is taken out of what is denied.
    """
    own = entries.filter(pl.col("claim_id").is_not_null()).with_columns(
        cents=whole_cents_expr(pl.col("amount"))
    )
    debit, credit, cents = pl.col("debit_account"), pl.col("credit_account"), pl.col("cents")

    def net(*accounts: str) -> pl.Expr:
        up = pl.when(debit.is_in(accounts)).then(cents).otherwise(0)
        down = pl.when(credit.is_in(accounts)).then(cents).otherwise(0)
        return (up - down).sum()

    kinds = {
        name: pl.when(pl.col("entry_kind") == kind).then(cents).otherwise(0).sum()
        for name, kind in _KINDS.items()
    }
    summed = own.group_by(ACCOUNT).agg(
        charge_amount=-net(CHARGES),
        contractual_amount=net(CONTRACTUAL),
        write_off_amount=net(WRITE_OFFS),
        paid_amount=net(REMITTANCES) - kinds.pop("refunded"),
        balance_amount=net(*RECEIVABLES),
        payer_balance_amount=net(RECEIVABLE),
        next_payer_balance_amount=net(NEXT_PAYER),
        patient_balance_amount=net(PATIENT),
        denied_balance_amount=net(DENIED),
        **kinds,
    )
    moved = pl.min_horizontal("denied_balance_amount", -pl.col("payer_balance_amount"))
    moved = moved.clip(lower_bound=0)
    netted = summed.with_columns(
        payer_balance_amount=pl.col("payer_balance_amount") + moved,
        denied_balance_amount=pl.col("denied_balance_amount") - moved,
    )
    amounts = [name for name in BALANCE if name.endswith("_amount")]
    shown = netted.with_columns(dollars_expr(pl.col(name)).alias(name) for name in amounts)
    return shown.select(*BALANCE).sort(*ACCOUNT, nulls_last=True)


def by_hand(rows: pl.DataFrame) -> pl.DataFrame:
    """Return entries that a person makes: ``ENTRY``, each of two accounts.

    ``rows``: ``entry_id`` (unique), ``entry_kind`` (patient payment, write-off or refund),
    ``amount``, ``entry_date``, ``claim_id``, ``date_of_service``, ``line_key`` and
    ``reference``, the reason given; ``receivable_account``, where it is there, says whose
    debt is paid or written off. Rows of another kind are left out.
    """
    kind = pl.col("entry_kind")
    debits = {name: accounts[0] for name, accounts in _BY_HAND.items()}
    own = {name: accounts[1] for name, accounts in _BY_HAND.items()}
    told = pl.col("receivable_account") if "receivable_account" in rows.columns else pl.lit(None)
    credited = pl.when(kind != "refund").then(told)
    named = rows.filter(kind.is_in(list(_BY_HAND))).with_columns(
        debit_account=kind.replace_strict(debits, return_dtype=pl.String),
        credit_account=pl.coalesce(credited, kind.replace_strict(own, return_dtype=pl.String)),
        is_reversal=pl.col("amount") < 0,
    )
    return named.select(
        pl.col(name).cast(dtype) if name in named.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in ENTRY.items()
    )
