"""What carriers and associations published, reproduced to the cent."""

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from gaitbelt.language.money import dollars, millionths, whole_cents
from gaitbelt.library import fees, policy
from gaitbelt.methods.pricing import NATIONAL, Gpci, fee, work_index
from gaitbelt.methods.pricing.waterfall import WHOLE, Shares, paid_of
from gaitbelt.services.pricing import contract_of, price, price_day

NO_REDUCTION = Decimal(0)
CARRIER_FILES = (
    "data/medicare/carrier_2025_published_amounts.csv",
    "data/rvu/carrier_2025_published_therapy_amounts.csv",
)


def carrier_rows(corpus: Path, file: str) -> list[dict[str, str]]:
    path = corpus / file
    if not path.exists():
        pytest.skip(f"{file} is not in the corpus.")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def vectors(corpus: Path, category: str) -> Iterator[dict[str, Any]]:  # Any: YAML as it stands
    document = yaml.safe_load((corpus / "rules/vectors.yaml").read_text(encoding="utf-8"))
    return (each for each in document["vectors"] if each["category"] == category)


def vector(corpus: Path, category: str, name: str) -> dict[str, Any]:  # Any: as above
    return next(each for each in vectors(corpus, category) if each["id"] == name)


def one_unit(code: str, on: date, locality: str) -> tuple[Decimal | None, Decimal | None]:
    line = price_day(code, on=on, locality=locality).lines[0]
    return line.unit_fee_amount, line.reduced_unit_fee_amount


@pytest.mark.parametrize("file", CARRIER_FILES)
def test_every_published_fee_of_a_carrier_is_reproduced(corpus: Path, file: str) -> None:
    found, wanted = [], []
    for row in carrier_rows(corpus, file):
        full, reduced = one_unit(row["hcpcs"], date(2025, 7, 1), f"{row['mac']}-{row['locality']}")
        cut = Decimal(row["published_therapy_reduced_nonfac_fee"])
        found.append((row["hcpcs"], full, reduced if cut != NO_REDUCTION else NO_REDUCTION))
        wanted.append((row["hcpcs"], Decimal(row["published_nonfac_fee"]), cut))
    assert wanted
    assert found == wanted


def test_a_code_that_no_carrier_reduces_is_not_ranked(corpus: Path) -> None:
    rows = carrier_rows(corpus, CARRIER_FILES[0])
    for row in rows:
        where = f"{row['mac']}-{row['locality']}"
        two = price_day({row["hcpcs"]: 2}, on=date(2025, 7, 1), locality=where).lines[0]
        is_cut = Decimal(row["published_therapy_reduced_nonfac_fee"]) != NO_REDUCTION
        assert two.reduced_unit_count == int(is_cut)


def test_the_whole_table_gives_the_published_fees_too(corpus: Path) -> None:
    rows = carrier_rows(corpus, CARRIER_FILES[0])
    lines = pl.DataFrame(
        {
            "patient_id": [f"p{number}" for number in range(len(rows))],
            "date_of_service": [date(2025, 7, 1)] * len(rows),
            "hcpcs_code": [row["hcpcs"] for row in rows],
            "unit_count": [1] * len(rows),
            "locality": [f"{row['mac']}-{row['locality']}" for row in rows],
        }
    )
    assert price(lines)["allowed_amount"].to_list() == [
        Decimal(row["published_nonfac_fee"]) for row in rows
    ]


def test_every_outside_payment_rate_is_reproduced(corpus: Path) -> None:
    seen = 0
    for each in vectors(corpus, "payment_rate"):
        asked, wanted = each["inputs"], each["expected"]
        if "code" not in asked:
            continue
        on = date(asked["year"], 7, 1)
        name = "national"
        if "mac" in asked:
            name = f"{asked['mac']}-{asked['locality']}"
        full, reduced = one_unit(asked["code"], on, name)
        if "amount" in wanted:
            assert full == Decimal(str(wanted["amount"])), each["id"]
        else:
            cut = wanted["mppr_reduced_fee"]
            assert full == Decimal(str(wanted["nonfacility_fee"])), each["id"]
            assert cut is None or reduced == Decimal(str(cut)), each["id"]
            two = price_day({asked["code"]: 2}, on=on, locality=name).lines[0]
            assert bool(two.reduced_unit_count) is wanted["subject_to_mppr"], each["id"]
        seen += 1
    assert seen >= 20


