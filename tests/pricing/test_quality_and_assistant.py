"""The quality adjustment is a share of what Medicare pays, so of 85 percent for an assistant.

42 U.S.C. § 1395m(v): 85 percent of what is otherwise paid; § 1395w-4(q)(6)(E): the
adjustment multiplies what is otherwise paid. In either order that is their product.
"""

from decimal import Decimal

import numpy as np
import pytest

from gaitbelt.language.money import dollars, millionths, whole_cents
from gaitbelt.methods.pricing.waterfall import WHOLE, Paid, Shares, paid_of


def paid(quality: str, assistant: str) -> Paid:
    """Return who pays an allowed amount of $100 with 20 percent coinsurance."""
    none, whole = np.array([0]), np.array([WHOLE])
    coinsurance, kept, adjusted = (
        np.array([millionths(Decimal(each))]) for each in ("0.20", assistant, quality)
    )
    shares = Shares(whole, coinsurance, kept, adjusted, none)
    return paid_of(np.array([whole_cents(Decimal("100.00"))]), none, shares)


@pytest.mark.parametrize(
    ("quality", "assistant", "expected"),
    [
        ("0.09", "1", "87.20"),  # 80.00 times 1.09
        ("0.09", "0.85", "74.12"),  # 80.00 times 0.85 times 1.09
        ("-0.09", "0.85", "61.88"),  # 80.00 times 0.85 times 0.91
        ("0", "0.85", "68.00"),  # 80.00 times 0.85
    ],
)
def test_the_adjustment_and_the_assistants_share_multiply(
    quality: str, assistant: str, expected: str
) -> None:
    shown = paid(quality, assistant)
    assert dollars(int(shown.expected[0])) == Decimal(expected)
    assert dollars(int(shown.patient[0])) == Decimal("20.00")
