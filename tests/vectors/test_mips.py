"""The outside examples on the quality payment programme, asked of the published values."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from gaitbelt.library.policy import value
from gaitbelt.services.pricing import price_day

CATEGORY = "mips"
HELD = 1

Vector = dict[str, Any]  # Any: YAML as it stands


@pytest.fixture(scope="module")
def vectors(corpus: Path) -> dict[str, Vector]:
    held = yaml.safe_load((corpus / "rules/vectors.yaml").read_text(encoding="utf-8"))["vectors"]
    own = {each["id"]: each for each in held if each["category"] == CATEGORY}
    assert len(own) == HELD
    return own


def published(name: str, on: date) -> Decimal:
    """Return a value of Medicare's that has to be there."""
    row = value("medicare", name, on)
    assert row is not None, name
    return Decimal(str(row.value))


def test_a_performance_year_changes_the_payments_two_years_later(
    vectors: dict[str, Vector],
) -> None:
    vector = vectors["gap-mips-payyear"]
    year, expected = vector["inputs"]["perf_year"], vector["expected"]
    performance = date(year, 7, 1)
    paid = year + int(published("mips_payment_delay", performance))
    assert paid == expected["payment_year"]
    threshold = published("mips_performance_threshold", performance)
    assert threshold == expected["performance_threshold"]
    lowest = published("mips_lowest_adjustment", date(paid, 7, 1))
    assert lowest.scaleb(2) == expected["max_negative_pct"]


def test_an_adjustment_changes_medicares_own_payment_alone() -> None:
    on = date(2026, 3, 2)
    plain = price_day("97110", on=on, locality="national").lines[0]
    cut = price_day("97110", on=on, locality="national", quality_percent=Decimal(-9)).lines[0]
    assert cut.allowed_amount == plain.allowed_amount
    # 29.06 allowed, 5.81 the patient's, 23.25 Medicare's; 9 percent of it is 2.09, 2 of 21.16 0.42
    assert cut.waterfall["quality_adjustment_amount"] == Decimal("-2.09")
    assert cut.waterfall["expected_payment_amount"] == Decimal("20.74")