def three(asked: dict[str, Any]) -> tuple[Decimal, Decimal, Decimal]:  # Any: as above
    return Decimal(str(asked["work"])), Decimal(str(asked["pe"])), Decimal(str(asked["mp"]))


def unit(parts: tuple[Decimal, Decimal, Decimal], *, is_reduced: bool, rate: Decimal) -> Decimal:
    """Return a fee at a conversion factor of one dollar and no adjustment by place."""
    return fee(*parts, NATIONAL, Decimal(1), is_reduced=is_reduced, reduction=rate)


def test_the_same_rates_come_from_the_formula_alone(corpus: Path) -> None:
    for each in vectors(corpus, "payment_rate"):
        asked, wanted = each["inputs"], each["expected"]
        if "work" not in asked:
            continue
        work, expense, malpractice = three(asked)
        gpci = Gpci(*(Decimal(str(index)) for index in asked["gpci"]))
        amount = fee(work, expense, malpractice, gpci, Decimal(str(asked["cf"])))
        assert amount == Decimal(str(wanted.get("amount", wanted.get("nonfacility_fee"))))


def test_the_work_floor_ends_with_2026(corpus: Path) -> None:
    asked = vector(corpus, "payment_rate", "gap-gpci-floor-2027-01-01")
    floor = policy.value("medicare", "work_gpci_floor", date.fromisoformat(asked["inputs"]["dos"]))
    assert floor is not None
    raw = Decimal(str(asked["inputs"]["raw_work_gpci"]))
    used = Decimal(str(asked["expected"]["work_gpci_used"]))
    assert work_index(raw, has_floor=bool(floor.value)) == used
    assert work_index(raw, has_floor=True) == Decimal("1.000")


def test_the_deductible_of_2026_is_the_announced_one(corpus: Path) -> None:
    wanted = vector(corpus, "payment_rate", "gap-deductible-2026")["expected"]["part_b_deductible"]
    row = policy.value("medicare", "part_b_deductible", date(2026, 3, 2))
    assert row is not None
    assert row.value == Decimal(str(wanted))


def test_a_proposed_factor_is_held_as_proposed_and_prices_nothing(corpus: Path) -> None:
    asked = [
        each
        for each in vectors(corpus, "payment_rate")
        if each["inputs"].get("status") == "PROPOSED"
    ]
    for each in asked:
        is_apm = bool(each["inputs"].get("apm_qp"))
        name = f"conversion_factor{'_qualifying' if is_apm else ''}_proposed"
        row = policy.value("medicare", name, date(2027, 1, 1))
        assert row is not None
        assert row.value == Decimal(str(each["expected"]["cf"]))
        line = price_day("97110", on=date(2027, 1, 4), locality="01182-17", apm=is_apm).lines[0]
        assert line.allowed_amount is None
        assert line.note is not None
        assert "2026-12-31" in line.note
    assert asked


def derived(corpus: Path) -> list[dict[str, Any]]:  # Any: as above
    return [each for each in vectors(corpus, "mppr") if "unit_lines" in each["inputs"]]


def test_every_derived_day_of_2026_is_reproduced_by_unit(corpus: Path) -> None:
    for each in derived(corpus):
        codes = each["inputs"]["unit_lines"]
        day = price_day(", ".join(codes), on=date(2026, 3, 2), locality="national")
        found = sorted((line.hcpcs_code, line.allowed_amount) for line in day.lines)
        wanted = sorted((c, Decimal(str(a))) for c, a in each["expected"]["per_unit"])
        assert found == wanted, each["id"]
        assert day.total_allowed_amount == Decimal(str(each["expected"]["total"])), each["id"]
    assert derived(corpus)


def test_units_of_one_code_are_reduced_like_units_of_several(corpus: Path) -> None:
    three = next(each for each in derived(corpus) if len(set(each["inputs"]["unit_lines"])) == 1)
    day = price_day("97110x3", on=date(2026, 3, 2), locality="national")
    assert day.total_allowed_amount == Decimal(str(three["expected"]["total"]))
    assert day.lines[0].reduced_unit_count == 2


