"""Laws of the ledger: whatever was sent and answered, in whatever order and however often."""

from collections.abc import Mapping, Sequence
from random import Random

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.methods.ledger import post
from gaitbelt.methods.ledger_balances import balances, postings
from gaitbelt.methods.ledger_journal import settled
from gaitbelt.tables.ledger import ENTRY, RECEIVABLES
from gaitbelt.tables.sent_line import SENT_LINE
from tests.money.answers import (
    CONTRACTUAL,
    ZERO,
    Check,
    Row,
    World,
    drawn,
    frame,
    remittances,
    reversed_claim,
)

worlds = st.integers(0, 1_000_000)
ACCOUNT = ["claim_id", "date_of_service", "line_key"]
some = settings(max_examples=25, deadline=None)


def entries(world: World, files: Mapping[str, Sequence[Check]] | None = None) -> pl.DataFrame:
    chosen = world.files if files is None else files
    return post(remittances(chosen), world.frame, CONTRACTUAL).entries


@some
@given(worlds)
def test_every_entry_balances_and_so_does_the_whole(seed: int) -> None:
    rows = postings(entries(drawn(seed)))
    assert (
        rows.group_by("entry_id").agg(pl.col("cents").sum()).filter(pl.col("cents") != 0).is_empty()
    )
    assert rows["cents"].sum() == 0
    assert rows["entry_id"].value_counts().filter(pl.col("count") != 2).is_empty()


@some
@given(worlds)
def test_charge_less_adjustments_less_paid_is_the_balance_of_every_line(seed: int) -> None:
    rows = balances(entries(drawn(seed)))
    off = pl.sum_horizontal(
        "contractual_amount", "write_off_amount", "paid_amount", "patient_paid_amount"
    )
    owed = pl.sum_horizontal(
        "payer_balance_amount",
        "next_payer_balance_amount",
        "patient_balance_amount",
        "denied_balance_amount",
    )
    balance = pl.col("balance_amount")
    assert rows.filter(pl.col("charge_amount") - off != balance).is_empty()
    assert rows.filter(owed != balance).is_empty()


@some
@given(worlds)
def test_what_is_posted_of_a_payment_is_its_check_after_provider_adjustments(seed: int) -> None:
    world = drawn(seed)
    posting = post(remittances(world.files), world.frame, CONTRACTUAL)
    rows = postings(posting.entries).filter(pl.col("account") == "remittances")
    left = rows.group_by("payment_key").agg(pl.col("cents").sum())
    assert left.filter(pl.col("cents") != 0).is_empty()
    cash = postings(posting.entries).filter(pl.col("account") == "cash")["cents"].sum()
    checks = [check.amount for every in world.files.values() for check in every]
    assert cash == int(sum(checks, ZERO) * 100)


@some
@given(worlds)
def test_the_same_file_twice_or_a_check_in_two_files_changes_nothing(seed: int) -> None:
    world = drawn(seed)
    again = {f"copy-{name}": checks for name, checks in world.files.items()}
    once = entries(world)
    twice = entries(world, {**world.files, **again})
    assert balances(once).equals(balances(twice))
    assert sorted(once["entry_id"]) == sorted(twice["entry_id"])
    sent = pl.concat([world.frame, world.frame.with_columns(source_file=pl.lit("again.837"))])
    assert balances(post(remittances(world.files), sent, CONTRACTUAL).entries).equals(
        balances(once)
    )


@some
@given(worlds, st.randoms(use_true_random=False))
def test_files_in_any_order_and_cut_give_the_same_balances(seed: int, random: Random) -> None:
    world = drawn(seed)
    checks = [check for every in world.files.values() for check in every]
    random.shuffle(checks)
    other = {f"{at}.835": [check] for at, check in enumerate(checks)}
    sent = list(world.sent)
    random.shuffle(sent)
    apart = post(remittances(other), frame(sent, SENT_LINE), CONTRACTUAL).entries
    assert balances(apart).equals(balances(entries(world)))


@some
@given(worlds, st.randoms(use_true_random=False))
def test_a_journal_fed_piece_by_piece_ends_with_the_same_balances(
    seed: int, random: Random
) -> None:
    world = drawn(seed, claim_count=4)
    steps: list[Row | str] = [*world.sent, *world.files]
    random.shuffle(steps)
    journal = pl.DataFrame(schema=ENTRY)
    sent: list[Row] = []
    files: dict[str, list[Check]] = {}
    for what in steps:
        if isinstance(what, str):
            files[what] = world.files[what]
        else:
            sent.append(what)
        wanted = post(remittances(files), frame(sent, SENT_LINE), CONTRACTUAL).entries
        journal = pl.concat([journal, settled(journal, wanted)])
        assert settled(journal, wanted).is_empty()
        assert journal["entry_id"].is_unique().all()
        assert (
            balances(journal)
            .filter(pl.col("charge_amount") != 0)
            .equals(balances(wanted).filter(pl.col("charge_amount") != 0))
        )


@some
@given(worlds)
def test_a_reversed_answer_leaves_the_charge_and_nothing_else(seed: int) -> None:
    world = drawn(seed, claim_count=3)
    undone = [
        Check(f"{check.trace}-R", [reversed_claim(claim) for claim in check.claims])
        for every in world.files.values()
        for check in every
    ]
    rows = balances(entries(world, {**world.files, "undone.835": undone}))
    lines = rows.filter(pl.col("line_key").is_not_null())
    assert (lines["balance_amount"] == lines["charge_amount"]).all()
    assert (lines["payer_balance_amount"] + lines["next_payer_balance_amount"]
            == lines["charge_amount"]).all()  # fmt: skip
    assert (rows["paid_amount"] == ZERO).all()
    assert (rows["patient_balance_amount"] == ZERO).all()


@some
@given(worlds)
def test_payers_patient_and_denied_are_all_that_a_line_is_owed_by(seed: int) -> None:
    rows = postings(entries(drawn(seed)))
    own = rows.filter(pl.col("claim_id").is_not_null() & pl.col("account").is_in(RECEIVABLES))
    summed = own.group_by(ACCOUNT).agg(pl.col("cents").sum()).sort(ACCOUNT, nulls_last=True)
    told = balances(entries(drawn(seed)))["balance_amount"]
    assert [int(each * 100) for each in told] == summed["cents"].to_list()
