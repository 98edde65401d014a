"""The lines that are judged, as arrays in cents, and how a difference is told."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gaitbelt.language.money import (
    MILLION,
    dollars_expr,
    share_cents,
    whole_cents_expr,
    whole_of_share_cents,
)
from gaitbelt.methods.pricing.ranking import Flags, Ints
from gaitbelt.tables.variance import VARIANCE

UNKNOWN = -(1 << 40)
"""An amount, rate or count that is not known."""


@dataclass(frozen=True, slots=True)
class JudgedLines:
    """Lines with what is expected and what was answered; cents, millionths and counts.

    ``allowed``: as the payer stated it, else what its parts add up to. ``is_known``: whether
    there is an expected allowed amount. ``patient``: deductible, coinsurance and copayment.
    ``before_sequestration``: the payment with sequestration and quality penalty put back.
    """

    tolerance: int
    group: Ints
    units: Ints
    answered_units: Ints
    charge: Ints
    full: Ints
    reduced: Ints
    reduced_count: Ints
    is_reducible: Flags
    is_assistant: Flags
    is_lesser: Flags
    has_contract: Flags
    expected: Ints
    expected_deductible: Ints
    allowed: Ints
    deductible: Ints
    coinsurance: Ints
    patient: Ints
    sequestration: Ints
    before_sequestration: Ints
    coinsurance_rate: Ints
    assistant_rate: Ints
    sequestration_rate: Ints
    is_denied: Flags
    is_known: Flags


def _cents(rows: pl.DataFrame, name: str) -> Ints:
    return np.asarray(
        rows.select(whole_cents_expr(pl.col(name)).fill_null(UNKNOWN)).to_series().to_numpy(),
        dtype=np.int64,
    )


def _counts(rows: pl.DataFrame, name: str) -> Ints:
    return np.asarray(rows[name].cast(pl.Int64).fill_null(UNKNOWN).to_numpy(), dtype=np.int64)


def _rates(rows: pl.DataFrame, name: str) -> Ints:
    held = rows.select((pl.col(name) * MILLION).cast(pl.Int64).fill_null(UNKNOWN)).to_series()
    return np.asarray(held.to_numpy(), dtype=np.int64)


def _flags(rows: pl.DataFrame, name: str) -> Flags:
    return np.asarray(rows[name].fill_null(value=False).to_numpy(), dtype=np.bool_)


def judged_lines(rows: pl.DataFrame, tolerance: int) -> JudgedLines:
    """Return the arrays of ``JUDGED_LINE`` and ``ANSWERED_LINE``; ``tolerance`` in cents."""
    paid = _cents(rows, "answered_paid_amount")
    sequestration = _cents(rows, "answered_sequestration_amount")
    before = paid + sequestration + _cents(rows, "answered_quality_amount")
    deductible = _cents(rows, "answered_deductible_amount")
    coinsurance = _cents(rows, "answered_coinsurance_amount")
    patient = deductible + coinsurance + _cents(rows, "answered_copayment_amount")
    expected = _cents(rows, "expected_allowed_amount")
    rate, is_assistant = _rates(rows, "assistant_rate"), _flags(rows, "is_assistant")
    stated = _cents(rows, "answered_allowed_amount")
    cut_rate = np.where(is_assistant, rate, UNKNOWN)
    return JudgedLines(
        tolerance=tolerance,
        group=_counts(rows, "day_group"),
        units=_counts(rows, "unit_count"),
        answered_units=_counts(rows, "answered_unit_count"),
        charge=_cents(rows, "charge_amount"),
        full=_cents(rows, "unit_fee_amount"),
        reduced=_cents(rows, "reduced_unit_fee_amount"),
        reduced_count=_counts(rows, "reduced_unit_count"),
        is_reducible=_flags(rows, "is_reducible"),
        is_assistant=is_assistant,
        is_lesser=_flags(rows, "is_lesser_of_charge"),
        has_contract=_flags(rows, "has_contract"),
        expected=expected,
        expected_deductible=_cents(rows, "expected_deductible_amount"),
        allowed=_allowed(stated, before, patient, expected, cut_rate, tolerance),
        deductible=deductible,
        coinsurance=coinsurance,
        patient=patient,
        sequestration=sequestration,
        before_sequestration=before,
        coinsurance_rate=_rates(rows, "coinsurance_rate"),
        assistant_rate=rate,
        sequestration_rate=_rates(rows, "sequestration_rate"),
        is_denied=_is_denied(rows) & (paid == 0) & (patient == 0),
        is_known=expected != UNKNOWN,
    )


def _is_denied(rows: pl.DataFrame) -> Flags:
    """Return whether anything was denied, or put on the patient as not covered."""
    kinds = ("answered_denied_amount", "answered_other_patient_amount")
    denied, other = (_cents(rows, name) for name in kinds)
    return np.asarray(denied + other > 0, dtype=np.bool_)


def _allowed(
    stated: Ints, before: Ints, patient: Ints, expected: Ints, rate: Ints, tolerance: int
) -> Ints:
    """Return the allowed amount as stated, else as the payment and the patient's share give it.

    An assistant's service that states none is taken as cut, unless the payment whole is what
    is expected.
    """
    added = before + patient
    has_cut = rate > 0
    scale = np.where(has_cut, rate, MILLION)
    uncut = whole_of_share_cents(before, scale)
    is_plain = ~has_cut | (abs(added - expected) <= tolerance)
    derived = np.where(is_plain, added, uncut + patient)
    is_close = has_cut & (share_cents(derived - patient, scale) == before)
    settles = is_close & (abs(derived - expected) <= 1) & (expected != UNKNOWN)
    derived = np.where(settles, expected, derived)
    return np.asarray(np.where(stated != UNKNOWN, stated, derived), dtype=np.int64)


def told(  # noqa: PLR0913 (a difference is all of these)
    rows: pl.DataFrame,
    chosen: Flags,
    step: str,
    cause: str | pl.Series,
    expected: Ints,
    answered: Ints,
    confidence: str,
    evidence: pl.Expr,
    *,
    is_share: bool = False,
) -> pl.DataFrame:
    """Return the chosen lines as variances of one cause.

    ``is_share``: the amounts are taken off the payment, so that more of them is owed back.
    ``evidence`` may read ``expected`` and ``answered`` beside the line's columns.
    """
    if not chosen.any():
        return pl.DataFrame(schema=VARIANCE)
    gap = answered - expected if is_share else expected - answered
    named = pl.lit(cause) if isinstance(cause, str) else pl.Series("cause", cause)
    return (
        rows.with_columns(
            expected_cents=pl.Series(expected),
            answered_cents=pl.Series(answered),
            gap=pl.Series(gap),
            cause=named,
        )
        .filter(pl.Series(chosen))
        .with_columns(
            expected=dollars_expr(pl.col("expected_cents")),
            answered=dollars_expr(pl.col("answered_cents")),
            step=pl.lit(step),
            confidence=pl.lit(confidence),
            underpaid_amount=dollars_expr(pl.col("gap")),
        )
        .with_columns(evidence=evidence, expected_amount="expected", answered_amount="answered")
        .select(pl.col(name).cast(dtype) for name, dtype in VARIANCE.items())
    )
