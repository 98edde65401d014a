"""Whether a remittance balances: lines, claims and payment, each to the cent."""

from decimal import Decimal
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from gaitbelt.edges.x12.problems import Kind, finished
from gaitbelt.edges.x12.remittance.problems import located
from gaitbelt.edges.x12.remittance.result import Remittance
from gaitbelt.edges.x12.segments import Marks
from gaitbelt.tables.column import MONEY
from gaitbelt.tables.problem import PROBLEM

Cents: TypeAlias = npt.NDArray[np.int64]
Rows: TypeAlias = npt.NDArray[np.int64]

_FIX = "Post nothing of it unseen: ask the payer for a corrected remittance."


def imbalances(remittance: Remittance) -> pl.DataFrame:
    """Return one problem for each line, claim and payment that does not balance.

    Line: charge less its adjustments is paid. Claim: charge less its own and its lines'
    adjustments is paid. Payment: the claims' payments less the provider's adjustments are
    BPR02. What lacks an amount is not judged, nor is a payment that the file ends within.
    The remittance is one file's; amounts are compared as whole cents.
    """
    found = [
        claim_imbalances(remittance.claims, remittance.lines, remittance.adjustments),
        _payment_imbalances(remittance),
    ]
    files = remittance.payments["source_file"]
    name = files[0] if len(files) else None
    return finished(pl.concat(found), name or "the file", None)


def claim_imbalances(
    claims: pl.DataFrame, lines: pl.DataFrame, adjustments: pl.DataFrame
) -> pl.DataFrame:
    """Return one problem for each line and claim that does not balance, in no order."""
    of_line = adjustments.filter(pl.col("line_row").is_not_null())
    told = []
    for rows, parts, key, loop, element in (
        (lines, of_line, "line_row", "2110", "SVC03"),
        (claims, adjustments, "claim_row", "2100", "CLP04"),
    ):
        owners = _numbers(rows["source_row"])
        adjusted, is_known = _sums(parts["adjustment_amount"], _numbers(parts[key]), owners)
        known = is_known & _whole(rows, "charge_amount", "paid_amount")
        left = _cents(rows["charge_amount"]) - adjusted
        wrong = np.flatnonzero(known & (left != _cents(rows["paid_amount"])))
        if not len(wrong):
            continue
        found = rows[wrong].with_columns(
            adjusted=_money(adjusted[wrong]),
            left=_money(left[wrong]),
            gap=_money(left[wrong] - _cents(rows["paid_amount"])[wrong]),
        )
        noun = "line" if loop == "2110" else "claim"
        kind = Kind(f"{noun}-out-of-balance", "note", element, _FIX)
        what = pl.format(
            "charge {} less adjustments {} is {}, but {} was paid; the difference is {}",
            "charge_amount",
            "adjusted",
            "left",
            "paid_amount",
            "gap",
        )
        told.append(located(found, pl.lit(value=True), kind, loop, what))
    return pl.concat(told) if told else pl.DataFrame(schema=PROBLEM)


def _payment_imbalances(remittance: Remittance) -> pl.DataFrame:
    payments, claims = remittance.payments, remittance.claims
    provider = remittance.provider_adjustments
    owners = _numbers(payments["transaction_row"])
    paid, is_paid_known = _sums(claims["paid_amount"], _numbers(claims["transaction_row"]), owners)
    taken, is_taken_known = _sums(
        provider["adjustment_amount"], _numbers(provider["transaction_row"]), owners
    )
    stated = _cents(payments["payment_amount"])
    is_debit = (payments["credit_debit_code"] == "D").fill_null(value=False).to_numpy()
    stated = np.where(is_debit, -stated, stated)
    is_open = owners == (remittance.open_transaction_row or -1)
    known = is_paid_known & is_taken_known & _whole(payments, "payment_amount") & ~is_open
    wrong = np.flatnonzero(known & (paid - taken != stated))
    found = payments[wrong].with_columns(
        paid=_money(paid[wrong]),
        taken=_money(taken[wrong]),
        left=_money((paid - taken)[wrong]),
        stated=_money(stated[wrong]),
        gap=_money((paid - taken - stated)[wrong]),
    )
    kind = Kind("payment-out-of-balance", "note", "BPR02", _FIX)
    what = pl.format(
        "the claims' payments {} less the provider's adjustments {} are {}, but the payment is "
        "{}; the difference is {}",
        "paid",
        "taken",
        "left",
        "stated",
        "gap",
    )
    return located(found, pl.lit(value=True), kind, "", what)


def _numbers(rows: pl.Series) -> Rows:
    numbers: Rows = rows.fill_null(-1).cast(pl.Int64).to_numpy()
    return numbers


def _cents(amounts: pl.Series) -> Cents:
    """Return amounts as whole cents, 0 where there is none."""
    cents: Cents = amounts.to_physical().fill_null(0).cast(pl.Int64).to_numpy()
    return cents


def _money(cents: Cents) -> pl.Series:
    return pl.Series([Decimal(int(each)).scaleb(-2) for each in cents], dtype=MONEY)


def _whole(rows: pl.DataFrame, *names: str) -> Marks:
    known: Marks = np.ones(len(rows), dtype=bool)
    for name in names:
        known &= rows[name].is_not_null().to_numpy()
    return known


def _sums(amounts: pl.Series, keys: Rows, owners: Rows) -> tuple[Cents, Marks]:
    """Return the sum of each owner's amounts, and whether none of them is absent.

    Keys and owners are in file order.
    """
    first = np.searchsorted(keys, owners, "left")
    last = np.searchsorted(keys, owners, "right")
    total = np.concatenate([np.zeros(1, np.int64), np.cumsum(_cents(amounts))])
    absent = np.concatenate([np.zeros(1, np.int64), np.cumsum(amounts.is_null().to_numpy())])
    return total[last] - total[first], absent[last] == absent[first]
