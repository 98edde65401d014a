"""Laws over every code, date and setting: one by one, in bulk, and in the files."""

import csv
import itertools
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gaitbelt.library import ncci
from gaitbelt.methods import ncci as methods
from gaitbelt.methods.ncci import PTP_HIT
from gaitbelt.reference import __path__ as reference_path

FOLDER = Path(reference_path[0]) / "ncci"
BOTH = ("practitioner", "outpatient")
EDITION = date(2024, 7, 1)


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


PTP = rows("ptp_edits.csv")
CODES = sorted({r[side] for r in PTP for side in ("column_one", "column_two")})


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def edits() -> pl.DataFrame:
    days = ("not_before", "effective_from", "established_from", "effective_through")
    return (
        pl.read_csv(FOLDER / "ptp_edits.csv", infer_schema=False)
        .with_columns(pl.col(days).str.to_date())
        .with_columns(pl.col("modifier_indicator").cast(pl.Int64))
    )


# ── laws over all codes, dates and settings ───────────────────────────────────────────────

some_code = st.sampled_from(CODES)
some_day = st.dates(date(1995, 1, 1), date(2027, 6, 30)) | st.sampled_from(
    sorted(
        {d for r in PTP for name in r if name.endswith(("from", "through")) and (d := day(r[name]))}
    )
)
some_setting = st.sampled_from((*BOTH, "critical_access_hospital", None))


@given(some_code, some_code, some_day, some_setting)
@settings(max_examples=300)
def test_the_order_of_the_two_codes_does_not_matter(
    one: str, two: str, on: date, setting: str | None
) -> None:
    assert ncci.ptp_edit(one, two, on, setting) == ncci.ptp_edit(two, one, on, setting)


@st.composite
def provider_days(draw: st.DrawFn) -> list[tuple[int, str, date, str | None]]:
    pairs = st.sampled_from(PTP)
    found = []
    for group in range(draw(st.integers(1, 4))):
        on, setting = draw(some_day), draw(some_setting)
        chosen = draw(st.lists(pairs, min_size=1, max_size=3))
        codes = [r[side] for r in chosen for side in ("column_one", "column_two")]
        codes += draw(st.lists(some_code | st.just("99213"), max_size=3))
        found += [(group, code, on, setting) for code in draw(st.permutations(codes))]
    return found