def test_the_reduction_of_2011_is_a_fifth_of_the_practice_expense(corpus: Path) -> None:
    asked = vector(corpus, "mppr", "hrs-texas-2011")
    lines = asked["inputs"]["lines"]
    full, less = (Decimal(str(lines[0][n])) for n in ("first_unit", "second_unit_reduced"))
    row = policy.value("medicare", "therapy_reduction_office", date(2011, 7, 1))
    assert row is not None
    rate = Decimal(str(row.value))
    expense = (full - less) / rate
    parts = (full - expense, expense, Decimal(0))
    assert unit(parts, is_reduced=True, rate=rate) == less
    reduced = [Decimal(str(each["reduced"])) for each in lines[1:]]
    assert sum([full, less, *reduced]) == Decimal(str(asked["expected"]["total"]))


def test_the_table_from_memory_of_a_quarter_cut_comes_out(corpus: Path) -> None:
    asked = vector(corpus, "mppr", "cms-mppr-table-25pct")
    assert asked["confidence"] == "memory_only"
    rate = Decimal(str(asked["inputs"]["reduction"]))
    row = policy.value("medicare", "therapy_reduction_institution", date(2011, 7, 1))
    assert row is not None
    assert row.value == rate
    units = [three(each) for each in asked["inputs"]["services"]]
    highest = units.index(max(units, key=lambda parts: parts[1]))
    paid = [unit(parts, is_reduced=at != highest, rate=rate) for at, parts in enumerate(units)]
    full = [unit(parts, is_reduced=False, rate=rate) for parts in units]
    assert sum(full) == Decimal(str(asked["expected"]["unreduced_total"]))
    assert sum(paid) == Decimal(str(asked["expected"]["total"]))


def test_a_plan_that_cuts_whole_rates_pays_the_highest_allowance_in_full(corpus: Path) -> None:
    asked = vector(corpus, "mppr", "gap-mppr-ibx-two-disciplines")
    schedule = asked["inputs"]["contracted"]
    plan = contract_of(
        {
            "payer": asked["inputs"]["payer"],
            "pays": {"schedule": schedule},
            "reduction": {"of": "whole_rate", "share": "0.50", "rank_by": "allowance"},
        }
    )
    day = price_day(asked["inputs"]["units"], on=date(2026, 3, 2), contract=plan)
    assert day.total_allowed_amount == Decimal(str(asked["expected"]["total"]))
    full = [line.hcpcs_code for line in day.lines if not line.reduced_unit_count]
    assert full == [asked["expected"]["full_unit"]]


def day_of_two(payer: str, providers: list[str], tax_ids: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "patient_id": ["p1", "p1"],
            "date_of_service": [date(2026, 3, 2)] * 2,
            "payer": [payer] * 2,
            "discipline": ["PT", "OT"],
            "hcpcs_code": ["97110", "97530"],
            "unit_count": [1, 1],
            "billing_provider_npi": providers,
            "billing_tax_id": tax_ids,
        }
    )


def test_a_plan_that_pools_by_tax_id_ranks_two_providers_together(corpus: Path) -> None:
    asked = vector(corpus, "mppr", "gap-mppr-uhc-same-tin")
    payer, npis = asked["inputs"]["payer"], asked["inputs"]["npis"]
    lines = day_of_two(payer, npis, ["t1", "t1"])
    terms = {"payer": payer, "pays": {"percent_of_medicare": 100}}
    pooled = contract_of({**terms, "reduction": {"pooled_by": "billing_tax_id"}})
    apart = contract_of({**terms, "reduction": "medicare"})
    counts = [
        price(lines, locality="national", contracts=[plan])["reduced_unit_count"].sum()
        for plan in (pooled, apart)
    ]
    assert counts == [1, 0]
    assert asked["expected"]["single_ranking"] is True


