"""A user's own tables answer in the place of the shipped ones, wherever they are asked for."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

import gaitbelt
from gaitbelt.cli.main import app
from gaitbelt.edges.cms.reading import Said
from gaitbelt.library import local
from gaitbelt.library.tables import load_reference
from gaitbelt.services import codes
from gaitbelt.services.buckets import check_large
from gaitbelt.services.check import Assumptions, check
from gaitbelt.services.pricing import price, price_day
from gaitbelt.services.reference import import_files
from gaitbelt.services.reference_law import law_with_store
from gaitbelt.services.reference_store import with_store
from gaitbelt.services.whatif import whatif
from tests.importers import official

TODAY = date(2026, 11, 21)
ON = date(2026, 11, 3)
UNSEPARATED, ABOVE_LIMIT = "PTP001", "PTP003"
CLAIMS = """patient_id,claim_id,line_number,date_of_service,hcpcs_code,unit_count,modifiers,\
payer,setting,charge_amount,rendering_provider_npi,discipline
p1,c1,1,2026-11-03,97140,1,GP,medicare,practitioner,60.00,1234567893,PT
p1,c1,2,2026-11-03,97113,1,GP,medicare,practitioner,40.00,1234567893,PT
p2,c2,1,2026-11-03,97113,5,GP,medicare,practitioner,400.00,1234567893,PT
p3,c3,1,2026-11-03,99213,1,,medicare,practitioner,100.00,1234567893,PT
p3,c3,2,2026-11-03,36591,1,,medicare,practitioner,30.00,1234567893,PT
"""
# Made up for these tests: no shipped table joins 97140 with 97113, nor knows 99213.
OWN_PAIR = ("97140", "97113", "", "20260101", "*", "1", "why")
FOREIGN_PAIR = ("99213", "36591", "", "20260101", "*", "0", "why")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    kept = tmp_path / "store"
    pairs = official.put(tmp_path, "ccipra-v323r0-f1.txt", official.pairs(OWN_PAIR, FOREIGN_PAIR))
    text = official.limits("97113,3,3 Clinical,Clinical: Data")
    limits = official.put(tmp_path, "MCR_MUE_Eff_10-01-2026.csv", text)
    import_files([pairs, limits], kept, today=TODAY)
    return kept


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    return official.put(tmp_path, "claims.csv", CLAIMS)


def breaches(source: Path, store: Path | None) -> set[tuple[str, str | None]]:
    found = check(source, store=store, today=TODAY).breaches
    return {
        (rule, claim)
        for rule, claim in found.select("rule_code", "claim_id").iter_rows()
        if rule in {UNSEPARATED, "PTP002", ABOVE_LIMIT}
    }


def test_a_check_judges_by_the_pairs_and_limits_of_the_store(claims: Path, store: Path) -> None:
    assert breaches(claims, None) == set()
    assert breaches(claims, store) == {
        (UNSEPARATED, "c1"),
        (ABOVE_LIMIT, "c2"),
        ("PTP002", "c3"),
    }


def test_large_files_are_judged_by_the_store_in_every_process(claims: Path, store: Path) -> None:
    law = law_with_store(store, today=TODAY)
    whole = check(claims, store=store, today=TODAY)
    for workers in (1, 2):
        parts = check_large(
            [claims],
            law,
            Assumptions(),
            line_count=1_500_000,
            today=TODAY,
            store=store,
            workers=workers,
        )
        assert parts.findings.equals(whole.findings)


def test_the_same_lines_as_a_frame_give_the_same_findings(claims: Path, store: Path) -> None:
    told = ("rule_code", "claim_id", "outcome", "message")
    by_file, by_frame = (
        check(source, store=store, today=TODAY).findings.select(told)
        for source in (claims, pl.read_csv(claims, infer_schema=False))
    )
    assert by_frame.equals(by_file)


def test_the_digest_is_that_of_the_tables_whatever_their_folder_is_called(
    store: Path, tmp_path: Path
) -> None:
    digest = law_with_store(store, today=TODAY).rulebook.digest
    moved = store.rename(tmp_path / "elsewhere")
    assert law_with_store(moved, today=TODAY).rulebook.digest == digest
    assert law_with_store(None, today=TODAY).rulebook.digest != digest


def test_a_store_that_holds_nothing_is_said_to(claims: Path, tmp_path: Path) -> None:
    for ask in (
        lambda: check(claims, store=tmp_path / "none", today=TODAY),
        lambda: gaitbelt.mue("97110", ON, "practitioner", store=tmp_path / "none"),
        lambda: price_day("97110", on=ON, locality="national", store=tmp_path / "none"),
    ):
        with pytest.raises(local.UnusableStore, match="holds no table"):
            ask()


def test_a_pair_is_told_from_the_store_with_its_file(store: Path) -> None:
    edit = gaitbelt.ptp_edit("97113", "97140", ON, "practitioner", store=store)
    assert (edit.is_active, edit.column_two, edit.confidence) == (True, "97113", "P")
    assert "ccipra-v323r0-f1.txt" in edit.citations[0]
    shipped = gaitbelt.ptp_edit("97113", "97140", ON, "practitioner")
    assert shipped.is_active is False
    before = gaitbelt.ptp_edit("97113", "97140", date(2025, 12, 31), "practitioner", store=store)
    assert before.is_active is False
    foreign = gaitbelt.ptp_edit("36591", "99213", ON, "practitioner", store=store)
    assert (foreign.is_active, foreign.modifier_indicator) == (True, 0)


def test_a_pair_that_the_table_leaves_out_is_no_edit(store: Path) -> None:
    edit = gaitbelt.ptp_edit("97140", "97530", ON, "practitioner", store=store)
    assert edit.is_active is False
    outside = gaitbelt.ptp_edit("97140", "97161", ON, "outpatient", store=store)
    assert outside == gaitbelt.ptp_edit("97140", "97161", ON, "outpatient")


def test_after_its_quarter_a_pair_is_carried_forward(store: Path) -> None:
    edit = gaitbelt.ptp_edit("97140", "97113", date(2027, 2, 1), "practitioner", store=store)
    assert (edit.is_active, edit.confidence) == (True, "D")
    assert "carried forward" in edit.note


def test_a_unit_limit_is_told_from_the_store(store: Path) -> None:
    limit = gaitbelt.mue("97113", ON, "practitioner", store=store)
    assert (limit.unit_limit, limit.confidence) == (3, "P")
    left_out = gaitbelt.mue("97110", ON, "practitioner", store=store)
    assert (left_out.unit_limit, left_out.is_known) == (None, False)
    # CMS MUE practitioner table effective 2026-04-01: six units of 97110.
    assert gaitbelt.mue("97110", date(2026, 5, 5), "practitioner", store=store).unit_limit == 6


def test_lookups_say_what_the_check_judges_by(store: Path) -> None:
    """Code by code, the frame that rules read and the answer to a question agree."""
    periods = with_store(load_reference(), store).code_periods
    on = (pl.col("period_from") <= ON) & (pl.col("period_through") >= ON)
    for code, judged in periods.filter(on).select("hcpcs_code", "mue_practitioner").iter_rows():
        assert gaitbelt.mue(code, ON, "practitioner", store=store).unit_limit == judged


def values_store(folder: Path, *names_and_texts: tuple[str, str]) -> Path:
    paths = [official.put(folder, name, text) for name, text in names_and_texts]
    import_files(paths, folder / "store", today=TODAY)
    return folder / "store"


NEXT_YEAR = date(2027, 2, 1)
# Made up: a value and two factors of a year that no shipped release reaches.
RELEASES = tuple(
    (
        f"PPRRVU2027_Jan_{name}.csv",
        official.relative_values(
            official.values_row("97110", "0.50", "0.40", "0.02", "0.92", factor=factor), year=2027
        ),
    )
    for name, factor in (("nonQPP", "30.0000"), ("QPP", "31.0000"))
)


def test_a_year_that_is_not_shipped_is_priced_by_the_store(tmp_path: Path) -> None:
    store = values_store(tmp_path, *RELEASES)
    asked: dict[str, Any] = {"on": NEXT_YEAR, "locality": "national"}
    assert price_day("97110", **asked).lines[0].allowed_amount is None
    day = price_day("97110", **asked, store=store)
    # 0.92 x 30 and 0.92 x 31, no reduction for one unit.
    assert day.lines[0].allowed_amount == Decimal("27.60")
    assert day.conversion_factor == Decimal("30.0000")
    assert any("PPRRVU2027_Jan_nonQPP.csv" in cite for cite in day.citations)
    qualifying = price_day("97110", **asked, apm=True, store=store)
    assert qualifying.lines[0].allowed_amount == Decimal("28.52")


def test_a_single_release_that_does_not_say_for_whom_has_no_factor(tmp_path: Path) -> None:
    store = values_store(tmp_path, ("values.csv", RELEASES[0][1]))
    day = price_day("97110", on=NEXT_YEAR, locality="national", store=store)
    assert day.lines[0].allowed_amount is None
    assert "No conversion factor" in str(day.lines[0].note)


def test_indices_of_the_store_take_the_place_of_the_shipped_ones(tmp_path: Path) -> None:
    changed = official.ALABAMA.replace("0.875", "1.000").replace("0.566", "1.000")
    store = values_store(tmp_path, ("GPCI2026.csv", official.indices(changed)))
    asked: dict[str, Any] = {"on": date(2026, 3, 2), "locality": "10112-00"}
    own, national = (
        price_day("97110", **{**asked, **more}).lines[0].allowed_amount
        for more in ({"store": store}, {"locality": "national"})
    )
    assert own == national
    assert price_day("97110", **asked).lines[0].allowed_amount != national


def test_a_table_is_priced_as_a_day_is(tmp_path: Path) -> None:
    store = values_store(tmp_path, *RELEASES)
    line = {"date_of_service": [NEXT_YEAR], "hcpcs_code": ["97110"], "unit_count": [1],
            "patient_id": ["p1"], "payer": ["medicare"]}  # fmt: skip
    frame = pl.DataFrame(line)
    assert price(frame, locality="national", store=store)["allowed_amount"].to_list() == [
        Decimal("27.60")
    ]
    moved = whatif(
        frame.with_columns(date_of_service=date(2026, 2, 1)),
        rules_on=NEXT_YEAR,
        locality="national",
        store=store,
    )
    assert moved.total("allowed_after") == Decimal("27.60")


def test_a_code_is_told_with_the_values_of_the_store(tmp_path: Path) -> None:
    store = values_store(tmp_path, *RELEASES)
    told = codes.code("97110", NEXT_YEAR, store=store)
    assert told.relative_values is not None
    assert told.relative_values.work_rvu == Decimal("0.50")
    assert any("PPRRVU2027" in fact.cite for fact in told.facts)
    assert codes.code("97110", NEXT_YEAR).relative_values is None
    earlier = codes.code("97110", date(2026, 7, 1), store=store)
    assert earlier.relative_values == codes.code("97110", date(2026, 7, 1)).relative_values


def asked(*words: str, environment: dict[str, str] | None = None) -> dict[str, object]:
    done = CliRunner().invoke(app, [*words, "--format", "json"], env=environment or {})
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_the_command_takes_the_store_by_name_or_from_the_environment(store: Path) -> None:
    words = ("pairs", "97113", "97140", "--on", "2026-11-03")
    assert asked(*words)["active"] is False
    assert asked(*words, "--store", str(store))["active"] is True
    assert asked(*words, environment={"GAITBELT_STORE": str(store)})["active"] is True
    limit = asked("mue", "97113", "--on", "2026-11-03", "--store", str(store))
    assert limit["unit_limit"] == 3


def test_the_library_does_not_read_the_environment(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GAITBELT_STORE", str(store))
    assert gaitbelt.mue("97113", ON, "practitioner").unit_limit != 3


def test_the_whole_tables_judge_as_the_shipped_part_of_them(corpus: Path, tmp_path: Path) -> None:
    """1.7 million pairs: the therapy pairs are the shipped ones, and others are found too."""
    store = tmp_path / "store"
    path = tmp_path / "ccipra-v302r0-f1.txt"
    write_whole(corpus, path)
    import_files([path], store, today=TODAY, said=Said())
    frame = pl.DataFrame(
        {
            "patient_id": ["p1", "p1", "p2", "p2", "p3", "p3"],
            "claim_id": ["a", "a", "b", "b", "c", "c"],
            "date_of_service": [date(2024, 8, 1)] * 6,
            "hcpcs_code": ["97140", "97530", "97140", "95851", "0001U", "0029U"],
            "unit_count": [1] * 6,
            "modifiers": [["GP"]] * 6,
            "payer": ["medicare"] * 6,
            "setting": ["practitioner"] * 6,
            "rendering_provider_npi": ["1234567893"] * 6,
        }
    )
    many = pl.concat([frame.with_columns(pl.col("patient_id") + f"-{at}") for at in range(400)])
    for lines in (frame, many):
        found = check(lines, store=store, today=TODAY).breaches
        told = found.filter(pl.col("rule_code").is_in([UNSEPARATED, "PTP002"]))
        share = lines.height // frame.height
        assert told["claim_id"].value_counts().sort("claim_id").rows() == [
            ("b", share),
            ("c", share),
        ]


def write_whole(corpus: Path, path: Path) -> None:
    """Write the collected active pairs in CMS's layout."""
    held = pl.read_csv(corpus / "data/ncci/ncci_ptp_prac_active_2024Q3.csv.gz", infer_schema=False)
    cells: Sequence[str] = ("column1", "column2", "modifier_indicator")
    lines = held.select(pl.format("{}\t{}\t\t20240701\t*\t{}\twhy", *cells)).to_series()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(official.pairs())
        file.write("\r\n".join(lines))