def frame(lines: list[tuple[int, str, date, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(place, *line) for place, line in enumerate(lines)],
        schema={
            "line_id": pl.UInt32,
            "provider_day": pl.UInt32,
            "hcpcs_code": pl.String,
            "date_of_service": pl.Date,
            "setting": pl.String,
        },
        orient="row",
    )


def ptp_hits(lines: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """Return the hits of lines taken for many, after those taken for few are the same."""
    few = methods.ptp_hits(lines, edits)
    for most_as_bits in (methods.MOST_CODES_AS_BITS, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(methods, "FEW", 0)
            patch.setattr(methods, "MOST_CODES_AS_BITS", most_as_bits)
            many = methods.ptp_hits(lines, edits)
        assert many.schema == few.schema
        assert sorted(many.rows(), key=str) == sorted(few.rows(), key=str)
    return many


def one_by_one(lines: list[tuple[int, str, date, str | None]]) -> Iterator[tuple[Any, ...]]:
    for (a, line), (b, other) in itertools.combinations(enumerate(lines), 2):
        edit = ncci.ptp_edit(line[1], other[1], line[2], line[3])
        if line[0] != other[0] or line[1] == other[1] or edit.is_active is False:
            continue
        if edit.column_one is None:  # never looked for: no row of the table names the pair
            continue
        first, second = (a, b) if edit.column_one == line[1] else (b, a)
        yield (
            first,
            second,
            edit.column_one,
            edit.column_two,
            edit.modifier_indicator,
            edit.is_active,
        )


@given(provider_days())
@example([(0, "20560", EDITION, None), (0, "97602", EDITION, None)])
@example(
    [(0, "97597", date(2025, 6, 1), "outpatient"), (0, "97602", date(2025, 6, 1), "outpatient")]
)
@settings(max_examples=100, deadline=None)
def test_in_bulk_every_pair_is_answered_as_one_by_one(
    edits: pl.DataFrame, lines: list[tuple[int, str, date, str | None]]
) -> None:
    hits = ptp_hits(frame(lines), edits)
    assert hits.schema == pl.Schema(PTP_HIT)
    assert sorted(hits.rows(), key=str) == sorted(one_by_one(lines), key=str)


def test_every_line_pair_is_listed_and_a_repeated_code_is_no_pair(edits: pl.DataFrame) -> None:
    lines = frame([(7, code, EDITION, "practitioner") for code in ("97110", "97150", "97110")])
    hits = ptp_hits(lines, edits).sort("column_two_line_id")
    assert hits["column_one_line_id"].to_list() == [1, 1]
    assert hits["column_two_line_id"].to_list() == [0, 2]


def test_lines_of_other_days_or_without_a_day_are_never_joined(edits: pl.DataFrame) -> None:
    lines = frame(
        [(number, code, EDITION, "practitioner") for number, code in ((1, "97110"), (2, "97150"))]
    )
    assert ptp_hits(lines, edits).is_empty()
    nowhere = lines.with_columns(pl.lit(None, pl.UInt32).alias("provider_day"))
    assert ptp_hits(nowhere, edits).is_empty()
    assert ptp_hits(lines.clear(), edits).is_empty()
    assert ptp_hits(lines, edits.clear()).is_empty()


def test_without_a_date_a_pair_cannot_be_told(edits: pl.DataFrame) -> None:
    lines = frame([(1, code, EDITION, "practitioner") for code in ("97110", "97150")])
    undated = lines.with_columns(pl.lit(None, pl.Date).alias("date_of_service"))
    assert ptp_hits(undated, edits)["is_active"].to_list() == [None]


def test_lines_in_any_order_give_the_same_pairs(edits: pl.DataFrame) -> None:
    codes = ("97110", "97150", "97530", "97161", "97750", "97140")
    lines = frame([(group, code, EDITION, None) for group in range(5) for code in codes])
    shuffled = lines.sample(fraction=1, shuffle=True, seed=3)
    keys = ["column_one_line_id", "column_two_line_id"]
    assert ptp_hits(lines, edits).sort(keys).equals(ptp_hits(shuffled, edits).sort(keys))


# ── the files ─────────────────────────────────────────────────────────────────────────────


def test_every_dated_row_is_well_formed() -> None:
    named = {r["source"] for r in rows("sources.csv")}
    for r in (*PTP, *rows("mue.csv")):
        days = [
            day(r.get(n) or "") for n in ("not_before", "established_from", "effective_through")
        ]
        known = [d for d in days if d]
        assert known == sorted(known), r
        starts = [day(r["effective_from"]), day(r["established_from"]), day(r["effective_through"])]
        dated = [d for d in starts if d]
        assert dated == sorted(dated), r
        assert r["effective_from"] or r["established_from"], r
        assert not (r.get("not_before") and r["effective_from"]), r
        assert r["confidence"] in ("P", "S", "D")
        assert r["source"].split()
        assert set(r["source"].split()) <= named
        assert r["setting"] in BOTH


def test_an_indicator_is_nought_one_or_nine_and_open_only_between_editions() -> None:
    assert {r["modifier_indicator"] for r in PTP} == {"0", "1", "9", ""}
    open_ = {
        (r["column_one"], r["column_two"], r["setting"]) for r in PTP if not r["modifier_indicator"]
    }
    assert open_ == {("97597", "97602", "outpatient"), ("97605", "97608", "outpatient")}
    for r in PTP:
        if r["modifier_indicator"] == "9":
            assert r["effective_from"] == r["effective_through"]


def test_no_two_rows_of_a_pair_apply_on_one_day() -> None:
    periods: dict[tuple[str, str, str], list[tuple[date, date]]] = defaultdict(list)
    for r in PTP:
        if r["modifier_indicator"] != "9":
            low, high = sorted((r["column_one"], r["column_two"]))
            start = day(r["effective_from"]) or day(r["established_from"])
            assert start is not None
            periods[r["setting"], low, high].append(
                (start, day(r["effective_through"]) or date.max)
            )
    for pair, found in periods.items():
        for (_, end), (start, _) in itertools.pairwise(sorted(found)):
            assert end < start, pair


def test_the_live_rows_are_as_many_as_the_edition_holds(corpus: Path) -> None:
    for setting, name in (("practitioner", "prac"), ("outpatient", "out")):
        path = corpus / "data" / "ncci" / f"ncci_ptp_{name}_active_2024Q3.csv.gz"
        active = pl.read_csv(path, infer_schema=False)
        inside = active.filter(pl.col("column1").is_in(CODES) & pl.col("column2").is_in(CODES))
        expected = {(r[0], r[1], int(r[2])) for r in inside.rows()}
        found = {
            (e.column_one, e.column_two, e.modifier_indicator)
            for one, two in {(r["column_one"], r["column_two"]) for r in PTP}
            if (e := ncci.ptp_edit(one, two, EDITION + timedelta(1), setting)).is_active
        }
        assert found == expected


def test_what_cannot_be_told_is_counted_as_the_tables_say() -> None:
    entries = yaml.safe_load((FOLDER / "PROVENANCE.yaml").read_text(encoding="utf-8"))
    assert {e["file"]: e["rows"] for e in entries} == {
        path.name: len(rows(path.name)) for path in FOLDER.glob("*.csv")
    }
    stated = next(e["counts"] for e in entries if e["file"] == "ptp_edits.csv")
    assert stated == {setting: counted(setting) for setting in BOTH}


def counted(setting: str) -> dict[str, int]:
    mine = [r for r in PTP if r["setting"] == setting]
    applied = [r for r in mine if r["modifier_indicator"] != "9"]
    live = [r for r in applied if not r["effective_through"]]
    ended = [r for r in applied if r["effective_through"]]
    later = {"prac-2026-copy", "oph-2026q4"}
    return {
        "live_pairs": len(live),
        "live_pairs_with_unknown_start": sum(not r["effective_from"] for r in live),
        "live_pairs_with_secondary_start": sum(bool(r["effective_from"]) for r in live),
        "live_pairs_in_no_later_list": sum(not later & set(r["source"].split()) for r in live),
        "ended_rows": len(ended),
        "ended_rows_with_unknown_start": sum(not r["effective_from"] for r in ended),
        "rows_that_never_applied": len(mine) - len(applied),
    }