def test_a_plan_with_medicares_reduction_pools_the_disciplines(corpus: Path) -> None:
    asked = vector(corpus, "mppr", "gap-mppr-cawc-units")
    plan = contract_of(
        {
            "payer": asked["inputs"]["payer"],
            "pays": {"percent_of_medicare": 100},
            "reduction": "medicare",
        }
    )
    lines = day_of_two(asked["inputs"]["payer"], ["A", "A"], ["t1", "t1"])
    answer = price(lines, locality="national", contracts=[plan])
    full = 2 - answer["reduced_unit_count"].sum()
    assert full == asked["expected"]["full_pe_units"]
    assert answer["reduction_amount"].to_list() == [Decimal("6.85"), Decimal("0.00")]
    assert plan.reduction is not None
    assert 1 - plan.reduction.share == Decimal(str(asked["expected"]["other_units_pe_factor"]))


def test_no_rule_for_office_visits_reduces_therapy(corpus: Path) -> None:
    asked = vector(corpus, "mppr", "gap-2027-em-overlap-not-therapy")
    assert asked["expected"]["em_overlap_rule_applies"] is False
    day = price_day(", ".join(asked["inputs"]["codes"]), on=date(2027, 1, 4), locality="national")
    assert [line.allowed_amount for line in day.lines] == [None, None]


def test_a_tie_on_practice_expense_goes_to_the_higher_fee(corpus: Path) -> None:
    asked = vector(corpus, "mppr", "mppr-tie-break")
    assert asked["expected"]["winner"] == "highest total fee schedule amount"
    # CY2026: 97112 and 97537 both have a practice expense of 0.47; 97112 has more work.
    day = price_day("97537, 97112", on=date(2026, 3, 2), locality="national")
    assert [line.reduced_unit_count for line in day.lines] == [1, 0]


def test_sequestration_is_taken_last_and_rounded(corpus: Path) -> None:
    (asked,) = vectors(corpus, "sequestration")
    before = Decimal(str(asked["inputs"]["medicare_payment_before"]))
    row = policy.value("medicare", "sequestration_rate", date(2017, 7, 1))
    assert row is not None
    whole, none = np.array([WHOLE]), np.array([0])
    last = np.array([millionths(Decimal(str(row.value)))])
    payment = np.array([whole_cents(before)])
    paid = paid_of(payment, none, Shares(whole, none, whole, none, last))
    assert dollars(int(paid.sequestration[0])) == Decimal(str(asked["expected"]["sequester"]))
    assert dollars(int(paid.expected[0])) == Decimal(str(asked["expected"]["paid"]))


def test_medicare_cuts_its_own_share_for_an_assistant(corpus: Path) -> None:
    asked = vector(corpus, "cq_co", "cq-payment-88")["expected"]
    day = price_day(
        "97597-CQ @100.00, 97602", on=date(2026, 3, 2), locality="02102-01", charge=None
    )
    step = day.lines[0].waterfall
    assert step["allowed_amount"] == Decimal("100.00")  # the charge; the fee is higher in Alaska
    assert step["coinsurance_amount"] == Decimal(str(asked["patient_coinsurance"]))
    expected, seq = step["expected_payment_amount"], step["sequestration_amount"]
    assert expected is not None
    assert seq is not None
    assert expected + seq == Decimal(str(asked["medicare_before_sequester"]))
    assert expected == Decimal(str(asked["after_sequester_2pct"]))
    assert expected + seq + Decimal("20.00") == Decimal(str(asked["total_to_provider"]))


def test_a_plan_cuts_its_fee_for_an_assistant(corpus: Path) -> None:
    asked = vector(corpus, "cq_co", "gap-cq-horizon-payment")
    share = policy.value(asked["inputs"]["payer"], "assistant_payment_rate", date(2022, 7, 1))
    assert share is not None
    plan = contract_of(
        {
            "payer": asked["inputs"]["payer"],
            "pays": {"per_unit": asked["inputs"]["plan_fee"]},
            "assistant_share": share.value,
        }
    )
    modifier = asked["inputs"]["modifier"]
    day = price_day(f"97110-{modifier}", on=date(2022, 7, 1), contract=plan)
    assert day.total_allowed_amount == Decimal(str(asked["expected"]["allowed"]))


def test_every_locality_has_indices_on_every_date_of_its_scheme() -> None:
    now = [p for p in fees.localities() if fees.locality_indices(p, date(2026, 1, 1))]
    before = [p for p in fees.localities() if fees.locality_indices(p, date(2023, 6, 1))]
    assert (len(before), len(now)) == (112, 109)
