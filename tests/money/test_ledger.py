"""The ledger on single cases: what posts, what does not and why, and who owes what is left."""

from decimal import Decimal
from typing import Any

import polars as pl

from gaitbelt.methods.ledger import Posting, post
from gaitbelt.methods.ledger_balances import balances, by_hand
from gaitbelt.tables.sent_line import SENT_LINE
from tests.money.answers import (
    CONTRACTUAL,
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

SENT = [sent_line("A1", 1, "97110", 100), sent_line("A1", 2, "97140", 60)]
PAID = Claim(
    "A1",
    [
        Line("97110", money(100), money("38.42"),
             [("CO", "45", money(51)), ("PR", "2", money("9.80")), ("CO", "253", money("0.78"))]),
        Line("97140", money(60), money(0), [("CO", "50", money(60))]),
    ],
)  # fmt: skip


def posted(files: dict[str, list[Check]], sent: list[Row] | None = None) -> Posting:
    return post(remittances(files), frame(SENT if sent is None else sent, SENT_LINE), CONTRACTUAL)


def balance(posting: Posting, key: str = "#1") -> dict[str, Any]:  # Any: cells
    rows = balances(posting.entries).filter(pl.col("line_key") == key)
    return rows.row(0, named=True)


def test_a_paid_line_is_owed_by_the_patient_and_a_denied_one_by_nobody_yet() -> None:
    answer = posted({"a.835": [Check("T1", [PAID])]})
    paid, denied = balance(answer), balance(answer, "#2")
    assert paid["paid_amount"] == Decimal("38.42")
    assert paid["contractual_amount"] == Decimal("51.78")
    assert paid["coinsurance_amount"] == paid["patient_balance_amount"] == Decimal("9.80")
    assert paid["balance_amount"] == Decimal("9.80")
    assert denied["denied_balance_amount"] == denied["balance_amount"] == Decimal("60.00")


def test_a_reversal_and_its_correction_are_entries_and_the_first_answer_stays() -> None:
    again = Claim("A1", [Line("97110", money(100), money(40), [("CO", "45", money(60))]),
                         PAID.lines[1]])  # fmt: skip
    answer = posted({"a.835": [Check("T1", [PAID])],
                     "b.835": [Check("T2", [reversed_claim(PAID), again])]})  # fmt: skip
    assert balance(answer)["paid_amount"] == Decimal("40.00")
    assert balance(answer)["balance_amount"] == Decimal("0.00")
    kinds = answer.entries.filter(pl.col("line_key") == "#1")["entry_kind"].to_list()
    assert kinds.count("payer payment") == 2
    assert kinds.count("recoupment") == 1


def test_a_payment_on_a_claim_never_sent_is_unapplied_and_the_check_still_adds_up() -> None:
    stray = Claim("B9", [Line("97110", money(50), money(20), [("CO", "45", money(30))])])
    answer = posted({"a.835": [Check("T1", [PAID, stray])]})
    (entry,) = answer.entries.filter(pl.col("entry_kind") == "unapplied payment").to_dicts()
    assert (entry["amount"], entry["reference"]) == (Decimal("20.00"), "B9")
    (line,) = answer.matched.unmatched_lines.to_dicts()
    assert line["unmatched_reason"] == "no claim that was sent has this number"


def test_a_file_with_one_payment_out_of_balance_posts_nothing_and_says_why() -> None:
    wrong = Check("T2", [PAID], more={"payment_amount": money(99)})
    answer = posted({"a.835": [Check("T1", [PAID]), wrong], "b.835": [Check("T3", [])]})
    outcomes = {row["source_file"]: row for row in answer.files.to_dicts()}
    assert outcomes["a.835"]["outcome"] == "refused"
    assert "out of balance by -6058 cents" in outcomes["a.835"]["reason"]
    assert outcomes["b.835"]["outcome"] == "posted"
    assert balance(answer)["balance_amount"] == Decimal("100.00")


def test_the_same_payment_with_other_content_is_refused_in_both_files() -> None:
    other = Claim("A1", [Line("97110", money(100), money("38.42"), [("CO", "45", money("61.58"))]),
                         PAID.lines[1]])  # fmt: skip
    answer = posted({"a.835": [Check("T1", [PAID])], "b.835": [Check("T1", [other])]})
    assert answer.files["outcome"].to_list() == ["refused", "refused"]
    assert answer.entries.filter(pl.col("payment_key").is_not_null()).is_empty()


def test_a_payment_in_the_ledger_already_posts_no_more() -> None:
    first = posted({"a.835": [Check("T1", [PAID])]})
    again = post(remittances({"c.835": [Check("T1", [PAID])]}), frame(SENT, SENT_LINE),
                 CONTRACTUAL, posted=first.payments)  # fmt: skip
    assert again.files["outcome"].to_list() == ["posted before"]
    assert again.entries.filter(pl.col("payment_key").is_not_null()).is_empty()


def test_the_patients_share_goes_on_to_the_second_payer_and_its_rest_comes_back() -> None:
    second = Claim(
        "A1",
        [Line("97110", money(100), money(7), [("OA", "23", money("90.20")),
                                             ("PR", "2", money("2.80"))])],
        "2",
    )  # fmt: skip
    answer = posted({"b.835": [Check("T2", [second])], "a.835": [Check("T1", [PAID])]})
    line = balance(answer)
    assert line["patient_balance_amount"] == line["balance_amount"] == Decimal("2.80")
    assert line["next_payer_balance_amount"] == Decimal("0.00")
    assert line["paid_amount"] == Decimal("45.42")


def test_a_bundled_answer_is_shared_by_charge_and_no_cent_is_lost() -> None:
    sent = [
        sent_line("A1", at, code, "33.33") for at, code in enumerate(("97110", "97140", "97530"), 1)
    ]
    one = Claim("A1", [Line("97799", money("99.99"), money("50.00"),
                            [("CO", "45", money("30.01")), ("PR", "1", money("19.98"))])])  # fmt: skip
    answer = posted({"a.835": [Check("T1", [one])]}, sent)
    rows = balances(answer.entries)
    assert rows["paid_amount"].sum() == Decimal("50.00")
    assert rows["contractual_amount"].sum() == Decimal("30.01")
    assert rows["balance_amount"].sum() == Decimal("19.98")
    assert (rows["payer_balance_amount"] == Decimal("0.00")).all()
    assert answer.matched.matches["match_key"].unique().to_list() == ["charges of bundled lines"]


def test_a_replaced_claim_is_charged_once_and_a_void_not_at_all() -> None:
    first = sent_line("A1", 1, "97110", 100)
    later = DAY.replace(day=20)
    other = first | {
        "charge_amount": money(120),
        "claim_frequency_code": "7",
        "submitted_on": later,
    }
    assert balance(posted({}, [other, first]))["charge_amount"] == Decimal("120.00")
    void = first | {"claim_frequency_code": "8", "submitted_on": later}
    assert balance(posted({}, [first, void]))["charge_amount"] == Decimal("0.00")


def test_write_offs_patient_payments_and_refunds_are_entries_by_hand() -> None:
    answer = posted({"a.835": [Check("T1", [PAID])]})
    account = {"claim_id": "A1", "date_of_service": DAY, "entry_date": DAY, "reference": "r"}
    hand = pl.DataFrame(
        [
            account | {"entry_id": "h1", "entry_kind": "patient payment", "line_key": "#1",
                       "amount": money("12.00")},
            account | {"entry_id": "h2", "entry_kind": "write-off", "line_key": "#2",
                       "amount": money("60.00")},
        ],
    )  # fmt: skip
    rows = balances(pl.concat([answer.entries, by_hand(hand)])).to_dicts()
    assert [row["balance_amount"] for row in rows] == [Decimal("-2.20"), Decimal("0.00")]
    assert rows[1]["denied_balance_amount"] == Decimal("0.00")
