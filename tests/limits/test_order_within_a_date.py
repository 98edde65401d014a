"""A year's sum grows claim by claim on a date, and line by line within a claim.

The sums lie around the amount for targeted review of 42 U.S.C. § 1395l(g).
"""

from datetime import date
from decimal import Decimal

import pytest

from tests.forms.claims import findings

BEFORE, ON = date(2026, 5, 4), date(2026, 6, 1)


def row(claim_id: str, line_number: int, amount: str, **given: object) -> dict[str, object]:
    return {
        "patient_id": "p1",
        "claim_id": claim_id,
        "line_number": line_number,
        "date_of_service": ON,
        "payer": "medicare",
        "discipline": "PT",
        "hcpcs_code": "97110",
        "modifiers": ["GP", "KX"],
        "unit_count": 1,
        "allowed_amount": Decimal(amount),
        "is_subject": False,
        **given,
    }


@pytest.mark.parametrize("is_turned", [False, True])
def test_the_second_claim_comes_after_every_line_of_the_first(is_turned: bool) -> None:  # noqa: FBT001
    rows = [
        row("c0", 1, "2960.00", date_of_service=BEFORE),
        row("c1", 1, "20.00"),
        row("c1", 2, "20.00"),
        row("c2", 1, "20.00", is_subject=True),
    ]
    found = findings(rows[::-1] if is_turned else rows, ("THR003",))
    assert found["outcome"].to_list() == ["breach"]
