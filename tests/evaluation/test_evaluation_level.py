"""The level of one evaluation: the plain way, the frame's way, and the command's."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gaitbelt
from gaitbelt.engine.evaluate import judge
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.library.evaluation_levels import LEVELS, components
from gaitbelt.methods.evaluation_level import (
    level_by_count,
    level_by_word,
    lowest,
    supported_code,
)
from gaitbelt.services.evaluation_level import BELOW, evaluation_level
from gaitbelt.services.law import load_law
from gaitbelt.tables.evaluation import EVALUATION
from gaitbelt.tables.finding import OUTCOMES
from tests.cli.asking import ask

LAW = load_law()
Components = dict[str, Any]  # counts and words

MODERATE: Components = {
    "personal_factor_count": 2,
    "examination_element_count": 3,
    "clinical_presentation": "evolving",
    "decision_making": "moderate",
}


@st.composite
def documented(draw: st.DrawFn) -> tuple[str, Components]:
    """Return a discipline and its components, one not stated here and there."""
    discipline = draw(st.sampled_from(("PT", "OT")))
    found: Components = {}
    for component in components(discipline):
        stated = st.sampled_from(component.words) if component.words else st.integers(0, 7)
        found[component.name] = draw(st.one_of(stated, stated, stated, st.none()))
    return discipline, found


def framed(discipline: str, found: Components) -> str | None:
    """Return the code that the stated components allow at most, by expressions on a frame."""
    frame = pl.DataFrame([found], schema={name: EVALUATION[name].dtype for name in found})
    levels = []
    for component in components(discipline):
        given_here = pl.col(component.name)
        if component.words:
            levels.append(level_by_word(given_here, pl.lit([list(component.words)]).list.first()))
        else:
            floors = pl.lit([list(component.floors)]).list.first()
            levels.append(level_by_count(given_here, floors))
    codes = pl.lit([list(components(discipline)[0].codes)]).list.first()
    said = frame.select(code=supported_code(lowest(*levels), codes))["code"].item()
    return said if said is None or said.startswith("97") else None


@given(documented())
@settings(deadline=None)
def test_plain_python_and_frames_support_the_same_code(asked: tuple[str, Components]) -> None:
    discipline, found = asked
    answer = evaluation_level(discipline, **found)
    expected = answer.at_most if len(answer.missing) < len(found) else None
    assert framed(discipline, found) == expected


@given(documented(), st.integers(0, 2))
@settings(deadline=None, max_examples=60)
def test_the_rules_agree_with_the_plain_answer(asked: tuple[str, Components], billed: int) -> None:
    discipline, found = asked
    codes = components(discipline)[0].codes
    line = {
        "patient_id": "p1",
        "date_of_service": date(2026, 3, 2),
        "payer": "medicare",
        "discipline": discipline,
        "hcpcs_code": codes[billed],
        **found,
    }
    schema = {name: EVALUATION[name].dtype for name in found}
    lines = pl.DataFrame([line], schema_overrides=schema)
    above, below = ("COD009", "COD011") if discipline == "PT" else ("COD010", "COD012")
    law = (LAW.rulebook, LAW.policy, LAW.reference)
    judged = judge(lines, *law, outcomes=OUTCOMES, only=frozenset({above, below}))
    said = dict(judged.findings.select("rule_code", "outcome").iter_rows())
    answer = evaluation_level(discipline, **found)
    is_nothing_stated = len(answer.missing) == len(found)
    at_most = codes.index(answer.at_most) if answer.at_most else -1
    if not is_nothing_stated and billed > at_most:
        assert said[above] == "breach"
    else:
        assert said[above] == ("cannot tell" if answer.missing else "clear")
    if not is_nothing_stated and billed >= at_most:
        assert said[below] == "clear"
    else:
        assert said[below] == ("cannot tell" if answer.missing else "breach")


@given(documented(), st.integers(0, 3))
@settings(deadline=None)
def test_more_of_a_component_never_lowers_the_level(
    asked: tuple[str, Components], more: int
) -> None:
    discipline, found = asked
    before = evaluation_level(discipline, **found)
    richer: Components = {
        name: count + more if isinstance(count, int) else count for name, count in found.items()
    }
    after = evaluation_level(discipline, **richer)
    assert (after.at_most or "") >= (before.at_most or "")


@pytest.mark.parametrize(
    ("deficits", "level"),
    [
        (0, BELOW),
        (1, "low"),
        (2, "low"),
        (3, "moderate"),
        (4, "moderate"),
        (5, "high"),
        (9, "high"),
    ],
)
def test_the_bands_of_deficits_meet_at_three_and_five(deficits: int, level: str) -> None:
    answer = evaluation_level("OT", performance_deficit_count=deficits)
    assert answer.components[1].level == level


@pytest.mark.parametrize("billed", range(3))
def test_at_a_meeting_point_the_other_components_decide(billed: int) -> None:
    words = ("brief", "expanded", "extensive")[billed]
    reached = {"occupational_profile": words, "decision_making": LEVELS[billed]}
    by_three = evaluation_level("OT", performance_deficit_count=3, **reached).hcpcs_code  # type: ignore[arg-type]  # words
    by_five = evaluation_level("OT", performance_deficit_count=5, **reached).hcpcs_code  # type: ignore[arg-type]  # words
    assert by_three == ("97165", "97166", "97166")[billed]
    assert by_five == ("97165", "97166", "97167")[billed]


def test_the_lowest_component_is_named() -> None:
    answer = gaitbelt.evaluation_level("PT", **{**MODERATE, "personal_factor_count": 0})
    assert (answer.hcpcs_code, answer.level) == ("97161", "low")
    assert answer.limited_by == ("personal factors",)
    assert answer.confidence == "S"
    assert answer.citations


def test_a_component_that_is_not_stated_is_named_and_the_rest_bounds_the_code() -> None:
    answer = evaluation_level("PT", personal_factor_count=1, clinical_presentation="unstable")
    assert answer.hcpcs_code is None
    assert answer.at_most == "97162"
    assert answer.missing == ("examination elements", "decision making")


def test_nothing_examined_supports_no_code() -> None:
    answer = evaluation_level("PT", **{**MODERATE, "examination_element_count": 0})
    assert answer.at_most is None
    assert answer.hcpcs_code is None
    assert answer.limited_by == ("examination elements",)


@pytest.mark.parametrize(
    ("discipline", "given_here", "told"),
    [
        ("SLP", {}, "Discipline SLP is not known"),
        ("OT", {"personal_factor_count": 1}, "Personal factors is no component of a OT"),
        ("PT", {"occupational_profile": "brief"}, "is no component of a PT evaluation"),
        ("PT", {"personal_factor_count": -1}, "Give 0 or more"),
        ("PT", {"clinical_presentation": "calm"}, "Use one of stable, evolving, unstable"),
    ],
)
def test_what_cannot_be_answered_is_refused(
    discipline: str, given_here: Components, told: str
) -> None:
    with pytest.raises(ImpossibleInput, match=told):
        evaluation_level(discipline, **given_here)


def test_the_words_of_the_columns_are_those_of_the_table() -> None:
    for discipline in ("PT", "OT"):
        for component in components(discipline):
            assert EVALUATION[component.name].words == component.words


WORDS = ("evaluation", "PT", "--factors", "2", "--elements", "3", "--presentation", "evolving")


def test_the_command_answers_as_the_library_does() -> None:
    said = ask(*WORDS, "--decision", "moderate", "--format", "json")
    assert said.code == 0
    assert said.json == evaluation_level("PT", **MODERATE).to_dict()
    assert said.json["hcpcs_code"] == "97162"


def test_the_command_says_the_code_and_its_sources() -> None:
    said = ask(*WORDS, "--decision", "moderate")
    assert said.out.startswith("97162, PT evaluation, moderate complexity: ")
    assert "Sources" in said.out


def test_the_command_names_what_is_not_stated() -> None:
    said = ask(*WORDS)
    assert said.out.startswith("Cannot tell, 97162 at most: decision making not stated.")


def test_the_command_takes_any_case_and_refuses_half_a_factor() -> None:
    assert ask("evaluation", "ot", "--profile", "Brief").code == 0
    refused = ask("evaluation", "PT", "--factors", "1.5")
    assert refused.code == 2
    assert "1.5 is not a whole number" in refused.err
