"""What a sentence states is read and judged by the fact, or left unknown."""

from datetime import date

import pytest

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.services.statement import StatementReport, read_statements

ON = date(2026, 3, 2)


def read(text: str) -> StatementReport:
    return read_statements(text, on=ON)


DEFINITIONS = [
    ("97110 is therapeutic exercise", "supported"),
    ("The CPT code for ultrasound is 97035.", "supported"),
    ("Therapeutic exercise (97110) and manual therapy (97140) are common.", "supported"),
    ("97163: physical therapy evaluation - high complexity", "supported"),
    ("97161 is a PT evaluation of activity limitations", "supported"),
    ("97162 is not therapeutic exercise", "supported"),
    ("97001 was the PT evaluation until 2016", "supported"),
    ("97001 is the PT evaluation", "contradicted"),
    ("97162 is billed for therapeutic exercise", "contradicted"),
    ("Bill gait training under 97112", "contradicted"),
    ("97140 for massage", "contradicted"),
    ("97167 is moderate complexity OT evaluation", "contradicted"),
    ("97165 may be billed by a PT", "contradicted"),
    ("97014 is attended electrical stimulation", "contradicted"),
    ("97164 is an initial evaluation", "contradicted"),
    ("97124 is unlike manual therapy", "unknown"),
    ("97112 is often paired with therapeutic exercise", "unknown"),
    ("97530, 97110 and 97140 were billed with massage", "unknown"),
    ("Is 97162 therapeutic exercise?", "unknown"),
    ("It is a myth that 97162 is therapeutic exercise.", "unknown"),
    ("97507 is a code for wound care", "unknown"),
]


@pytest.mark.parametrize(("text", "verdict"), DEFINITIONS)
def test_what_a_code_is_said_to_be_is_judged(text: str, verdict: str) -> None:
    assert read(text).verdict == verdict


TIMES = [
    ("97110 is timed", "supported"),
    ("97162 is untimed", "supported"),
    ("97150 is a timed code", "contradicted"),
    ("Timed codes such as 97110 and 97112, and untimed codes such as 97150", "supported"),
    ("Unlike 97150, 97110 is provided one-on-one.", "supported"),
    ("97150 is separate from timed codes", "unknown"),
    ("97110 needs at least 8 minutes", "supported"),
    ("97110 requires at least 15 minutes", "contradicted"),
    ("97162 needs 30+ minutes", "contradicted"),
    ("98980 needs the full 20 minutes", "supported"),
    ("98980 requires 11 minutes", "contradicted"),
    ("96125 is billed per hour", "supported"),
    ("97533 is billed per hour", "contradicted"),
    ("97032 requires constant attendance", "supported"),
    ("97150 is one-on-one", "contradicted"),
    ("97110 is general exercise without personal attention", "contradicted"),
    ("After 97162, the patient needs 15 minutes of rest", "unknown"),
]


@pytest.mark.parametrize(("text", "verdict"), TIMES)
def test_what_is_said_of_a_codes_time_is_judged(text: str, verdict: str) -> None:
    assert read(text).verdict == verdict


COUNTS = [
    ("8-22 minutes = 1 unit", "supported"),
    ("8 to 23 minutes is 1 unit", "contradicted"),
    (">8 to \u226423 min = 1 unit", "contradicted"),
    ("38 minutes supports 3 units", "supported"),
    ("One unit requires at least 15 minutes", "contradicted"),
    ("4 timed codes x 7 min = 0 units", "contradicted"),
    ("Four 7-minute services make 0 units under Medicare.", "contradicted"),
    ("Under AMA, four codes of 7 minutes each = 0 units", "supported"),
    ("97110 10 minutes and 97140 10 minutes = 1 unit", "supported"),
    ("97110 10 min, 97140 10 min = 2 units under AMA", "supported"),
    ("MUE of 97112 is 4", "supported"),
    ("97112 has an MUE of 6 in outpatient hospitals", "supported"),
    ("97112 has an MUE of 6", "unknown"),
    ("97110 is limited to 4 units per day", "contradicted"),
    ("97162 can be billed in several units", "contradicted"),
    ("Cigna limits 97110 to 4 units per day", "unknown"),
]


@pytest.mark.parametrize(("text", "verdict"), COUNTS)
def test_units_of_minutes_and_of_a_day_are_judged(text: str, verdict: str) -> None:
    assert read(text).verdict == verdict


PAIRS = [
    ("97140 and 97530 need modifier 59", "contradicted"),
    ("In 2019, 97530 and 97140 needed 59", "supported"),
    ("97110 and 97140 are bundled", "contradicted"),
    ("97124 and 97140 are not bundled", "contradicted"),
    ("97140 and 97124 cannot be billed together", "supported"),
    ("97140 and 97124 can be billed together with modifier 59", "contradicted"),
    ("97150 and 97110 need 59", "supported"),
    ("97150 and 97110 can never be billed on the same day", "contradicted"),
    ("An evaluation with 97140 needs modifier 59", "contradicted"),
    ("97161-97163 and 97530 have no edit", "supported"),
    ("The edit of 97116 and 97530 ended 2019-12-31", "supported"),
    ("The edit of 97116 and 97530 ended in 2018", "contradicted"),
    ("97140 and 97530 need 59 in the same 15-minute interval", "unknown"),
    ("97112 often paired with 97110", "unknown"),
]


