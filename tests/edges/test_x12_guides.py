"""Every transaction set by its guide: read whole, in any blocks, by several processes."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.edges.x12.guide.load import data_elements, guide, guide_names, segment_elements
from gaitbelt.edges.x12.parallel import tables_to
from gaitbelt.edges.x12.reading import kinds_in, read_x12, shape_of
from gaitbelt.tables.problem import PROBLEM

SAMPLES = Path(__file__).parent / "samples"
GOOD = SAMPLES / "three_patients_three_disciplines.837"
SECOND = SAMPLES / "secondary_payer_after_medicare.837"

ROWS = {
    "837P": {"claims": "CLM", "lines": "SV1", "line_adjudications": "SVD", "attachments": "PWK"},
    "837I": {"claims": "CLM", "lines": "LX", "line_adjudications": "SVD", "attachments": "PWK"},
    "270": {"requests": "BHT", "services": "EQ"},
    "271": {"answers": "BHT", "benefits": "EB", "rejections": "AAA"},
    "276": {"requests": "BHT", "lines": "SVC"},
    "277": {"answers": "BHT", "statuses": "STC", "lines": "SVC"},
    "278": {"requests": "BHT"},
}
"""Tables that have a row for each segment of an id."""


def index(corpus: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    folder = corpus / "data" / "x12"
    with (folder / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield folder / row["file"], row


def counted_apart(content: bytes, kind: str) -> Counter[str]:
    """Count segment ids within a guide's transactions by plain splitting."""
    text = content.decode("latin-1").removeprefix("\u00ef\u00bb\u00bf").lstrip()
    element, segment = text[3], text[105]
    found: Counter[str] = Counter()
    version, is_ours = "", False
    for part in text.split(segment):
        parts = [each.strip() for each in part.strip().split(element)]
        if parts[0] == "GS":
            version = parts[8]
        elif parts[0] == "ST":
            named = parts[3] if len(parts) > 3 and parts[3] else version
            is_ours = parts[1] == guide(kind).kind and named.startswith(guide(kind).versions)
        elif is_ours:
            found[parts[0]] += 1
    return found


@pytest.mark.parametrize("kind", ROWS)
def test_every_well_formed_corpus_file_gives_the_rows_it_holds(corpus: Path, kind: str) -> None:
    seen = 0
    for path, row in index(corpus):
        if row["issues"] or not row["versions"]:
            continue
        if kind not in kinds_in(path):
            continue
        expected = counted_apart(path.read_bytes(), kind)
        result = read_x12(path, kind, file_name=path.name)
        for table, segment in ROWS[kind].items():
            assert result.tables[table].height == expected[segment], (path.name, table)
        seen += 1
    assert seen >= 3


def test_every_corpus_file_is_read_by_the_guides_it_has(corpus: Path) -> None:
    seen: Counter[str] = Counter()
    for path, _ in index(corpus):
        for kind in kinds_in(path):
            result = read_x12(path, kind, file_name=path.name)
            assert dict(result.problems.schema) == PROBLEM
            assert result.is_readable, (path.name, kind)
            seen[kind] += 1
    assert set(seen) >= {*guide_names(), "TA1"}


@pytest.mark.parametrize("name", guide_names())
def test_a_guide_names_only_what_the_standard_has(name: str) -> None:
    told = guide(name)
    for loop in told.loops.values():
        assert all(parent in told.loops for parent in loop.parents)
        for segment in loop.segments:
            assert segment.id in segment_elements()
            assert all(each.kind for each in segment.elements)
    for table in told.tables.values():
        for column in table.columns:
            for source in column.sources:
                assert source.loop in {"", *told.loops}, (table.name, column.name)
                own = (source.loop,) if source.loop else table.loops
                ids = {each.id for loop in own for each in told.loops[loop].segments}
                assert source.segment in ids, (table.name, column.name)


def test_every_data_element_is_used() -> None:
    used = {number for parts in segment_elements().values() for number, _ in parts}
    used |= {each for parts in segment_elements().values() for _, inner in parts for each in inner}
    assert set(data_elements()) == used


@pytest.mark.parametrize("path", [GOOD, SECOND], ids=["plain", "second payer"])
def test_tables_have_the_guides_columns(path: Path) -> None:
    result = read_x12(path, "837P", file_name=path.name)
    for name, table in guide("837P").tables.items():
        assert dict(result.tables[name].schema) == shape_of(table)


def test_a_second_payer_has_its_own_tables() -> None:
    result = read_x12(SECOND, "837P", file_name=SECOND.name)
    assert result.claims.height == result.lines.height == result.other_payers.height == 1
    assert result.adjustments["level"].to_list() == ["line"]
    row = result.adjustments["line_row"].to_list()
    assert row == result.lines["source_row"].to_list()


@given(st.integers(120, 3000))
@settings(max_examples=25, deadline=None)
def test_the_size_of_the_blocks_changes_no_table(size: int) -> None:
    for path in (GOOD, SECOND, SAMPLES / "two_children_of_one_member.837"):
        whole = read_x12(path, "837P", file_name=path.name)
        parts = read_x12(path, "837P", file_name=path.name, block_bytes=size)
        for name, rows in whole.tables.items():
            assert parts.tables[name].equals(rows), (path.name, name)
        assert parts.problems.equals(whole.problems)


@given(st.data(), st.sampled_from(guide_names()))
@settings(max_examples=60, deadline=None)
def test_no_order_of_segments_crashes_a_reader(data: st.DataObject, kind: str) -> None:
    head, *rest = SECOND.read_bytes().split(b"~")
    told = guide(kind)
    start = b"\nST*" + told.kind.encode() + b"*0001*" + told.versions[0].encode()
    shuffled = [start, *data.draw(st.permutations(rest))]
    result = read_x12(b"~".join([head, *shuffled]), kind, file_name="x")
    assert dict(result.problems.schema) == PROBLEM


def test_two_processes_write_the_tables_that_one_reads(tmp_path: Path) -> None:
    head, body = GOOD.read_bytes().replace(b"\n", b"").split(b"ST*837", 1)
    body, tail = body.split(b"GE*", 1)
    path = tmp_path / "many.837"
    path.write_bytes(head + (b"ST*837" + body) * 40 + b"GE*" + tail.replace(b"1*", b"40*", 1))
    whole = read_x12(path, "837P", file_name=path.name)
    told = tables_to(path, "837P", tmp_path / "out", block_bytes=20_000)
    assert told.segment_count == whole.segment_count
    for name, rows in whole.tables.items():
        parts = sorted((tmp_path / "out" / name).glob("*.parquet"))
        assert sum(pl.read_parquet(part).height for part in parts) == rows.height
        if parts:
            assert pl.concat([pl.read_parquet(part) for part in parts]).equals(rows)
