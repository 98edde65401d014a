"""Published values by payer and day, and the arithmetic of money."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from gaitbelt.language.errors import GaitbeltError, ImpossibleInput
from gaitbelt.language.money import (
    cents,
    dollars,
    dollars_expr,
    millionths,
    multiply,
    share_cents,
    whole_cents,
    whole_cents_expr,
)
from gaitbelt.library import policy
from gaitbelt.methods.pricing import NATIONAL, fee
from gaitbelt.services.remote_monitoring import further_management_units, supply_code


def held(payer: str, name: str, on: str, known_on: str | None = None) -> object:
    known = date.fromisoformat(known_on) if known_on else None
    row = policy.value(payer, name, date.fromisoformat(on), known)
    return row.value if row else None


def test_a_value_is_that_of_the_date_of_service() -> None:
    assert held("medicare", "conversion_factor", "2024-03-08") == Decimal("32.7442")
    assert held("medicare", "conversion_factor", "2024-03-09") == Decimal("33.2875")
    assert held("medicare", "conversion_factor", "2027-01-01") is None
    assert held("medicare", "sequestration_rate", "2022-04-01") == Decimal("0.01")


def test_a_value_published_later_was_not_known() -> None:
    asked = ("medicare", "assistant_final_unit_rule", "2022-01-01")
    assert held(*asked, "2021-11-18") is False
    assert held(*asked, "2021-11-19") is True


def test_a_payer_falls_back_to_the_profile_it_is_based_on() -> None:
    assert held("medicare_palmetto", "coinsurance_rate", "2026-01-05") == Decimal("0.20")
    assert held("medicare_advantage", "unit_counting_method", "2026-01-05") == "ama-midpoint"
    assert held("nobody", "unit_counting_method", "2026-01-05") == "ama-midpoint"
    assert held("nobody", "coinsurance_rate", "2026-01-05") is None


def test_a_users_folder_adds_rows_and_payers(tmp_path: Path) -> None:
    folder = tmp_path / "my_plan"
    folder.mkdir()
    (folder / "profile.yaml").write_text("title: My plan\nbased_on: commercial\n")
    (folder / "unit_counting_method.yaml").write_text(
        "description: Ours.\nunit: method\nvalues:\n"
        "  - {effective_from: 2026-01-01, value: medicare-total-time, cite: our contract}\n"
    )
    row = policy.value("my_plan", "unit_counting_method", date(2026, 1, 1), extra_dirs=[tmp_path])
    assert row is not None
    assert (row.value, row.payer) == ("medicare-total-time", "my_plan")
    assert policy.policy_digest([tmp_path]) != policy.policy_digest()


def test_a_date_that_is_none_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "my_plan"
    folder.mkdir()
    (folder / "fee_cut.yaml").write_text("values:\n  - {effective_from: soon, value: 1, cite: c}\n")
    with pytest.raises(GaitbeltError, match=r"my_plan/fee_cut.yaml: effective_from soon"):
        policy.load_policies([tmp_path])


def test_no_value_is_a_float() -> None:
    every = [row.value for series in policy.load_policies() for row in series.rows]
    assert every
    assert not any(isinstance(value, float) for value in every)


def test_money_rounds_half_away_from_zero() -> None:
    assert cents(Decimal("0.125")) == Decimal("0.13")
    assert cents(Decimal("-0.125")) == Decimal("-0.13")
    assert multiply(Decimal("2.50"), Decimal("0.85")) == Decimal("2.13")


def test_columns_of_money_round_as_single_amounts_do() -> None:
    amounts = [Decimal("2.50"), Decimal("0.50"), Decimal("-2.50"), Decimal("9999999.99")]
    rates = [Decimal("0.85"), Decimal("0.25"), Decimal("0.85"), Decimal("0.02")]
    by_column = share_cents(
        np.array([whole_cents(each) for each in amounts]),
        np.array([millionths(each) for each in rates]),
    )
    expected = [multiply(*pair) for pair in zip(amounts, rates, strict=True)]
    assert [dollars(int(each)) for each in by_column] == expected


def test_amounts_become_cents_and_dollars_again() -> None:
    amounts = [Decimal("0.01"), Decimal("-2.50"), Decimal("9999999999.99"), None]
    given = pl.Series("charge_amount", amounts, dtype=pl.Decimal(12, 2)).to_frame()
    there = given.select(whole_cents_expr(pl.col("charge_amount")))
    assert there.to_series().to_list() == [1, -250, 999999999999, None]
    back = there.select(dollars_expr(pl.col("charge_amount")))
    assert back.equals(given)


def test_a_reduced_unit_keeps_its_work_and_half_its_practice_expense() -> None:
    parts = (Decimal("0.45"), Decimal("0.41"), Decimal("0.01"), NATIONAL, Decimal("33.4009"))
    assert fee(*parts, is_reduced=True) == Decimal("22.21")  # CY2026 97110, reduced


def test_device_codes_follow_their_dates_and_days() -> None:
    assert supply_code("cbt", 16, date(2022, 6, 1)) is None
    assert supply_code("respiratory", 15, date(2026, 1, 1)) == "98984"
    assert supply_code("msk", 1, date(2026, 1, 1)) is None
    assert [further_management_units(each) for each in (19, 39, 40, 60)] == [0, 0, 1, 2]
    with pytest.raises(ImpossibleInput, match="do not fit a period"):
        supply_code("msk", 31, date(2026, 1, 1))
