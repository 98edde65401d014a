"""Matching: each key says that it made the match, and what met nothing is handed back."""

from datetime import timedelta
from decimal import Decimal

import polars as pl
import pytest

from gaitbelt.methods.matching import Matched, match
from gaitbelt.tables.match import MATCH_KEYS
from gaitbelt.tables.sent_line import SENT_LINE
from tests.money.answers import (
    DAY,
    Check,
    Claim,
    Line,
    Row,
    frame,
    money,
    remittances,
    reversed_claim,
    sent_line,
)

SENT = [
    sent_line("A1", 1, "97110", 100, unit_count=2, modifiers=["GP", "KX"]),
    sent_line("A1", 2, "97140", 60, modifiers=["GP", "59"]),
    sent_line("A1", 3, "97530", 80),
]


def line(code: str, charge: object, units: int = 1, modifiers: str = "GP", **more: object) -> Line:
    cells: Row = {"modifiers": modifiers.split(), "paid_unit_count": Decimal(units), **more}
    return Line(code, money(charge), money(charge), [], cells)


def met(lines: list[Line], sent: list[Row] | None = None, **more: object) -> Matched:
    found = remittances({"a.835": [Check("T1", [Claim("A1", lines, more=dict(more))])]})
    return match(found.claims, found.lines, frame(SENT if sent is None else sent, SENT_LINE))


def keys(matched: Matched) -> dict[str, str]:
    rows = matched.matches.select("answered_code", "match_key").iter_rows()
    return {str(code): str(key) for code, key in rows}


def test_the_line_control_number_is_asked_first_even_where_all_else_changed() -> None:
    sent = [row | {"line_control_number": f"L{row['line_number']}"} for row in SENT]
    found = met([line("97530", 60, line_control_number="L2")], sent)
    (row,) = found.matches.to_dicts()
    assert (row["match_key"], row["line_key"], row["is_recoded"]) == (
        "line control number",
        "L2",
        True,
    )
    assert found.unanswered["line_key"].to_list() == ["L1", "L3"]


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (line("97110", 100, 2, "KX GP"), "code, modifiers, units and charge"),
        (line("97110", 90, 1, "GP KX"), "code and modifiers"),
        (line("97110", 100, 2, "GP"), "code, units and charge"),
        (line("97110", 100, 1, "GP"), "code and charge"),
        (line("97110", 70, 1, "GP"), "code"),
        (line("97799", 100, 1, "GP"), "charge"),
    ],
)
def test_every_key_is_tried_in_its_order(answered: Line, expected: str) -> None:
    found = met([answered])
    assert found.matches["match_key"].to_list() == [expected]
    assert found.matches["sent_code"].to_list() == ["97110"]
    assert expected in MATCH_KEYS


def test_dropped_and_added_modifiers_are_told() -> None:
    found = met([line("97140", 60, 1, "GP XU")])
    (row,) = found.matches.to_dicts()
    assert (row["dropped_modifiers"], row["added_modifiers"]) == (["59"], ["XU"])


def test_a_recoded_line_is_found_by_the_code_that_the_payer_says_was_sent() -> None:
    found = met([line("97112", 80, original_code="97530", original_code_qualifier="HC")])
    (row,) = found.matches.to_dicts()
    assert (row["match_key"], row["is_recoded"]) == ("code, modifiers, units and charge", True)


def test_split_lines_meet_the_line_whose_charge_they_add_up_to() -> None:
    found = met([line("97110", 50, 1, "KX"), line("97110", 50, 1, "XU")])
    assert found.matches["part"].to_list() == ["split", "split"]
    assert found.matches["line_key"].unique().to_list() == ["#1"]
    assert found.unmatched_lines.is_empty()


def test_a_bundled_line_meets_every_line_whose_charges_it_adds_up() -> None:
    found = met([line("97799", 240)])
    assert found.matches["match_key"].unique().to_list() == ["charges of bundled lines"]
    assert found.matches["line_key"].to_list() == ["#1", "#2", "#3"]


def test_lines_alike_are_met_in_order_and_it_is_said_that_others_were_alike() -> None:
    sent = [sent_line("A1", at, "97110", 50) for at in (1, 2)]
    found = met([line("97110", 50), line("97110", 50)], sent)
    assert found.matches["line_key"].to_list() == ["#1", "#2"]
    assert found.matches["has_alternatives"].to_list() == [True, True]


