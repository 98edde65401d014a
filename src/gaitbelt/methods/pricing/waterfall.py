"""From a line's fee to what the payer pays and the patient owes, step by step.

Medicare Part B takes, in this order: the therapy reduction; the lesser of charge and fee;
the deductible; the coinsurance; the assistant's share of its own payment; the quality
adjustment; sequestration, last (Palmetto GBA, order of payment adjustments, 2024-12-11;
42 U.S.C. § 1395m(v)). Plans cut their fee, not their payment, for an assistant.
"""

from dataclasses import dataclass

import numpy as np

from gaitbelt.language.money import MILLION, share_cents
from gaitbelt.methods.pricing.ranking import Flags, Ints


@dataclass(frozen=True, slots=True)
class Shares:
    """What is taken of each line, in millionths; the same length as the lines.

    ``plan_assistant`` and ``assistant`` are what is paid of the plan's fee and of the
    payer's payment; the whole (1,000,000) where no assistant's cut applies.
    """

    plan_assistant: Ints
    coinsurance: Ints
    assistant: Ints
    quality: Ints
    sequestration: Ints


@dataclass(frozen=True, slots=True)
class Allowed:
    """How a fee came down to the allowed amount; each in cents, by line."""

    fee: Ints
    reduction: Ints
    charge_limit: Ints
    assistant: Ints
    visit: Ints
    allowed: Ints


@dataclass(frozen=True, slots=True)
class Paid:
    """Who pays what of an allowed amount; each in cents, by line."""

    deductible: Ints
    coinsurance: Ints
    assistant: Ints
    quality: Ints
    sequestration: Ints
    expected: Ints
    patient: Ints


def lesser(amount: Ints, charge: Ints, is_lesser: Flags) -> Ints:
    """Return what is lost because the charge is below the amount, in cents.

    A charge below zero stands for a charge that is not known, and takes nothing.
    """
    return np.where(is_lesser & (charge >= 0), np.maximum(amount - charge, 0), 0)


def allowed_of(fee: Ints, reduced: Ints, charge: Ints, is_lesser: Flags, shares: Shares) -> Allowed:
    """Return the steps from fee to allowed amount, before any limit on the visit.

    ``fee``: the units at the full fee; ``reduced``: after the multiple-procedure
    reduction. A plan's assistant share is taken of its fee, before the charge is looked at.
    """
    cut = reduced - share_cents(reduced, shares.plan_assistant)
    limit = lesser(reduced - cut, charge, is_lesser)
    none = np.zeros_like(fee)
    return Allowed(fee, fee - reduced, limit, cut, none, reduced - cut - limit)


def paid_of(allowed: Ints, deductible: Ints, shares: Shares) -> Paid:
    """Return who pays what of the allowed amounts.

    ``deductible``: what of each line the patient's deductible takes, in cents. Neither
    the assistant's share nor what follows it changes what the patient owes.
    """
    after = allowed - deductible
    coinsurance = share_cents(after, shares.coinsurance)
    payment = after - coinsurance
    by_assistant = payment - share_cents(payment, shares.assistant)
    quality = share_cents(payment - by_assistant, shares.quality)
    before_last = payment - by_assistant + quality
    sequestered = share_cents(before_last, shares.sequestration)
    return Paid(
        deductible,
        coinsurance,
        by_assistant,
        quality,
        sequestered,
        before_last - sequestered,
        deductible + coinsurance,
    )


WHOLE = MILLION
"""A share that takes nothing away."""
