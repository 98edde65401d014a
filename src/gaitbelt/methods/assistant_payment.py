"""What is paid for a service that an assistant furnished in whole or in part.

Medicare (42 U.S.C. § 1395m(v)) cuts its own payment after coinsurance; commercial plans
cut their fee. The two formulas share no path. Rates come from policy.
"""

from dataclasses import dataclass
from decimal import Decimal

from gaitbelt.language.money import multiply


@dataclass(frozen=True, slots=True)
class MedicarePayment:
    """Who pays what of an allowed amount, in dollars.

    ``medicare_amount`` is Medicare's part before sequestration, ``total_amount`` what
    the practice receives without it, ``medicare_after_sequestration`` what Medicare pays.
    """

    patient_amount: Decimal
    medicare_amount: Decimal
    total_amount: Decimal
    medicare_after_sequestration: Decimal


def medicare_assistant_payment(
    allowed_amount: Decimal,
    *,
    coinsurance_rate: Decimal,
    assistant_rate: Decimal,
    sequestration_rate: Decimal,
) -> MedicarePayment:
    """Return Medicare's payment of a line with CQ or CO, deductible met.

    The patient's coinsurance is not reduced: of 100.00 the patient pays 20.00 and
    Medicare 68.00. Sequestration is taken last, of Medicare's part.
    """
    patient = multiply(allowed_amount, coinsurance_rate)
    medicare = multiply(allowed_amount - patient, assistant_rate)
    return MedicarePayment(
        patient_amount=patient,
        medicare_amount=medicare,
        total_amount=patient + medicare,
        medicare_after_sequestration=medicare - multiply(medicare, sequestration_rate),
    )


def plan_assistant_fee(plan_fee: Decimal, assistant_rate: Decimal) -> Decimal:
    """Return a commercial plan's fee for a line with CQ or CO: 85.00 of 100.00."""
    return multiply(plan_fee, assistant_rate)
