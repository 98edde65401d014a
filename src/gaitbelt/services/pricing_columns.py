"""The columns of a priced line, each with the step of the waterfall that it shows."""

from gaitbelt.methods.pricing.ranking import Ints
from gaitbelt.services.pricing_core import Priced

ALLOWED_STEPS = {
    "fee_amount": "the units at the full fee",
    "reduction_amount": "less the multiple-procedure reduction",
    "plan_assistant_amount": "less a plan's cut of its fee for an assistant",
    "charge_limit_amount": "less what the fee is above the charge",
    "visit_limit_amount": "less what is above the contract's limit on the visit",
    "allowed_amount": "allowed",
}
PAID_STEPS = {
    "deductible_amount": "less the deductible",
    "coinsurance_amount": "less the coinsurance",
    "assistant_reduction_amount": "less Medicare's cut of its payment for an assistant",
    "quality_adjustment_amount": "plus the quality adjustment",
    "sequestration_amount": "less sequestration",
    "expected_payment_amount": "expected from the payer",
    "patient_amount": "owed by the patient",
}
WATERFALL = (*ALLOWED_STEPS, *PAID_STEPS)
"""The amounts of a priced line, in the order in which they are taken."""

REDUCED_UNITS = "reduced_unit_count"
NOTE = "price_note"
STATED = "stated_allowed_amount"
"""Where an allowed amount that a table brought along is kept."""


def amounts(answer: Priced) -> dict[str, Ints]:
    """Return each step's amounts by the name of its column, in cents."""
    allowed, paid = answer.allowed, answer.paid
    return {
        "fee_amount": allowed.fee,
        "reduction_amount": allowed.reduction,
        "plan_assistant_amount": allowed.assistant,
        "charge_limit_amount": allowed.charge_limit,
        "visit_limit_amount": allowed.visit,
        "allowed_amount": allowed.allowed,
        "deductible_amount": paid.deductible,
        "coinsurance_amount": paid.coinsurance,
        "assistant_reduction_amount": paid.assistant,
        "quality_adjustment_amount": paid.quality,
        "sequestration_amount": paid.sequestration,
        "expected_payment_amount": paid.expected,
        "patient_amount": paid.patient,
    }
