"""Laws that hold for every day and every table that is priced."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.language.money import dollars, unit_fee_cents
from gaitbelt.methods.pricing import Gpci, fee
from gaitbelt.services import pricing_core
from gaitbelt.services.pricing import MET, contract_of, price, price_day
from gaitbelt.services.pricing_columns import ALLOWED_STEPS, WATERFALL

CODES = ("97110", "97112", "97530", "97140", "97161", "97129", "92507", "97010", "97035", "98975")
PLACES = ("01182-17", "10112-00", "02102-01", "13282-99", "national")
NONE = Decimal("0.00")

codes = st.sampled_from(CODES)
charges = st.decimals(min_value=0, max_value=300, places=2)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2026, 12, 31))
line = st.fixed_dictionaries(
    {
        "patient_id": st.sampled_from(["p1", "p2"]),
        "date_of_service": st.sampled_from(
            [date(2021, 5, 3), date(2024, 3, 8), date(2024, 3, 9), date(2026, 3, 2)]
        ),
        "payer": st.sampled_from(["medicare", "acme"]),
        "billing_provider_npi": st.sampled_from(["n1", "n2", None]),
        "hcpcs_code": codes,
        "modifiers": st.sampled_from([[], ["GP"], ["GP", "CQ"]]),
        "unit_count": st.one_of(st.none(), st.integers(min_value=0, max_value=6)),
        "charge_amount": st.one_of(st.none(), charges),
        "locality": st.sampled_from(PLACES[:4]),
    }
)
SCHEMA = {
    "patient_id": pl.String(),
    "date_of_service": pl.Date(),
    "payer": pl.String(),
    "billing_provider_npi": pl.String(),
    "hcpcs_code": pl.String(),
    "modifiers": pl.List(pl.String()),
    "unit_count": pl.Int64(),
    "charge_amount": pl.Decimal(12, 2),
    "locality": pl.String(),
}
ACME = contract_of(
    {
        "payer": "acme",
        "pays": {"percent_of_medicare": 110},
        "lesser_of_charge": True,
        "reduction": "medicare",
        "assistant_share": "0.85",
        "coinsurance_rate": "0.20",
    }
)


def table(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA)


def shown(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(*WATERFALL, "reduced_unit_count", "price_note")


@given(
    st.tuples(*[st.integers(0, 2000)] * 3),
    st.tuples(*[st.integers(200, 1900)] * 3),
    st.integers(300_000, 370_000),
    st.sampled_from([50, 75, 80, 100]),
)
def test_whole_numbers_and_decimals_give_the_same_fee(
    parts: tuple[int, int, int], indices: tuple[int, int, int], factor: int, percent: int
) -> None:
    columns = [np.array([each], dtype=np.int64) for each in (*parts, *indices, factor, percent)]
    cents = unit_fee_cents(
        (columns[0], columns[1], columns[2]),
        (columns[3], columns[4], columns[5]),
        columns[6],
        columns[7],
    )
    values = [Decimal(each).scaleb(-2) for each in parts]
    gpci = Gpci(*(Decimal(each).scaleb(-3) for each in indices))
    cut = 1 - Decimal(percent).scaleb(-2)
    work, expense, malpractice = values
    by_factor = Decimal(factor).scaleb(-4)
    exact = fee(work, expense, malpractice, gpci, by_factor, is_reduced=True, reduction=cut)
    assert dollars(int(cents[0])) == exact


@given(st.lists(line, min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_the_steps_of_every_line_lead_to_its_amounts(rows: list[dict[str, object]]) -> None:
    answer = price(table(rows), contracts=[ACME])
    for each in answer.iter_rows(named=True):
        step = {name: each[name] for name in WATERFALL}
        if each["allowed_amount"] is None:
            assert each["price_note"]
            assert not any(step.values())
            continue
        *cuts, allowed = list(ALLOWED_STEPS)[1:]
        assert step["fee_amount"] - sum(step[name] for name in cuts) == step[allowed]
        payer = step["expected_payment_amount"] + step["sequestration_amount"]
        payer += step["assistant_reduction_amount"] - step["quality_adjustment_amount"]
        assert payer + step["patient_amount"] == step[allowed]
        assert all(amount >= NONE for amount in step.values())
        assert each["charge_amount"] is None or step[allowed] <= each["charge_amount"]


@given(st.lists(line, min_size=1, max_size=12), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_lines_changes_no_total(rows: list[dict[str, object]], random: Random) -> None:
    shuffled = sorted(rows, key=lambda _: random.random())
    one, other = (price(table(each), contracts=[ACME]) for each in (rows, shuffled))
    keys = ["patient_id", "date_of_service", "payer", "billing_provider_npi", "hcpcs_code"]
    sums = [
        each.group_by(keys).agg(pl.col(WATERFALL).sum()).sort(keys, nulls_last=True)
        for each in (one, other)
    ]
    assert sums[0].equals(sums[1])


@given(st.lists(line, min_size=1, max_size=14))
@settings(max_examples=60, deadline=None)
def test_a_whole_table_is_priced_as_each_day_alone(rows: list[dict[str, object]]) -> None:
    frame = table(rows).with_row_index("row")
    whole = price(frame, contracts=[ACME]).sort("row")
    apart = pl.concat(
        [
            price(part, contracts=[ACME])
            for part in frame.partition_by(
                "patient_id", "date_of_service", "payer", "billing_provider_npi"
            )
        ]
    ).sort("row")
    assert shown(whole).equals(shown(apart))


@given(
    st.lists(st.tuples(codes, st.integers(1, 4)), min_size=1, max_size=5),
    days,
    st.sampled_from(PLACES),
)
@settings(max_examples=80, deadline=None)
def test_a_table_and_a_day_agree_line_by_line(
    lines: list[tuple[str, int]], on: date, place: str
) -> None:
    day = price_day(", ".join(f"{c}x{n}" for c, n in lines), on=on, locality=place)
    frame = pl.DataFrame(
        {
            "patient_id": ["p1"] * len(lines),
            "date_of_service": [on] * len(lines),
            "hcpcs_code": [code for code, _ in lines],
            "unit_count": [count for _, count in lines],
        }
    )
    whole = price(frame, locality=place)
    for name in WATERFALL:
        assert whole[name].to_list() == [each.waterfall[name] for each in day.lines]
    assert whole["price_note"].to_list() == [each.note for each in day.lines]
    known = [each.allowed_amount for each in day.lines if each.allowed_amount is not None]
    assert day.total_allowed_amount == (sum(known) if known else None)


@given(
    st.lists(codes, min_size=1, max_size=5, unique=True),
    codes,
    days,
    st.sampled_from(PLACES),
)
@settings(max_examples=80, deadline=None)
def test_one_unit_more_never_lowers_what_is_allowed(
    present: list[str], added: str, on: date, place: str
) -> None:
    less = price_day(", ".join(present), on=on, locality=place)
    more = price_day(", ".join([*present, added]), on=on, locality=place)
    assert (more.total_allowed_amount or NONE) >= (less.total_allowed_amount or NONE)


@given(st.lists(codes, min_size=1, max_size=6), days, st.sampled_from(PLACES))
@settings(max_examples=60, deadline=None)
def test_one_unit_of_the_reduced_codes_is_paid_in_full(
    present: list[str], on: date, place: str
) -> None:
    day = price_day(", ".join(present), on=on, locality=place)
    is_cut = [
        price_day(f"{each.hcpcs_code}x2", on=on, locality=place).lines[0].reduced_unit_count
        for each in day.lines
        if each.allowed_amount is not None
    ]
    subject = sum(bool(each) for each in is_cut)
    reduced = sum(each.reduced_unit_count or 0 for each in day.lines)
    assert reduced == max(subject - 1, 0)


@given(st.lists(line, min_size=4, max_size=20), st.decimals(1, 300, places=2))
@settings(max_examples=30, deadline=None)
def test_the_deductible_is_used_up_once_in_a_year(
    rows: list[dict[str, object]], left: Decimal
) -> None:
    answer = price(table(rows), contracts=[ACME], deductible=left)
    taken = answer.group_by("patient_id", pl.col("date_of_service").dt.year()).agg(
        pl.col("deductible_amount").sum(),
        owed=pl.col("allowed_amount").filter(pl.col("payer") == "medicare").sum(),
    )
    for _, _, deductible, owed in taken.iter_rows():
        assert deductible == min(left, owed)


def test_pricing_in_parts_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    start = date(2026, 1, 5)
    frame = pl.DataFrame(
        {
            "patient_id": [f"p{number % 37}" for number in range(900)],
            "date_of_service": [start + timedelta(number % 11) for number in range(900)],
            "hcpcs_code": [CODES[number % 7] for number in range(900)],
            "unit_count": [number % 4 for number in range(900)],
        }
    )
    for deductible in (MET, Decimal("100.00")):
        whole = price(frame, locality="01182-17", deductible=deductible)
        monkeypatch.setattr(pricing_core, "PART", 90)
        parts = price(frame, locality="01182-17", deductible=deductible)
        monkeypatch.undo()
        assert shown(parts).equals(shown(whole))
