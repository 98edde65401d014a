"""What a person asks of one day or of a file, and what is said where nothing is told."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gaitbelt.language.errors import GaitbeltError, ImpossibleInput
from gaitbelt.library import fees
from gaitbelt.services import pricing_groups
from gaitbelt.services.pricing import price, price_day
from gaitbelt.services.pricing_day import asked_lines
from gaitbelt.services.pricing_files import priced_file
from gaitbelt.services.whatif import whatif
from gaitbelt.services.whatif_rules import judged_in_year, recounted

ON = date(2026, 3, 2)


def note(services: str, on: date = ON, **terms: Any) -> str:  # noqa: ANN401 (as price_day takes)
    line = price_day(services, on=on, **terms).lines[0]
    assert line.allowed_amount is None
    assert not any(line.waterfall.values())
    return line.note or ""


def test_a_day_tells_its_lines_sums_and_sources() -> None:
    day = price_day("97110x2, 97530, 97140", on=ON, locality="national").to_dict()
    assert [line["allowed_amount"] for line in day["lines"]] == ["44.42", "35.07", "21.21"]
    assert day["total_allowed_amount"] == "100.70"  # the worked day of the sources
    assert day["lines"][0]["reduced_unit_count"] == 2
    assert day["lines"][0]["waterfall"]["reduction_amount"] == "13.70"
    assert any("RVU26C" in cite for cite in day["citations"])
    assert day["unpriced_line_count"] == 0


def test_lines_are_read_as_they_are_written() -> None:
    lines = asked_lines("97110x2, 97530 x 1; 97140-GP:CQ @ $45.50")
    told = [(each.hcpcs_code, each.modifiers, each.unit_count) for each in lines]
    assert told == [("97110", (), 2), ("97530", (), 1), ("97140", ("GP", "CQ"), 1)]
    assert lines[2].charge_amount == Decimal("45.50")


@pytest.mark.parametrize("charge", ["60, 45.00", "97110=60, 97530=45.00"])
def test_charges_are_given_in_order_or_by_code(charge: str) -> None:
    lines = asked_lines("97110x2, 97530", charge)
    assert [each.charge_amount for each in lines] == [Decimal("60.00"), Decimal("45.00")]


@pytest.mark.parametrize(
    ("services", "charge", "told"),
    [
        ("", None, "No line"),
        ("9711", None, "not a code"),
        ("97110, 97530", "60", "1 charges were given for 2 lines"),
        ("97110", "97530=60", "is on no line"),
        ("97110, 97110", "97110=60", "more than one line"),
        ("97110", "-3", "not an amount"),
        ("97110", "0.005", "not an amount"),
    ],
)
def test_what_cannot_be_read_is_said(services: str, charge: str | None, told: str) -> None:
    with pytest.raises(ImpossibleInput, match=told):
        asked_lines(services, charge)


def test_the_charge_limits_the_allowed_amount() -> None:
    line = price_day("97110", on=ON, locality="national", charge="20.00").lines[0]
    assert line.allowed_amount == Decimal("20.00")
    assert line.waterfall["charge_limit_amount"] == Decimal("9.06")


def test_the_conversion_factor_goes_by_the_date_within_2024() -> None:
    before, after = (
        price_day("97110", on=date(2024, 3, day), locality="national") for day in (8, 9)
    )
    assert (before.conversion_factor, after.conversion_factor) == (
        Decimal("32.7442"),
        Decimal("33.2875"),
    )
    # 0.45 + 0.42 + 0.01 relative value units
    assert (before.total_allowed_amount, after.total_allowed_amount) == (
        Decimal("28.81"),
        Decimal("29.29"),
    )


def test_a_qualifying_participant_has_a_factor_of_its_own_from_2026() -> None:
    # 0.87 relative value units times 33.5675
    assert price_day("97110", on=ON, locality="national", apm=True).total_allowed_amount == Decimal(
        "29.20"
    )
    assert "from 2026" in note("97110", date(2025, 3, 2), locality="national", apm=True)


def test_alaska_has_its_own_floor_and_others_that_of_the_law() -> None:
    alaska = fees.locality_indices("02102-01", ON)
    alabama = fees.locality_indices("10112-00", ON)
    assert alaska is not None
    assert alabama is not None
    assert (alaska.work, alaska.work_without_floor) == (Decimal("1.500"), Decimal("1.500"))
    assert (alabama.work, alabama.work_without_floor) == (Decimal("1.000"), Decimal("0.988"))


def test_a_zip_code_leads_to_its_locality() -> None:
    by_zip = price_day("97110", on=ON, zip="93001")
    assert by_zip.locality == "01182-17"
    assert (
        by_zip.total_allowed_amount
        == price_day("97110", on=ON, locality="1182-17").total_allowed_amount
    )
    assert price_day("97110", on=date(2024, 5, 1), zip="93001-1234").notes != ()


def test_a_zip_code_that_reaches_into_several_localities_is_not_answered() -> None:
    assert fees.locality_of_zip("35958", ON).locality is None
    assert "cannot be told" in note("97110", zip="35958")
    assert fees.locality_of_zip("00001", ON).locality is None
    with pytest.raises(ImpossibleInput, match="five digits"):
        fees.locality_of_zip("123", ON)


def test_californias_zip_codes_are_not_carried_back_over_its_new_borders() -> None:
    assert fees.locality_of_zip("94607", ON).locality == "01112-05"  # Oakland, with San Francisco
    assert fees.locality_of_zip("94607", date(2023, 12, 31)).locality is None
    assert fees.locality_of_county("CA", "Alameda County", date(2023, 12, 31)).locality == (
        "01112-07"
    )


def test_a_county_leads_to_its_locality() -> None:
    def found(state: str, county: str) -> str | None:
        return fees.locality_of_county(state, county, ON).locality

    assert found("ca", "Ventura") == "01182-17"
    assert found("NY", "Queens") == "13292-04"
    assert found("NY", "Erie") == "13282-99"
    assert found("VA", "Arlington") == "12202-01"
    assert found("AL", "Jefferson") == "10112-00"
    assert found("ZZ", "Nowhere") is None


@pytest.mark.parametrize(
    ("services", "on", "terms", "told"),
    [
        ("97110", date(2027, 1, 4), {"locality": "01182-17"}, "after 2026-12-31"),
        ("97110", date(2019, 12, 31), {"locality": "01182-17"}, "before 2020"),
        ("97010", ON, {"locality": "01182-17"}, "Status B"),
        ("97014", ON, {"locality": "01182-17"}, "Status I"),
        ("97545", ON, {"locality": "01182-17"}, "no relative values"),
        ("0101T", ON, {"locality": "01182-17"}, "Status C"),
        ("99999", ON, {"locality": "01182-17"}, "for this code"),
        ("97001", ON, {"locality": "01182-17"}, "code"),
        ("97110", ON, {}, "locality is missing"),
        ("97110", ON, {"locality": "99999-99"}, "not in the fee schedule"),
        ("97110", ON, {"locality": "01112-06"}, "not in the fee schedule"),
        ("97110", ON, {"locality": "01182-17", "payer": "commercial"}, "No contract"),
        (
            "97110",
            ON,
            {"locality": "01182-17", "setting": "critical_access_hospital"},
            "critical access",
        ),
    ],
)
def test_a_line_without_an_amount_says_why(
    services: str,
    on: date,
    terms: Any,  # noqa: ANN401 (as price_day takes them)
    told: str,
) -> None:
    assert told in note(services, on, **terms)


def test_the_deductible_of_the_year_comes_first() -> None:
    day = price_day("97161, 97110x6", on=ON, locality="national", deductible=None)
    assert day.total("deductible_amount") == day.total_allowed_amount
    assert day.total("expected_payment_amount") == Decimal("0.00")
    left = price_day("97110", on=ON, locality="national", deductible=Decimal("9.06"))
    assert left.lines[0].waterfall["coinsurance_amount"] == Decimal("4.00")
    unknown = price_day("97110", on=date(2021, 5, 3), locality="national", deductible=None)
    assert unknown.lines[0].waterfall["expected_payment_amount"] is None
    assert unknown.lines[0].allowed_amount is not None


def test_a_quality_adjustment_comes_before_sequestration() -> None:
    day = price_day("97597 @100.00", on=ON, locality="02102-01", quality_percent=Decimal(-9))
    step = day.lines[0].waterfall
    assert step["quality_adjustment_amount"] == Decimal("-7.20")
    assert step["sequestration_amount"] == Decimal("1.46")  # 2 percent of 72.80
    assert step["patient_amount"] == Decimal("20.00")


def test_a_missing_unit_count_still_ranks_its_line() -> None:
    lines = pl.DataFrame(
        {
            "patient_id": ["p1", "p1"],
            "date_of_service": [ON, ON],
            "hcpcs_code": ["97530", "97110"],
            "unit_count": [None, 1],
        }
    )
    answer = price(lines, locality="national")
    assert answer["allowed_amount"].to_list() == [None, Decimal("22.21")]


def test_a_table_keeps_its_rows_order_and_stated_amounts() -> None:
    lines = pl.DataFrame(
        {
            "hcpcs_code": [" 97110 ", "97140", None],
            "date_of_service": [ON, None, ON],
            "unit_count": [1, 1, 1],
            "allowed_amount": [Decimal("30.00"), None, None],
            "mine": ["a", "b", "c"],
        },
        schema_overrides={"allowed_amount": pl.Decimal(12, 2)},
    )
    answer = price(lines, locality="national")
    assert answer["mine"].to_list() == ["a", "b", "c"]
    assert answer["stated_allowed_amount"].to_list() == [Decimal("30.00"), None, None]
    assert answer["allowed_amount"].to_list() == [Decimal("29.06"), None, None]
    assert answer["price_note"].is_null().to_list() == [True, False, False]
    assert price(lines.clear(), locality="national").height == 0


def test_a_column_of_another_type_is_refused_in_words() -> None:
    lines = pl.DataFrame({"hcpcs_code": ["97110"], "date_of_service": ["soon"]})
    with pytest.raises(GaitbeltError, match="type does not fit"):
        price(lines, locality="national")


def test_groups_stay_apart_when_hashes_collide(monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy as np

    first, second = np.zeros(4, dtype=np.uint64), np.array([1, 2, 1, 2], dtype=np.uint64)
    monkeypatch.setattr(pricing_groups, "_mixed", lambda names, _numbers, _size: names[0])
    found = pricing_groups.dense([(first, second)], [])
    assert found.tolist() == [0, 1, 0, 1]


CSV = """dos,patient_id,cpt,units,mods,charge,remark,zip
2025-03-03,p1,97110,2,GP,120.00,"one, two",93001
2025-03-03,p1,97530,1,GP CQ,60.00,,93001
2025-13-03,p2,97110,1,GP,50.00,,93001
2025-03-03,p3,97140,1,GP,60.00,,35958
"""


def test_a_file_comes_back_row_by_row_with_its_prices(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(CSV, encoding="utf-8")
    answer = priced_file(path)
    assert answer.lines["remark"].to_list() == ["one, two", None, None, None]
    # CA 01182-17 in 2025, two units of 97110 reduced and 97530 full, as the carrier published
    assert [amount is None for amount in answer.lines["allowed_amount"]] == [
        False,
        False,
        True,
        True,
    ]
    assert "not a date" in answer.lines["price_note"][2]
    assert "ZIP code" in answer.lines["price_note"][3]
    assert answer.sums["unpriced_line_count"] == 2
    assert '"total_allowed_amount"' in answer.to_json()
    assert answer.in_words()[0] == "4 lines, 2 without an amount."


def test_a_parquet_file_comes_back_with_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "lines.parquet"
    pl.DataFrame(
        {"date_of_service": [ON], "hcpcs_code": ["97110"], "unit_count": [1]}
    ).write_parquet(path)
    lines = priced_file(path, locality="national").lines
    assert lines["allowed_amount"].to_list() == [Decimal("29.06")]
    assert "minutes" not in lines.columns


def year_of_lines(year: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "claim_id": ["c1"] * 3 + ["c2"],
            "line_number": [1, 2, 3, 1],
            "patient_id": ["p1"] * 3 + ["p2"],
            "date_of_service": [date(year, 3, 3)] * 4,
            "payer": ["medicare"] * 4,
            "discipline": ["PT"] * 4,
            "setting": ["practitioner"] * 4,
            "hcpcs_code": ["97110", "97530", "97161", "97010"],
            "modifiers": [["GP"], ["GP", "CQ"], ["GP"], ["GP"]],
            "unit_count": [2, 1, 1, 1],
            "minutes": [30, 15, 30, 10],
            "charge_amount": pl.Series([200, 200, 200, 20], dtype=pl.Decimal(12, 2)),
        }
    )


def test_the_next_years_rules_are_told_apart_in_dollars() -> None:
    answer = whatif(year_of_lines(2025), rules_year=2026, locality="01182-17")
    before, after = (
        price(year_of_lines(year), locality="01182-17")["allowed_amount"].drop_nulls().to_list()
        for year in (2025, 2026)
    )
    assert answer.total("allowed_difference") == sum(after) - sum(before)
    assert sum(each.allowed_difference for each in answer.changes) == sum(after) - sum(before)
    assert (answer.line_count, answer.compared_line_count) == (4, 3)
    told = answer.to_dict()
    assert [each["rule"] for each in told["by_rule"]][2] == "conversion factor"
    assert told["notes"]["after_note"] != {}


def test_the_days_stay_apart_when_all_rules_are_of_one_date() -> None:
    lines = pl.DataFrame(
        {
            "patient_id": ["p1", "p1"],
            "date_of_service": [date(2025, 3, 3), date(2025, 3, 4)],
            "hcpcs_code": ["97110", "97110"],
            "unit_count": [1, 1],
        }
    )
    answer = whatif(lines, rules_on=ON, locality="national")
    assert answer.lines["allowed_after"].to_list() == [Decimal("29.06")] * 2


def test_another_contract_pays_every_line() -> None:
    from gaitbelt.services.pricing import contract_of

    flat = contract_of({"payer": "acme", "pays": {"per_visit": 100}, "coinsurance_rate": 0})
    answer = whatif(year_of_lines(2026), contract=flat, locality="national")
    assert [each.rule for each in answer.changes] == ["contract"]
    assert answer.lines["allowed_after"].sum() == Decimal("200.00")


def test_nothing_to_change_is_said() -> None:
    with pytest.raises(ImpossibleInput, match="Nothing would change"):
        whatif(year_of_lines(2026), locality="national")
    with pytest.raises(ImpossibleInput, match="Both a date and a year"):
        whatif(year_of_lines(2026), rules_on=ON, rules_year=2025)


def test_another_way_of_counting_is_compared_at_the_same_rates() -> None:
    visits = pl.DataFrame(
        {
            "patient_id": ["p1", "p1"],
            "date_of_service": [ON, ON],
            "payer": ["medicare"] * 2,
            "discipline": ["PT"] * 2,
            "hcpcs_code": ["97110", "97140"],
            "minutes": [33, 7],
        }
    )
    # 40 minutes are 3 units by the total time, the third of them 97140's; by the midpoint 97140
    # has none (CMS Pub. 100-04, Ch. 5, § 20.2, example of 33 and 7 minutes).
    answer = recounted(visits, method="ama-midpoint", locality="national")
    assert answer.lines["unit_count_before"].to_list() == [2, 1]
    assert answer.lines["unit_count_after"].to_list() == [2, 0]
    assert answer.total("allowed_difference") == Decimal("-21.21")


def test_units_cannot_be_counted_again_without_minutes() -> None:
    with pytest.raises(ImpossibleInput, match="No line has minutes"):
        recounted(year_of_lines(2026).drop("minutes"), method="ama-midpoint")


def test_the_rulebook_of_another_year_finds_other_things() -> None:
    changes = judged_in_year(year_of_lines(2019), 2020)
    told = [each.to_dict()["rule_code"] for each in changes]
    assert told == sorted(set(told), key=told.index)
    assert all(
        each.breach_before != each.breach_after or each.exposure_difference for each in changes
    )
