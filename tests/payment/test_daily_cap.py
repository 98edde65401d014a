"""A schedule that pays no more than a number of relative values a day."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.services.pricing import Contract, contract_of, price_day

ON = date(2026, 3, 2)
CAP = {"treatment": 12, "with_reevaluation": 15, "with_evaluation": 18}
VALUES = {"97110": "4", "97161": "10", "97164": "5"}
FACTOR = Decimal("9.55")


def schedule(**changed: Any) -> Contract:  # noqa: ANN401 (fields of a contract)
    fields = {
        "payer": "new_york_wc",
        "pays": {"relative_values": VALUES, "conversion_factor": str(FACTOR)},
        "daily_value_cap": CAP,
    }
    return contract_of({**fields, **changed})


def total(services: str, contract: Contract) -> Decimal | None:
    return price_day(services, on=ON, contract=contract).total_allowed_amount


@pytest.mark.parametrize(
    ("services", "values"),
    [("97110x2", 8), ("97110x4", 12), ("97164, 97110x4", 15), ("97161, 97110x4", 18)],
)
def test_a_day_is_paid_up_to_its_cap(services: str, values: int) -> None:
    assert total(services, schedule()) == values * FACTOR


def test_an_evaluation_raises_the_cap_of_a_day_with_a_reevaluation() -> None:
    assert total("97161, 97164, 97110x4", schedule()) == 18 * FACTOR


def test_without_a_cap_every_value_is_paid() -> None:
    assert total("97110x4", schedule(daily_value_cap=None)) == 16 * FACTOR


def test_the_lower_of_a_visit_cap_and_a_daily_cap_holds() -> None:
    assert total("97110x4", schedule(visit_cap="100.00")) == Decimal("100.00")
    assert total("97110x4", schedule(visit_cap="200.00")) == Decimal("114.60")


def test_a_cap_of_values_belongs_to_a_schedule_of_values() -> None:
    with pytest.raises(ImpossibleInput, match="relative_values"):
        schedule(pays={"per_unit": "30.00"})
    with pytest.raises(ImpossibleInput, match="with_evaluation"):
        schedule(daily_value_cap={"treatment": 12, "with_reevaluation": 15})
    with pytest.raises(ImpossibleInput, match="conversion_factor"):
        schedule(pays={"relative_values": VALUES})
