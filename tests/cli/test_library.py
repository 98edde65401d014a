"""``import gaitbelt``: about ten names, each at hand in a line or two."""

import doctest
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import gaitbelt
from tests.cli.asking import CLEAN, visits


def test_the_public_names_are_few_and_all_there() -> None:
    assert len(gaitbelt.__all__) <= 20
    assert dir(gaitbelt) == gaitbelt.__all__
    for name in gaitbelt.__all__:
        assert getattr(gaitbelt, name) is not None
    with pytest.raises(AttributeError, match="gaitbelt has no charge; it has"):
        getattr(gaitbelt, "charge")  # noqa: B009 (mypy knows that it is not there)


def test_the_examples_in_the_docstring_hold() -> None:
    tried = doctest.testmod(gaitbelt)
    assert tried.attempted >= 10
    assert tried.failed == 0


def test_a_frame_and_a_file_are_checked_alike(tmp_path: Path) -> None:
    path = visits(tmp_path, {"modifiers": ""})
    frame = pl.DataFrame([CLEAN | {"modifiers": []}]).with_columns(
        pl.col("date_of_service").str.to_date(),
        pl.col("charge_amount", "allowed_amount").cast(pl.Decimal(12, 2)),
        pl.lit(["M5450"]).alias("diagnosis_codes"),
        pl.lit([1]).alias("diagnosis_pointers"),
    )
    of_file, of_frame = gaitbelt.check(path).findings, gaitbelt.check(frame).findings
    origin = ["source_file", "source_row"]
    assert of_file.drop(origin).equals(of_frame.drop(origin))
    assert gaitbelt.evaluate(frame).equals(of_frame)


def test_one_code_of_monitoring_and_one_fee() -> None:
    # From 2026, 98985 covers 2 to 15 days of data of the musculoskeletal system.
    on = date(2026, 3, 2)
    assert gaitbelt.remote_monitoring.supply_code("msk", 10, on) == "98985"
    half = Decimal("0.5")
    from gaitbelt.methods.pricing import NATIONAL

    assert gaitbelt.fee(half, half, Decimal(0), NATIONAL, Decimal(30)) == Decimal("30.00")


def test_a_published_value_is_asked_by_payer_name_and_date() -> None:
    # 90 FR: the KX threshold of 2025 is 2,410 dollars for PT and SLP together.
    row = gaitbelt.policy_value("medicare", "kx_threshold_pt_slp", date(2025, 6, 1))
    assert row is not None
    assert row.value == Decimal("2410.00")
    assert row.cite
