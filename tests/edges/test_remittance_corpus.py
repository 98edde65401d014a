"""The third-party remittances: counts and sums equal an independent count; faults are told."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import polars as pl

from gaitbelt.edges.x12.remittance.balance import imbalances
from gaitbelt.edges.x12.remittance.read import read_remittances

READ = ("005010X221", "005010")


def index(corpus: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    folder = corpus / "data" / "x12"
    with (folder / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if "835" in row["tx"]:
                yield folder / row["file"], row


@dataclass
class Count:
    """What plain splitting finds in the remittances of a file."""

    payments: int = 0
    claims: int = 0
    lines: int = 0
    adjustments: int = 0
    charged: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    adjusted: Decimal = Decimal(0)
    provider: Decimal = Decimal(0)
    controls: list[str] = field(default_factory=list)


def counted_apart(content: bytes) -> Count:
    """Count by splitting at the separators of the ISA, with nothing of the reader's."""
    text = content.decode("utf-8-sig", errors="replace").lstrip()
    element, segment = text[3], text[105]
    found = Count()
    guide, is_ours = "", False
    for part in text.split(segment):
        parts = [each.strip() for each in part.strip().split(element)]
        parts += [""] * (24 - len(parts))
        if parts[0] == "GS":
            guide = parts[8]
        elif parts[0] == "ST":
            is_ours = parts[1] == "835" and guide.startswith("005010")
            found.payments += is_ours
        elif is_ours:
            _count(found, parts)
    return found


def _count(found: Count, parts: list[str]) -> None:
    if parts[0] == "CLP":
        found.claims += 1
        found.controls.append(parts[1])
        found.charged += Decimal(parts[3] or "0")
        found.paid += Decimal(parts[4] or "0")
    elif parts[0] == "SVC":
        found.lines += 1
    elif parts[0] == "CAS":
        for at in range(2, 20, 3):
            if parts[at] or parts[at + 1]:
                found.adjustments += 1
                found.adjusted += Decimal(parts[at + 1] or "0")
    elif parts[0] == "PLB":
        found.provider += sum((Decimal(parts[at] or "0") for at in range(4, 16, 2)), Decimal(0))


def test_every_well_formed_remittance_gives_the_counts_and_sums_it_holds(corpus: Path) -> None:
    compared = 0
    for path, row in index(corpus):
        if "005010X221" not in row["versions"] or "ISA" in row["issues"]:
            continue
        expected = counted_apart(path.read_bytes())
        result = read_remittances(path, file_name=path.name)
        sizes = [rows.height for rows in result.tables.values()]
        assert sizes[:4] == [
            expected.payments, expected.claims, expected.lines, expected.adjustments,
        ], path.name  # fmt: skip
        assert result.claims["patient_control_number"].to_list() == expected.controls, path.name
        sums = (
            result.claims["charge_amount"].sum(),
            result.claims["paid_amount"].sum(),
            result.adjustments["adjustment_amount"].sum(),
            result.provider_adjustments["adjustment_amount"].sum(),
        )
        wanted = (expected.charged, expected.paid, expected.adjusted, expected.provider)
        assert sums == wanted, path.name
        compared += 1
    assert compared >= 45


def test_every_faulty_remittance_says_what_is_wrong(corpus: Path) -> None:
    seen = 0
    for path, row in index(corpus):
        if not row["issues"]:
            continue
        result = read_remittances(path, file_name=path.name)
        assert result.problems.height > 0, path.name
        is_ours = "005010" in row["versions"]
        assert result.is_readable or not is_ours, path.name
        seen += 1
    assert seen >= 15


def test_older_and_unknown_versions_are_refused(corpus: Path) -> None:
    refused = 0
    for path, row in index(corpus):
        if "005010" in row["versions"] or "partial" in row["tx"]:
            continue
        result = read_remittances(path, file_name=path.name)
        assert result.problems["problem_code"].to_list() == ["not-remittances"], path.name
        refused += 1
    assert refused >= 4


def test_published_examples_balance(corpus: Path) -> None:
    """The examples that go with the standard balance, each to the cent."""
    balanced = 0
    for path, row in index(corpus):
        if path.parent.name != "apimeister__x12-types" or row["issues"]:
            continue
        result = read_remittances(path, file_name=path.name)
        assert imbalances(result).height == 0, path.name
        balanced += result.claims.height
    assert balanced >= 35


def test_a_remittance_without_an_envelope_is_read(corpus: Path) -> None:
    (path,) = (path for path, row in index(corpus) if "partial" in row["tx"])
    result = read_remittances(path, file_name=path.name)
    assert (result.claims.height, result.lines.height, result.adjustments.height) == (1, 3, 3)
    assert set(result.problems["problem_code"]) >= {"separators", "version-without-guide"}


def test_every_x12_file_that_is_no_remittance_is_one_problem(corpus: Path) -> None:
    folder = corpus / "data" / "x12"
    with (folder / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        others = [row for row in csv.DictReader(rows) if "835" not in row["tx"]]
    for row in others:
        if "partial" in row["tx"]:
            continue
        result = read_remittances(folder / row["file"], file_name=row["file"])
        levels = result.problems.filter(pl.col("level") == "file")
        assert levels.height == 1, row["file"]
