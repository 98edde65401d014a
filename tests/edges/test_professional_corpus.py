"""The third-party files: every professional claim is read, everything else explained."""

import csv
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

import polars as pl

from gaitbelt.edges.result import ReadResult
from gaitbelt.edges.x12.professional import read_professional_claims


def codes(result: ReadResult, level: str) -> list[str]:
    return result.problems.filter(pl.col("level") == level)["problem_code"].to_list()


def _index(corpus: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    folder = corpus / "data" / "x12"
    with (folder / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield folder / row["file"], row


def _counted_apart(content: bytes) -> tuple[int, int, Decimal, int]:
    """Count claims, service lines, charges and foreign transactions by plain splitting."""
    text = content.decode("latin-1").removeprefix("\u00ef\u00bb\u00bf").lstrip()
    element, segment = text[3], text[105]
    claims = lines = others = 0
    total = Decimal(0)
    guide = ""
    is_ours = False
    for part in text.split(segment):
        parts = part.strip().split(element)
        if parts[0] == "GS":
            guide = parts[8]
        elif parts[0] == "ST":
            named = parts[3] if len(parts) > 3 and parts[3] else guide
            is_ours = parts[1] == "837" and named.startswith("005010X222")
            others += not is_ours
        elif parts[0] == "CLM" and is_ours:
            claims += 1
        elif parts[0] == "SV1" and is_ours:
            lines += 1
            try:
                total += Decimal(parts[2])
            except InvalidOperation:
                continue
    return claims, lines, total, others


def test_every_well_formed_corpus_file_gives_the_claims_lines_and_charges_it_holds(
    corpus: Path,
) -> None:
    compared = 0
    for path, row in _index(corpus):
        if "005010X222" not in row["versions"] or row["issues"]:
            continue
        claims, lines, total, _ = _counted_apart(path.read_bytes())
        result = read_professional_claims(path, file_name=path.name)
        found = (result.claim_count, result.lines.height, result.lines["charge_amount"].sum())
        assert found == (claims, lines, total), path.name
        compared += 1
    assert compared >= 35


def test_every_faulty_professional_corpus_file_is_read_or_explained(corpus: Path) -> None:
    seen = 0
    for path, row in _index(corpus):
        if "005010X222" not in row["versions"] or not row["issues"]:
            continue
        result = read_professional_claims(path, file_name=path.name)
        assert result.problems.height > 0, path.name
        assert result.lines.height > 0 or result.claim_count == 0, path.name
        seen += 1
    assert seen >= 20


def test_every_corpus_file_of_another_kind_is_refused_with_what_it_is(corpus: Path) -> None:
    refused = 0
    for path, row in _index(corpus):
        is_other = "005010X222" not in row["versions"]
        if not is_other or row["tx"] == "837(partial)":
            continue
        result = read_professional_claims(path, file_name=path.name)
        assert result.lines.height == 0, path.name
        assert len(codes(result, "file")) == 1, path.name
        refused += 1
    assert refused >= 250


def test_every_corpus_file_without_an_envelope_is_read_or_explained(corpus: Path) -> None:
    for path, row in _index(corpus):
        if row["tx"] == "837(partial)":
            result = read_professional_claims(path, file_name=path.name)
            assert result.problems.height > 0, path.name
