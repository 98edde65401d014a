"""The outside examples on payers' limits, asked of the published values and the rulebook."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from gaitbelt.library.policy import value
from tests.limits.claims import ON, Line, is_found, line

CATEGORY = "payer_cap"
HELD = 6

Vector = dict[str, Any]  # Any: YAML as it stands


@pytest.fixture(scope="module")
def vectors(corpus: Path) -> dict[str, Vector]:
    held = yaml.safe_load((corpus / "rules/vectors.yaml").read_text(encoding="utf-8"))["vectors"]
    own = {each["id"]: each for each in held if each["category"] == CATEGORY}
    assert len(own) == HELD
    return own


def split(units: int, **given: Any) -> list[Line]:  # noqa: ANN401 (columns)
    """Return timed units of one date, spread over three codes."""
    codes = ("97110", "97112", "97140")
    counts = [units // 3 + (place < units % 3) for place in range(3)]
    return [
        line(code, unit_count=count, **given)
        for code, count in zip(codes, counts, strict=True)
        if count
    ]


def test_texas_medicaid_pays_two_units_of_ultrasound(vectors: dict[str, Vector]) -> None:
    vector = vectors["gap-units-txmcd-97035"]
    code, most = vector["inputs"]["code"], vector["expected"]["max_units"]
    on = date(vector["inputs"]["year"], 12, 5)
    given = {"payer": "tx_medicaid", "date_of_service": on}
    assert not is_found("THR006", line(code, unit_count=most, **given))
    assert is_found("THR006", line(code, unit_count=most + 1, **given))
    for other, limit in (("97034", 2), ("97036", 3)):  # the vector's note
        assert not is_found("THR006", line(other, unit_count=limit, **given))
        assert is_found("THR006", line(other, unit_count=limit + 1, **given))


def test_cigna_pays_four_timed_units_a_day(vectors: dict[str, Vector]) -> None:
    vector = vectors["gap-units-cigna-4"]
    asked, most = vector["inputs"]["same_day_timed_units"], vector["expected"]["max_paid"]
    held = value("cigna", "max_timed_units_per_date", ON)
    assert held is not None
    assert held.value == most
    assert is_found("THR004", *split(asked, payer="cigna"))
    assert not is_found("THR004", *split(most, payer="cigna"))
    assert is_found("THR004", *split(most + 1, payer="cigna"))


def test_north_dakotas_blue_plan_pays_four_units_of_a_provider(vectors: dict[str, Vector]) -> None:
    vector = vectors["gap-units-bcbsnd-4"]
    asked = vector["inputs"]["same_day_same_provider_modalities_plus_units"]
    most, result = vector["expected"]["max"], vector["expected"]["result"]
    given = {"payer": "bcbs_nd", "rendering_provider_npi": "1234567893"}
    assert is_found("THR005", *split(asked, **given)) is result.startswith("excess")
    assert not is_found("THR005", *split(most, **given))


@pytest.mark.parametrize(("discipline", "code"), [("PT", "97110"), ("OT", "97530")])
def test_massachusetts_blue_plan_covers_visits_before_an_authorization(
    vectors: dict[str, Vector], discipline: str, code: str
) -> None:
    expected = vectors["gap-visits-bcbsma"]["expected"]
    most = expected[f"initial_notification_visits_{discipline.lower()}"]
    assert expected["period"] == "calendar_year"
    given = {
        "payer": "bcbs_ma",
        "discipline": discipline,
        "prior_authorization_number": None,
        "is_subject": False,
    }
    days = [date(2025, 1, 2) + timedelta(days=3 * place) for place in range(most + 1)]
    visits = [line(code, **{**given, "date_of_service": day}) for day in days]
    within = [*visits[: most - 1], {**visits[most - 1], "is_subject": True}]
    beyond = [*visits[:most], {**visits[most], "is_subject": True}]
    assert not is_found("THR015", *within)
    assert is_found("THR015", *beyond)
    last_year = [{**each, "date_of_service": date(2024, 12, 31)} for each in beyond[:1]]
    assert not is_found("THR015", *last_year, *within)


def test_massachusetts_medicare_plans_cover_twelve_visits(vectors: dict[str, Vector]) -> None:
    note = vectors["gap-visits-bcbsma"]["note"]
    for discipline in ("pt", "ot"):
        name = f"visits_before_authorization_in_365_days_{discipline}"
        held = value("bcbs_ma_medicare_advantage", name, date(2025, 6, 2))
        assert held is not None
        assert f"{held.value} each per 365 days" in note


def test_tricare_does_not_pay_physical_therapists_for_office_visits(
    vectors: dict[str, Vector],
) -> None:
    vector = vectors["gap-tricare-em"]
    asked, payable = vector["inputs"], vector["expected"]["payable"]
    given = {"payer": asked["payer"], "discipline": asked["provider"]}
    assert is_found("PAY008", line(asked["code"], **given)) is not payable
    assert not is_found("PAY008", line("97110", **given))


def test_tricare_lists_the_codes_of_physical_therapy(vectors: dict[str, Vector]) -> None:
    expected = vectors["gap-tricare-code-range"]["expected"]
    held = value("tricare", "physical_therapy_codes", ON)
    assert held is not None
    assert isinstance(held.value, tuple)
    ends = {end for written in expected["listed"] for end in written.split("-")}
    assert ends - set(held.value) == set()
    assert set(expected["not_in_list"]) & set(held.value) == set()
