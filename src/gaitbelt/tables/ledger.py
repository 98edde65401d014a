"""The ledger: what was charged, taken off, paid and owed, in entries of two accounts each."""

import polars as pl

from gaitbelt.tables.column import MONEY

RECEIVABLE = "receivable from payer"
NEXT_PAYER = "receivable from next payer"
PATIENT = "receivable from patient"
DENIED = "receivable denied"
RECEIVABLES = (RECEIVABLE, NEXT_PAYER, PATIENT, DENIED)
"""Who owes what is left of a line; together its balance."""

CHARGES = "charges"
CONTRACTUAL = "contractual adjustments"
WRITE_OFFS = "write-offs"
REMITTANCES = "remittances"
UNAPPLIED = "unapplied payments"
CASH = "cash"
RECOUPMENTS = "recoupments"
INTEREST = "interest"
REFUNDS = "refunds"
FORWARD = "forward balances"
PROVIDER = "provider adjustments"

ENTRY_KINDS = (
    "charge",
    "contractual adjustment",
    "payer payment",
    "recoupment",
    "deductible",
    "coinsurance",
    "copayment",
    "other patient responsibility",
    "denial",
    "transfer to next payer",
    "unapplied payment",
    "payment received",
    "interest",
    "refund",
    "forward balance",
    "provider adjustment",
    "patient payment",
    "write-off",
)

ENTRY: dict[str, pl.DataType] = {
    "entry_id": pl.String(),
    "entry_kind": pl.String(),
    "debit_account": pl.String(),
    "credit_account": pl.String(),
    "amount": MONEY,
    "entry_date": pl.Date(),
    "claim_id": pl.String(),
    "date_of_service": pl.Date(),
    "line_key": pl.String(),
    "payment_key": pl.String(),
    "payer_id": pl.String(),
    "adjustment_group_code": pl.String(),
    "adjustment_reason_code": pl.String(),
    "is_reversal": pl.Boolean(),
    "reference": pl.String(),
    "source_file": pl.String(),
    "source_row": pl.Int64(),
}
"""One row per entry: ``amount`` to the debit of one account and the credit of the other.

A negative amount undoes an earlier one; nothing is ever deleted. ``claim_id``,
``date_of_service`` and ``line_key`` name the line of account; the last two are null for
what a payer adjusted on the claim as a whole, all three for what belongs to no claim.
``reference`` is what the document calls it. ``entry_id`` depends on the content alone.
"""

BALANCE_STEPS = (
    "charge_amount",
    "contractual_amount",
    "write_off_amount",
    "paid_amount",
    "patient_paid_amount",
    "balance_amount",
)

BALANCE: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "date_of_service": pl.Date(),
    "line_key": pl.String(),
    **dict.fromkeys(BALANCE_STEPS, MONEY),
    "deductible_amount": MONEY,
    "coinsurance_amount": MONEY,
    "copayment_amount": MONEY,
    "other_patient_amount": MONEY,
    "payer_balance_amount": MONEY,
    "next_payer_balance_amount": MONEY,
    "patient_balance_amount": MONEY,
    "denied_balance_amount": MONEY,
}
"""One row per line of account; the last four add up to ``balance_amount``."""

FILE_OUTCOMES = ("posted", "posted before", "refused")

POSTED_FILE: dict[str, pl.DataType] = {
    "source_file": pl.String(),
    "outcome": pl.String(),
    "reason": pl.String(),
    "payment_count": pl.Int64(),
    "repeated_count": pl.Int64(),
}
"""One row per file: what became of it, why, and how many payments were there already."""

POSTED_PAYMENT: dict[str, pl.DataType] = {
    "payment_key": pl.String(),
    "content_digest": pl.String(),
    "source_file": pl.String(),
    "transaction_row": pl.Int64(),
    "payer_id": pl.String(),
    "payment_date": pl.Date(),
    "payment_amount": MONEY,
    "is_repeated": pl.Boolean(),
}
"""One row per payment (BPR) of the files that post; a repeated one makes no entry."""
