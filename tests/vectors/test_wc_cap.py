"""The outside examples on workers' compensation caps, asked of values, rules and prices."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from gaitbelt.library.policy import value
from gaitbelt.methods.pricing.daily_cap import DailyCap, paid_values
from gaitbelt.services.pricing import Contract, contract_of, price_day
from tests.limits.claims import is_found, line

CATEGORY = "wc_cap"
HELD = 4
NEW_YORK = "new_york_wc"

Vector = dict[str, Any]  # Any: YAML as it stands


@pytest.fixture(scope="module")
def vectors(corpus: Path) -> dict[str, Vector]:
    held = yaml.safe_load((corpus / "rules/vectors.yaml").read_text(encoding="utf-8"))["vectors"]
    own = {each["id"]: each for each in held if each["category"] == CATEGORY}
    assert len(own) == HELD
    return own


def published(payer: str, name: str, on: date) -> Decimal:
    """Return a published value that has to be there."""
    row = value(payer, name, on)
    assert row is not None, name
    return Decimal(str(row.value))


def new_york(on: date) -> DailyCap:
    """Return New York's cap of a day, as its values hold it."""
    names = ("daily_value_cap", "daily_value_cap_with_reevaluation")
    return DailyCap(
        *(published(NEW_YORK, name, on) for name in (*names, "daily_value_cap_with_evaluation"))
    )


def contract(on: date, values: dict[str, str]) -> Contract:
    """Return New York's schedule with made-up relative values, capped as its values say."""
    cap = new_york(on)
    factor = published(NEW_YORK, "conversion_factor_region_4", on)
    return contract_of(
        {
            "payer": NEW_YORK,
            "pays": {"relative_values": values, "conversion_factor": str(factor)},
            "daily_value_cap": {
                "treatment": str(cap.treatment),
                "with_reevaluation": str(cap.with_reevaluation),
                "with_evaluation": str(cap.with_evaluation),
            },
        }
    )


@pytest.mark.parametrize("name", ["gap-nywc-region4-max-old", "gap-nywc-region4-max"])
def test_the_most_that_region_four_pays_a_day(vectors: dict[str, Vector], name: str) -> None:
    asked, expected = vectors[name]["inputs"], vectors[name]["expected"]
    on, most = date.fromisoformat(asked["dos"]), Decimal(str(expected["max_daily"]))
    cap = new_york(on)
    factor = published(NEW_YORK, "conversion_factor_region_4", on)
    assert (cap.treatment, factor) == (asked["rvu_cap"], Decimal(str(asked["cf"])))
    assert cap.amount(factor) == most
    day = price_day("97110x3, 97140x2", on=on, contract=contract(on, {"97110": "4", "97140": "4"}))
    assert day.total_allowed_amount == most


def test_a_day_with_a_reevaluation_is_paid_fifteen_values(vectors: dict[str, Vector]) -> None:
    vector = vectors["gap-nywc-cap-reeval"]
    on = date.fromisoformat(vector["inputs"]["dos"])
    billed, paid = (
        Decimal(str(vector[side][name]))
        for side, name in (("inputs", "rvu_billed"), ("expected", "rvu_paid"))
    )
    cap = new_york(on)
    assert vector["inputs"]["eval"] == "follow_up"
    assert paid_values(billed, cap.values(has_reevaluation=True)) == paid
    values = {"97164": "4.00", "97110": str(billed - 4)}
    day = price_day("97164, 97110", on=on, contract=contract(on, values))
    factor = published(NEW_YORK, "conversion_factor_region_4", on)
    assert day.total_allowed_amount == paid * factor
    lines = [
        line(
            code,
            payer=NEW_YORK,
            date_of_service=on,
            schedule_relative_value=Decimal(each),
        )
        for code, each in values.items()
    ]
    assert is_found("THR019", *lines)


def test_colorado_has_a_factor_for_each_kind_of_service(vectors: dict[str, Vector]) -> None:
    vector = vectors["gap-cowc-cf"]
    names = {
        "cf": "conversion_factor_physical_medicine",
        "srpm_cf": "conversion_factor_surgery_and_medicine",
        "em_cf": "conversion_factor_evaluation_and_management",
    }
    on = date(vector["inputs"]["year"], 7, 1)
    for figure, name in names.items():
        assert published("colorado_wc", name, on) == Decimal(str(vector["expected"][figure]))
