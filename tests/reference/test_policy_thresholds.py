"""The yearly thresholds by the figures and worked examples of the sources."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.policy import value
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.library.tables import load_policy, load_reference

PT_SLP, OT, REVIEW = "kx_threshold_pt_slp", "kx_threshold_ot", "targeted_review_threshold"
FIGURES = {
    "pt_slp": PT_SLP,
    "pt_slp_combined": PT_SLP,
    "ot": OT,
    "targeted_review": REVIEW,
}
"""What the worked examples call each published value."""

KX_RULES = ("THR001", "THR002", "MOD010")
HELD = 11


@pytest.fixture(scope="session")
def vectors(corpus: Path) -> dict[str, dict[str, Any]]:  # Any: YAML of several shapes
    found = yaml.safe_load((corpus / "rules" / "vectors.yaml").read_text(encoding="utf-8"))
    own = {each["id"]: each for each in found["vectors"] if each["category"] == "kx_threshold"}
    assert len(own) >= HELD, "worked examples are missing"
    return own


def amount(name: str, year: int) -> Decimal:
    """Return a published amount, the same on the first and the last day of a year."""
    first, last = (value("medicare", name, day) for day in (date(year, 1, 1), date(year, 12, 31)))
    assert first is not None
    assert first == last
    return Decimal(str(first.value))


def line(day: date, allowed: str | None, *modifiers: str, discipline: str = "PT") -> dict[str, Any]:
    """Return a service line of one patient."""
    return {
        "claim_id": f"c{day.isoformat()}",
        "line_number": 1,
        "patient_id": "p1",
        "date_of_service": day,
        "payer": "medicare",
        "discipline": discipline,
        "setting": "practitioner",
        "hcpcs_code": "97110",
        "modifiers": list(modifiers),
        "unit_count": 1,
        "allowed_amount": None if allowed is None else Decimal(allowed),
    }


def outcomes(*lines: dict[str, Any]) -> dict[str, str]:
    """Return what the rules about KX say of the last line, by rule."""
    types = {"modifiers": pl.List(pl.String()), "allowed_amount": pl.Decimal(12, 2)}
    frame = pl.DataFrame(list(lines), schema_overrides=types).with_columns(
        is_subject=pl.int_range(pl.len()) == pl.len() - 1
    )
    only = frozenset(KX_RULES)
    judged = judge(frame, load_rulebook(), load_policy(), load_reference(), only=only)
    return dict(judged.findings.select("rule_code", "outcome").iter_rows())


def test_the_amount_of_every_year_is_the_one_reported(vectors: dict[str, dict[str, Any]]) -> None:
    compared = 0
    for vector in vectors.values():
        year = vector["inputs"].get("year")
        for figure, name in FIGURES.items():
            if figure in vector["expected"]:
                assert amount(name, year) == vector["expected"][figure], vector["id"]
                compared += 1
        if "prior_year" in vector["expected"]:
            assert amount(PT_SLP, year - 1) == vector["expected"]["prior_year"], vector["id"]
    assert compared == 21


def test_the_dollar_above_the_threshold_needs_kx_and_allowed_amounts_count(
    vectors: dict[str, dict[str, Any]],
) -> None:
    vector = vectors["kx-counts-patient-share"]
    so_far = str(vector["inputs"]["allowed_to_date"])
    earlier, later = date(2024, 5, 1), date(2024, 5, 8)
    above = outcomes(line(earlier, so_far, "GP"), line(later, "1.00", "GP"))
    assert (above.get("THR001") == "breach") is vector["expected"]["kx_required_for_next_dollar"]
    at_threshold = outcomes(line(later, so_far, "GP"))
    assert "THR001" not in at_threshold


def test_a_sum_equal_to_the_threshold_needs_no_kx_and_the_next_cent_does(
    vectors: dict[str, dict[str, Any]],
) -> None:
    vector = vectors["gap-kx-2026-exact-at-threshold"]
    asked, expected = vector["inputs"], vector["expected"]
    before, own = Decimal(str(asked["ytd_allowed_before"])), Decimal(str(asked["line_allowed"]))
    assert before + own == expected["ytd_after"]
    earlier, later = date(2026, 2, 2), date(2026, 3, 2)
    exact = outcomes(line(earlier, f"{before}", "GP"), line(later, f"{own}", "GP"))
    assert ("THR001" in exact) is expected["kx_required"]
    cent = outcomes(line(earlier, f"{before}", "GP"), line(later, f"{own + Decimal('0.01')}", "GP"))
    assert cent["THR001"] == "breach"


def test_a_service_not_thought_necessary_carries_ga_and_no_kx(
    vectors: dict[str, dict[str, Any]],
) -> None:
    expected = vectors["kx-plus-ga"]["expected"]
    assert (expected["GA"], expected["KX"]) == (True, False)
    earlier = line(date(2026, 2, 2), "2500.00", "GP", "KX")
    assert outcomes(earlier, line(date(2026, 3, 2), "30.00", "GP", "GA")) == {}
    both = outcomes(earlier, line(date(2026, 3, 2), "30.00", "GP", "KX", "GA"))
    assert both == {"MOD010": "breach"}


def test_pt_and_slp_share_a_threshold_and_ot_has_its_own() -> None:
    slp = line(date(2026, 2, 2), "2470.00", "GN", discipline="SLP")
    assert outcomes(slp, line(date(2026, 3, 2), "30.00", "GP"))["THR001"] == "breach"
    ot = line(date(2026, 3, 2), "30.00", "GO", discipline="OT")
    assert outcomes(slp, ot) == {}


def test_the_sum_starts_again_each_january() -> None:
    assert (
        outcomes(line(date(2025, 12, 31), "2400.00", "GP"), line(date(2026, 1, 2), "100.00", "GP"))
        == {}
    )


def test_an_amount_of_2027_is_not_held_until_it_is_published() -> None:
    for name in (PT_SLP, OT):
        assert value("medicare", name, date(2027, 1, 4)) is None
    said = outcomes(line(date(2027, 1, 4), "100.00", "GP"))
    assert said == {"THR001": "cannot tell"}


def test_the_amount_of_2026_was_not_known_before_it_was_published() -> None:
    on = date(2026, 1, 5)
    assert value("medicare", PT_SLP, on, known_on=date(2025, 12, 4)) is None
    assert value("medicare", PT_SLP, on, known_on=date(2025, 12, 5)) is not None


def test_the_sum_is_the_same_in_every_order_of_lines() -> None:
    first, second = line(date(2026, 2, 2), "2470.00", "GP"), line(date(2026, 3, 2), "30.00", "GP")
    types = {"modifiers": pl.List(pl.String()), "allowed_amount": pl.Decimal(12, 2)}
    said = [
        judge(
            pl.DataFrame(lines, schema_overrides=types),
            load_rulebook(),
            load_policy(),
            load_reference(),
            only=frozenset(KX_RULES),
        ).findings
        for lines in ([first, second], [second, first])
    ]
    assert said[0].equals(said[1])
    assert said[0]["date_of_service"].to_list() == [date(2026, 3, 2)]
