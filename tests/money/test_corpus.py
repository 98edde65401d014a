"""The third-party files: every remittance posts and adds up, or says exactly why not."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import polars as pl

from gaitbelt.edges.x12.reading import read_x12
from gaitbelt.edges.x12.remittance.balance import imbalances
from gaitbelt.edges.x12.remittance.read import read_remittances
from gaitbelt.methods.ledger import post
from gaitbelt.methods.ledger_balances import postings
from gaitbelt.methods.payment_admission import Remittances
from gaitbelt.services.denials import contractual_reasons
from gaitbelt.services.sent_lines import sent_lines
from gaitbelt.tables.sent_line import SENT_LINE

TABLES = ("payments", "claims", "lines", "adjustments", "provider_adjustments")


def files(corpus: Path, kind: str, version: str) -> Iterator[Path]:
    folder = corpus / "data" / "x12"
    with (folder / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if kind in row["tx"] and version in row["versions"]:
                yield folder / row["file"]


def test_every_remittance_posts_and_adds_up_or_says_why_not(corpus: Path) -> None:
    outcomes: dict[str, int] = {}
    for path in files(corpus, "835", "005010X221"):
        read = read_remittances(path, file_name=path.name)
        if not len(read.payments):
            continue
        own = Remittances(*(read.tables[name] for name in TABLES))
        posting = post(own, pl.DataFrame(schema=SENT_LINE), contractual_reasons())
        (outcome,) = posting.files.to_dicts()
        outcomes[outcome["outcome"]] = outcomes.get(outcome["outcome"], 0) + 1
        rows = postings(posting.entries)
        assert rows["cents"].sum() == 0
        left = rows.filter(pl.col("account") == "remittances")
        left = left.group_by("payment_key").agg(pl.col("cents").sum())
        assert left.filter(pl.col("cents") != 0).is_empty(), path.name
        if outcome["outcome"] == "refused":
            assert outcome["reason"], path.name
            assert posting.entries.is_empty(), path.name
        else:
            assert imbalances(read).is_empty(), path.name
            assert outcome["reason"] is None
            signs = {"D": Decimal(-1)}
            fresh = posting.payments.filter(~pl.col("is_repeated"))
            stated = sum(
                (row["payment_amount"] * signs.get(row["credit_debit_code"], Decimal(1))
                 for row in read.payments.to_dicts()),
                Decimal(0),
            )  # fmt: skip
            if len(fresh) == len(read.payments):
                cash = rows.filter(pl.col("account") == "cash")["cents"].sum()
                assert cash == int(stated * 100), path.name
    assert outcomes.get("posted", 0) > 0


def test_every_line_sent_is_a_line_to_be_matched_with_its_own_charge(corpus: Path) -> None:
    count = 0
    for path in list(files(corpus, "837", "005010X222"))[:40]:
        read = read_x12(path, "837P", file_name=path.name)
        if not read.is_readable or not len(read.lines):
            continue
        sent = sent_lines(read.tables)
        assert len(sent) == len(read.lines)
        assert sent["charge_amount"].sum() == read.lines["charge_amount"].sum()
        assert sent["claim_id"].null_count() == read.lines["claim_id"].null_count()
        count += len(sent)
    assert count > 0
