"""What the rules of the claim form say of whole claims."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.forms.claims import COMPLETE, MINIMAL, findings

FORMS = ("FRM",)
SECOND = [{**row, "claim_id": "c2"} for row in COMPLETE]


def breached(rows: list[dict[str, object]]) -> dict[str, int]:
    """Return how many findings each rule of the form has."""
    found = findings(rows, FORMS).filter(outcome="breach")
    return dict(found.group_by("rule_code").len().sort("rule_code").iter_rows())


def changed(**columns: object) -> list[dict[str, object]]:
    """Return the clean claim with other columns on each line."""
    return [{**row, **columns} for row in COMPLETE]


def test_a_complete_clean_claim_has_no_finding_of_the_form_or_its_modifiers() -> None:
    assert findings(COMPLETE, ("FRM", "MOD")).is_empty()


def test_a_minimal_visit_has_no_finding_of_the_form() -> None:
    assert findings(MINIMAL, FORMS).filter(outcome="breach").is_empty()


def test_a_minimal_visit_of_a_known_payer_is_told_of_nothing_but_its_modifiers() -> None:
    rows = [{**row, "payer": "medicare", "discipline": "PT"} for row in MINIMAL]
    assert findings(rows, FORMS)["missing"].to_list() == [["modifiers"]]


@pytest.mark.parametrize(
    ("columns", "rule"),
    [
        ({"submitted_on": date(2027, 3, 3)}, "FRM001"),
        ({"submitted_on": date(2026, 3, 1)}, "FRM002"),
        ({"referring_provider_npi": None}, "FRM003"),
        ({"billing_provider_npi": "1245319598"}, "FRM004"),
        ({"referring_provider_npi": "1679576723"}, "FRM005"),
        ({"rendering_provider_taxonomy_code": "225X00000X"}, "FRM006"),
        ({"rendering_provider_taxonomy_code": "225200000X"}, "FRM007"),
        ({"has_other_primary_payer": True}, "FRM008"),
        ({"place_of_service_code": "22"}, "FRM009"),
        ({"place_of_service_code": "11", "setting": "outpatient"}, "FRM010"),
        ({"claim_frequency_code": "7", "payer": "commercial"}, "FRM011"),
        ({"claim_frequency_code": "8", "payer_claim_control_number": "1"}, "FRM012"),
        ({"claim_frequency_code": "3"}, "FRM013"),
        ({"claim_charge_amount": Decimal("176.01")}, "FRM016"),
        ({"diagnosis_codes": [f"M54.{n}" for n in range(13)]}, "FRM021"),
    ],
)
def test_one_mistake_on_a_claim_of_two_lines_is_one_finding(
    columns: dict[str, object], rule: str
) -> None:
    assert breached(changed(**columns)) == {rule: 1}


def test_a_wrong_number_is_found_once_a_day() -> None:
    next_day = [{**row, "date_of_service": date(2026, 3, 3)} for row in COMPLETE]
    rows = [{**row, "rendering_provider_npi": "1234567890"} for row in (*COMPLETE, *next_day)]
    found = findings(rows, ("FRM004",))
    assert found["date_of_service"].to_list() == [date(2026, 3, 2), date(2026, 3, 3)]


def test_lines_alike_are_found_once_for_their_code() -> None:
    rows = [{**row, "payer": "commercial"} for row in (*COMPLETE, *COMPLETE[:1])]
    found = findings(rows, ("FRM015",))
    assert found.select("hcpcs_code", "claim_id").rows() == [("97110", "c1")]


def test_a_claim_sent_twice_is_found_once() -> None:
    assert breached([*COMPLETE, *SECOND]) == {"FRM014": 1}


def test_a_claim_sent_three_times_is_found_twice() -> None:
    third = [{**row, "claim_id": "c3"} for row in COMPLETE]
    assert breached([*COMPLETE, *SECOND, *third]) == {"FRM014": 2}


def test_a_claim_of_another_patient_repeats_nothing() -> None:
    other = [{**row, "patient_id": "p2"} for row in SECOND]
    assert breached([*COMPLETE, *other]) == {}


def test_a_claim_billed_first_to_two_payers_is_found_on_both() -> None:
    other = [{**row, "payer": "workers_compensation"} for row in SECOND]
    found = findings([*COMPLETE, *other], FORMS).filter(outcome="breach")
    assert found.select("rule_code", "claim_id").rows() == [("FRM017", "c1"), ("FRM017", "c2")]


def test_claims_in_any_order_have_the_same_findings() -> None:
    rows = [*COMPLETE, *SECOND, *changed(claim_id="c3", submitted_on=date(2026, 3, 1))]
    expected = findings(rows, FORMS)
    for seed in range(5):
        shuffled = Random(seed).sample(rows, len(rows))  # noqa: S311 (the order of a test)
        assert findings(shuffled, FORMS).equals(expected)


def test_claims_of_the_history_are_not_judged() -> None:
    assert findings(changed(referring_provider_npi=None, is_subject=False), FORMS).is_empty()


DAYS = st.dates(date(2016, 1, 1), date(2026, 12, 31))


def with_dates(day: date, sent: date, payer: str) -> list[dict[str, object]]:
    return changed(date_of_service=day, date_of_service_through=day, submitted_on=sent, payer=payer)


def late(day: date, sent: date, payer: str) -> bool:
    return "FRM001" in breached(with_dates(day, sent, payer))


@given(DAYS)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_tricare_takes_a_claim_to_the_day_a_year_later_and_no_longer(day: date) -> None:
    last = day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
    assert not late(day, last, "tricare")
    assert late(day, last + timedelta(days=1), "tricare")


@given(DAYS)
@settings(max_examples=25, deadline=None, derandomize=True)
def test_medicares_limit_ends_on_a_workday_within_four_days_of_the_year(day: date) -> None:
    year = day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
    assert not late(day, year, "medicare")
    first_late = next(n for n in range(1, 6) if late(day, year + timedelta(days=n), "medicare"))
    last_day = year + timedelta(days=first_late - 1)
    assert last_day.weekday() < 5


@given(DAYS, st.integers(0, 500), st.integers(0, 500))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_a_claim_sent_later_is_never_less_late(day: date, one: int, other: int) -> None:
    sooner, later = (day + timedelta(days=n) for n in sorted((one, other)))
    for payer in ("medicare", "uhc_commercial", "aetna"):
        assert late(day, sooner, payer) <= late(day, later, payer)


def test_an_office_visits_claim_is_not_therapy_for_the_claim_beside_it() -> None:
    visit: dict[str, object] = {
        "hcpcs_code": "99213",
        "discipline": None,
        "modifiers": [],
        "claim_id": "c2",
    }
    office = {**COMPLETE[0], **visit, "referring_provider_npi": None}
    assert "FRM003" not in breached([*COMPLETE, office])