def test_equal_charges_of_other_codes_are_not_guessed_where_there_are_more_of_them() -> None:
    sent = [sent_line("A1", at, code, 50) for at, code in enumerate(("97110", "97140"), 1)]
    found = met([line("97799", 50)], sent)
    assert found.matches.is_empty()
    assert found.unmatched_lines["unmatched_reason"].to_list() == [
        "no line of the claim has this code, units or charge"
    ]


def test_a_reversal_and_a_second_payer_meet_the_same_lines_again() -> None:
    first = Claim("A1", [line("97110", 100, 2, "GP KX"), line("97140", 60, 1, "GP 59")])
    again = reversed_claim(first)
    second = Claim("A1", first.lines, "2")
    found = remittances({"b.835": [Check("T2", [again, second])], "a.835": [Check("T1", [first])]})
    result = match(found.claims, found.lines, frame(SENT, SENT_LINE))
    assert result.matches.group_by("line_key").len().sort("line_key")["len"].to_list() == [3, 3]
    assert result.unmatched_lines.is_empty()


def test_the_order_of_rows_changes_nothing() -> None:
    found = remittances(
        {"a.835": [Check("T1", [Claim("A1", [line("97110", 50), line("97530", 80)])])]}
    )
    sent = frame(SENT, SENT_LINE)
    one = match(found.claims, found.lines, sent)
    other = match(found.claims.reverse(), found.lines.reverse(), sent.reverse())
    assert one.matches.equals(other.matches)
    assert one.unanswered.equals(other.unanswered)


def test_a_lost_claim_number_is_found_by_the_payers_number_of_another_answer() -> None:
    number = {"payer_claim_control_number": "ICN1"}
    first = Claim("A1", [line("97530", 80)], more=number)
    lost = Claim("0", [line("97530", 80)], more=number)
    found = remittances({"a.835": [Check("T1", [first, lost])]})
    result = match(found.claims, found.lines, frame(SENT, SENT_LINE))
    assert result.matches["claim_match_key"].to_list() == ["claim number", "payer's claim number"]


def test_a_line_control_number_finds_a_claim_whose_number_was_changed() -> None:
    sent = [row | {"line_control_number": f"L{row['line_number']}"} for row in SENT]
    other = Claim("X9", [line("97530", 80, line_control_number="L3")])
    found = remittances({"a.835": [Check("T1", [other])]})
    result = match(found.claims, found.lines, frame(sent, SENT_LINE))
    assert result.matches["match_key"].to_list() == ["line control number, another claim number"]


def test_an_answer_without_lines_meets_the_claim_whose_charge_it_names() -> None:
    bare = Claim("A1", [], "4", [("CO", "16", money(240))], money(240))
    wrong = Claim("A1", [], "4", [("CO", "16", money(200))], money(200))
    found = remittances({"a.835": [Check("T1", [bare, wrong])]})
    result = match(found.claims, found.lines, frame(SENT, SENT_LINE))
    assert result.matches["match_key"].to_list() == ["claim"] * 3
    assert result.unmatched_claims["charge_amount"].to_list() == [Decimal("200.00")]


def test_an_answer_to_a_sending_that_was_replaced_says_so() -> None:
    later = {"claim_frequency_code": "7", "submitted_on": DAY + timedelta(days=9)}
    replaced = [sent_line("A1", 1, "97110", 100), sent_line("A1", 2, "97530", 100, **later)]
    found = met([line("97110", 90), line("97530", 100)], replaced)
    told = dict(found.matches.select("sent_code", "is_earlier_version").iter_rows())
    assert told == {"97110": True, "97530": False}


def test_a_line_of_another_date_of_one_claim_number_is_not_taken() -> None:
    sent = [sent_line("A1", 1, "97110", 100), sent_line("A1", 1, "97110", 100,
                                                        date_of_service=DAY + timedelta(days=1))]  # fmt: skip
    found = met([line("97110", 100, date_of_service=DAY + timedelta(days=1))], sent)
    assert found.matches["date_of_service"].to_list() == [DAY + timedelta(days=1)]


def test_claims_and_lines_that_are_absent_give_empty_tables() -> None:
    none = remittances({})
    result = match(none.claims, none.lines, pl.DataFrame(schema=SENT_LINE))
    assert result.matches.is_empty()
    assert result.unanswered.is_empty()