@pytest.mark.parametrize(("text", "verdict"), PAIRS)
def test_what_is_said_of_two_codes_is_judged(text: str, verdict: str) -> None:
    assert read(text).verdict == verdict


LIVES = [
    ("97001 was replaced by 97161-97163 in 2017", "supported"),
    ("97110 was replaced by 97112", "contradicted"),
    ("97001 was deleted in 2017", "supported"),
    ("97001 is still valid", "contradicted"),
    ("97110 is still valid", "supported"),
    ("97161 is new in 2018", "contradicted"),
    ("97550 was introduced in 2024", "supported"),
    ("Medicare pays for 97010", "contradicted"),
    ("Medicare does not pay 97014", "supported"),
    ("97010 can be billed to the Medicare patient", "contradicted"),
    ("Use G0283 instead of 97014 for Medicare", "supported"),
]


@pytest.mark.parametrize(("text", "verdict"), LIVES)
def test_when_codes_lived_and_what_medicare_takes_is_judged(text: str, verdict: str) -> None:
    assert read(text).verdict == verdict


VALUES = [
    ("The 2025 KX threshold is $2,410", "supported"),
    ("The KX threshold for 2025 is $2,230", "contradicted"),
    ("The 2027 KX threshold is $2,500", "unknown"),
    ("The targeted medical review threshold is $3,000", "supported"),
    ("The 2026 conversion factor is 33.4009", "supported"),
    ("The 2026 conversion factor is one number", "contradicted"),
    ("CQ reduces payment by 15%", "supported"),
    ("CQ reduces the allowed amount by 15%", "contradicted"),
    ("With CQ the practice receives 88% of the allowed amount", "supported"),
    ("In 2021 CQ reduced payment by 15%", "contradicted"),
    ("The KX threshold counts paid amounts", "contradicted"),
    ("MPPR cuts 50% of the payment", "contradicted"),
    ("MPPR reduces practice expense by 50%", "supported"),
]


@pytest.mark.parametrize(("text", "verdict"), VALUES)
def test_published_values_are_judged(text: str, verdict: str) -> None:
    assert read(text).verdict == verdict


RULES = [
    ("Progress report every 30 days", "contradicted"),
    ("A progress report is required every 10 visits or 30 days", "contradicted"),
    ("Progress reports are due every 10 treatment days", "supported"),
    ("The plan of care must be certified within 30 days", "supported"),
    ("Recertification every 60 days", "contradicted"),
    ("A verbal order must be signed within 14 days", "supported"),
    ("PTAs can perform evaluations", "contradicted"),
    ("Assistants may write progress reports", "contradicted"),
    ("Functional reporting is required", "contradicted"),
    ("GP is for occupational therapy", "contradicted"),
    ("CO-97 means inconsistent with the diagnosis", "contradicted"),
    ("CO-243 is sequestration", "contradicted"),
    ("The AMA method pools minutes", "contradicted"),
]


@pytest.mark.parametrize(("text", "verdict"), RULES)
def test_rules_that_belong_to_no_code_are_judged(text: str, verdict: str) -> None:
    assert read(text).verdict == verdict


def test_a_text_that_states_nothing_of_the_kind_has_no_statements() -> None:
    assert read("The sky is blue.").statements == ()


def test_a_statement_says_where_it_stands_in_the_text() -> None:
    report = read("A first line.\n\nWe bill 97110 for massage.\n")
    (each,) = report.statements
    assert (each.line, each.column_from, each.line_through) == (3, 9, 3)
    assert each.text == "97110 for massage."


def test_a_sentence_may_go_on_in_the_next_line() -> None:
    text = (
        "In our clinic we were told by the software vendor that 97110 is\n"
        "massage, whatever the note says. It was a long day.\n"
    )
    (each,) = [one for one in read(text).statements if one.verdict == "contradicted"]
    assert (each.line, each.line_through) == (1, 2)


def test_a_sentence_without_a_code_may_speak_of_the_code_before() -> None:
    report = read("97162 is a PT evaluation.\nIt needs 30 minutes or more.")
    assert [each.verdict for each in report.statements] == ["supported", "contradicted"]


def test_the_code_spoken_of_may_be_named_beside_the_text() -> None:
    report = read_statements("This code is massage.", on=ON, about="97140")
    assert report.verdict == "contradicted"


def test_the_answer_as_json_names_verdict_fact_and_source() -> None:
    told = read("97162 is billed for therapeutic exercise").to_dict()
    assert told["contradicted"] == 1
    assert isinstance(told["statements"], list)
    assert "97110" in told["statements"][0]["fact"]
    assert told["statements"][0]["citations"]


@pytest.mark.parametrize(
    ("text", "setting", "about"),
    [("", "practitioner", None), ("97110 is timed", "moon", None), ("x", "practitioner", "00000")],
)
def test_what_cannot_be_asked_is_refused_with_words(
    text: str, setting: str, about: str | None
) -> None:
    with pytest.raises(ImpossibleInput):
        read_statements(text, on=ON, setting=setting, about=about)
