"""Denials: cause, who may be billed, what to do, by when, and which rule looks for it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from gaitbelt.library.preventing_rules import preventing_rules, rules_preventing
from gaitbelt.library.remittance_codes import adjustment_reason, remark_code
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.methods.matching import match
from gaitbelt.services.denials import contractual_reasons, denials, efficacy
from gaitbelt.tables.sent_line import SENT_LINE
from tests.money.answers import (
    DAY,
    ZERO,
    Check,
    Claim,
    Line,
    frame,
    money,
    remittances,
    reversed_claim,
    sent_line,
)

PAYMENT_DAY = DAY + timedelta(days=20)
SENT = [sent_line("A1", 1, "97110", 100), sent_line("A1", 2, "97140", 60)]


def denied(*claims: Claim, payer: str = "medicare") -> pl.DataFrame:
    found = remittances({"a.835": [Check("T1", list(claims))]})
    return denials(found, match(found.claims, found.lines, frame(SENT, SENT_LINE)), payer)


def line(code: str, charge: int, *taken: tuple[str, str], remarks: str = "") -> Line:
    """Return a line of which the first reason takes all."""
    (group, reason), *_ = taken
    more = {"remark_codes": remarks.split()}
    return Line(code, money(charge), ZERO, [(group, reason, money(charge))], more)


def only(rows: pl.DataFrame) -> dict[str, Any]:  # Any: cells
    (row,) = rows.to_dicts()
    return row


def test_a_denial_says_cause_action_and_the_rule_that_looks_for_it() -> None:
    row = only(denied(Claim("A1", [line("97110", 100, ("CO", "4"), remarks="N822")], "4")))
    assert (row["outcome"], row["denied_amount"]) == ("denial", Decimal("100.00"))
    assert row["cause"].startswith("code and modifier do not fit")
    assert row["billable_to"] == "nobody"
    assert row["action"] == "correct the modifier and send the claim again"
    assert row["preventing_rules"] == ["MOD001"]
    assert row["remark_codes"] == ["N822"]


def test_medicares_windows_count_from_the_payment_and_are_marked_as_from_memory() -> None:
    row = only(denied(Claim("A1", [line("97110", 100, ("CO", "50"))], "4")))
    # 120 days and one year, as the law has them; 12 months from the service to file.
    assert row["appeal_by"] == PAYMENT_DAY + timedelta(days=120)
    assert row["reopen_by"] == PAYMENT_DAY.replace(year=2027)
    assert row["new_claim_by"] == date(2027, 3, 2)
    assert row["deadline_note"].endswith("from memory: M).")


def test_a_payer_without_a_held_window_gets_no_date_and_a_note() -> None:
    row = only(denied(Claim("A1", [line("97110", 100, ("CO", "50"))], "4"), payer="aetna"))
    assert row["appeal_by"] is None
    assert row["deadline_note"].startswith("No appeal window is held")
    assert row["new_claim_by"] == DAY + timedelta(days=120)


def test_an_unprocessable_claim_has_no_appeal() -> None:
    row = only(denied(Claim("A1", [line("97110", 100, ("CO", "16"), remarks="MA130 N286")], "4")))
    assert (row["is_appealable"], row["appeal_by"], row["reopen_by"]) == (False, None, None)
    assert "new claim" in row["action"]
    assert row["preventing_rules"] == ["FRM003", "FRM005"]


def test_a_part_taken_of_a_paid_line_is_an_adjustment_and_no_denial() -> None:
    taken = [("CO", "151", money(40)), ("CO", "45", money(30)), ("PR", "2", money(6))]
    row = only(denied(Claim("A1", [Line("97110", money(100), money(24), taken)])))
    assert (row["outcome"], row["denied_amount"]) == ("adjustment", Decimal("40.00"))


def test_what_the_patient_owes_by_kind_or_the_contract_takes_is_no_denial() -> None:
    taken = [("CO", "45", money(30)), ("PR", "1", money(70))]
    assert denied(Claim("A1", [Line("97110", money(100), ZERO, taken)])).is_empty()
    assert "45" in contractual_reasons()
    assert not {"50", "96", "97", "204", "1"} & set(contractual_reasons())


def test_the_group_decides_who_may_be_billed() -> None:
    row = only(denied(Claim("A1", [line("97110", 100, ("PR", "204"))], "1")))
    assert row["billable_to"] == "patient or next payer"
    assert row["outcome"] == "denial"


def test_a_denial_that_was_taken_back_is_gone() -> None:
    first = Claim("A1", [line("97110", 100, ("CO", "50"))], "4")
    assert denied(first, reversed_claim(first)).is_empty()


def test_a_claim_denied_without_lines_is_denied_on_each() -> None:
    bare = Claim("A1", [], "4", [("CO", "29", money(160))], money(160))
    rows = denied(bare)
    assert rows["denied_amount"].to_list() == [Decimal("100.00"), Decimal("60.00")]
    assert rows["preventing_rules"].to_list() == [["FRM001"], ["FRM001"]]


def test_a_reason_that_is_not_held_is_said_to_be_so() -> None:
    row = only(denied(Claim("A1", [line("97110", 100, ("CO", "A1"))], "4")))
    assert row["cause"] == "a reason that is not held here"
    assert (row["billable_to"], row["preventing_rules"], row["confidence"]) == ("nobody", [], None)


def test_every_preventing_rule_is_in_the_rulebook_and_its_reason_is_held() -> None:
    held = {rule.card.code for rule in load_rulebook().rules}
    assert [each.rule_code for each in preventing_rules() if each.rule_code not in held] == []
    for each in preventing_rules():
        assert adjustment_reason(each.adjustment_reason_code) is not None
        assert each.remark_code is None or remark_code(each.remark_code) is not None


@pytest.mark.parametrize(
    ("reason", "remarks", "expected"),
    [("151", ["N362"], ("PTP003",)), ("18", [], ("FRM014", "FRM015")), ("45", [], ())],
)
def test_rules_are_found_by_reason_and_remark(
    reason: str, remarks: list[str], expected: tuple[str, ...]
) -> None:
    assert rules_preventing(reason, remarks) == expected


def test_efficacy_counts_hits_misses_and_false_alarms_of_each_rule() -> None:
    claim = Claim(
        "A1",
        [line("97110", 100, ("CO", "4"), remarks="N822"), Line("97140", money(60), money(60))],
    )
    rows = denied(claim)
    found = [
        {"rule_code": "MOD001", "claim_id": "A1", "date_of_service": DAY, "line_key": "#2"},
        {"rule_code": "FRM001", "claim_id": "A1", "date_of_service": DAY, "line_key": None},
    ]
    answered = pl.DataFrame(
        {"claim_id": ["A1"] * 2, "date_of_service": [DAY] * 2, "line_key": ["#1", "#2"]}
    )
    told = {
        row["rule_code"]: row for row in efficacy(rows, pl.DataFrame(found), answered).to_dicts()
    }
    mod = told["MOD001"]
    assert (mod["found_count"], mod["hit_count"], mod["false_alarm_count"]) == (1, 0, 1)
    assert (mod["missed_count"], mod["missed_amount"]) == (1, Decimal("100.00"))
    assert told["FRM001"]["found_count"] == 2
    assert told["FRM001"]["false_alarm_count"] == 1
