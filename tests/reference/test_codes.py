"""The code registry against its outside sources and its own shape."""

import csv
import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from gaitbelt.library import codes as registry
from gaitbelt.services import codes as asked

ON = date(2026, 3, 2)
CODES = Path(registry.__file__).parents[1] / "reference/codes"
TIME_BASES = {
    "",
    "15_minutes",
    "per_30_minutes",
    "per_hour",
    "first",
    "further",
    "month_first",
    "month_further",
    "minute_band",
    "per_30_days",
    "per_day",
    "area",
    "untimed",
}
SERVICE_KINDS = {
    "evaluation",
    "reevaluation",
    "modality",
    "procedure",
    "group",
    "test",
    "orthotic",
    "wound",
    "biofeedback",
    "needling",
    "strapping",
    "caregiver",
    "cognitive",
    "remote_monitoring",
    "e_visit",
    "phone",
    "virtual",
    "unlisted",
    "manipulation",
    "swallow",
    "speech",
    "athletic_training",
    "work_hardening",
    "other",
}


def all_periods() -> Iterator[registry.CodeRow]:
    for code in registry.all_codes():
        yield from registry.code_periods(code)


def cells(name: str) -> list[dict[str, str]]:
    with (CODES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def vector(corpus: Path, name: str) -> dict[str, Any]:  # Any: the vectors are free-form YAML
    held = yaml.safe_load((corpus / "rules/vectors.yaml").read_text(encoding="utf-8"))
    return next(dict(each) for each in held["vectors"] if each["id"] == name)


def asked_of(example: dict[str, Any]) -> tuple[asked.CodeFacts, dict[str, Any]]:
    inputs = example["inputs"]
    return asked.code(inputs["code"], date.fromisoformat(inputs["dos"])), example["expected"]


# ── outside examples ──────────────────────────────────────────────────────────────────


def test_97001_is_out_of_force_in_2017_and_names_its_successors(corpus: Path) -> None:
    facts, expected = asked_of(vector(corpus, "97001-2017"))
    assert facts.is_in_force is expected["valid"]
    assert [each.hcpcs_code for each in facts.successors] == expected["replaced_by"]


def test_97037_is_not_covered_by_medicare(corpus: Path) -> None:
    facts, expected = asked_of(vector(corpus, "97037-medicare"))
    assert facts.medicare_status is not None
    assert facts.medicare_status.status_code == expected["status"]
    assert facts.medicare_status.meaning == "not covered by Medicare"


def test_20560_is_active_from_the_second_quarter_of_2020(corpus: Path) -> None:
    facts, expected = asked_of(vector(corpus, "20560-2020Q2"))
    before = registry.status_on("20560", facts.on - timedelta(days=1))
    assert facts.medicare_status is not None
    assert facts.medicare_status.status_code == expected["status"]
    assert before is not None
    assert before.status_code == "N"


def test_98970_gives_way_to_the_medicare_code_in_2020(corpus: Path) -> None:
    facts, expected = asked_of(vector(corpus, "98970-2020"))
    assert facts.medicare_status is not None
    assert facts.medicare_status.status_code == expected["status"]
    assert [each.hcpcs_code for each in facts.successors] == [expected["replace_with"]]
    later = asked.code("98970", date(2021, 1, 1))
    assert later.medicare_status is not None
    assert later.medicare_status.status_code == "A"
    assert later.successors == ()


def test_the_rtm_codes_of_2026_are_sometimes_therapy(corpus: Path) -> None:
    named = vector(corpus, "gap-rtm-sometimes-therapy")
    for code in named["inputs"]["codes"]:
        assert asked.code(code, ON).therapy_class == "sometimes"
    assert asked.code("98986", ON).therapy_class == "unknown", named["note"]


def test_the_rtm_codes_that_the_2026_list_adds_begin_in_2026(corpus: Path) -> None:
    expected = vector(corpus, "gap-rtm-r13431cp")["expected"]["new_sometimes_therapy"]
    begun = asked.changes(date(2025, 12, 31), date(2026, 1, 1)).begun
    rtm = [
        each.hcpcs_code
        for each in begun
        if asked.code(each.hcpcs_code, ON).service_kind == "remote_monitoring"
        and asked.code(each.hcpcs_code, ON).therapy_class == "sometimes"
    ]
    assert rtm == expected


def test_the_inventory_is_held_with_its_status_and_class(corpus: Path) -> None:
    classes = {"always": "always", "sometimes": "sometimes"}
    with (corpus / "rules/code_inventory.csv").open(encoding="utf-8") as lines:
        inventory = list(csv.DictReader(lines))
    assert len(inventory) >= 140
    for held in inventory:
        row = registry.code_row(held["code"], date(2026, 7, 1))
        status = registry.status_on(held["code"], date(2026, 7, 1))
        values = registry.relative_values(held["code"], date(2026, 7, 1))
        assert row is not None, held["code"]
        assert status is not None, held["code"]
        assert values is not None, held["code"]
        assert status.status_code == held["status_2026"]
        assert status.multiple_procedure_indicator == held["mult_proc_2026"]
        assert values.work_rvu == Decimal(held["work"])
        assert values.nonfacility_pe_rvu == Decimal(held["nf_pe"])
        assert values.facility_pe_rvu == Decimal(held["f_pe"])
        assert values.malpractice_rvu == Decimal(held["mp"])
        assert row.therapy_class in {classes.get(held["therapy_class"]), "never", "unknown"}
        assert (row.therapy_class == "always") == (held["therapy_class"] == "always")


def test_every_code_of_the_pair_and_unit_tables_is_known(corpus: Path) -> None:
    for path in sorted((corpus / "data/ncci").glob("therapy_pairs_*.csv")):
        with path.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                assert registry.is_known(row["column1"]), (path.name, row["column1"])
                assert registry.is_known(row["column2"]), (path.name, row["column2"])
    for path in sorted((corpus / "data/ncci").glob("therapy_*mue*.csv")):
        with path.open(encoding="utf-8") as lines:
            for listed in csv.reader(lines):
                assert registry.is_known(listed[0]) or listed[0].startswith("hcpcs"), path.name


@pytest.mark.parametrize(
    ("code", "first_days"),
    [
        # The RVU table of the dossier: January files 2020-2024, October 2025, July 2026.
        ("97110", ".45/.40/.02 .45/.40/.02 .45/.40/.02 .45/.42/.01 .45/.42/.01 .45/.43/.01"),
        ("97161", "1.20/1.18/.05 1.54/1.33/.05 1.54/1.35/.07 1.54/1.42/.04 1.54/1.43/.04"),
        ("97533", ".48/.97/.02 .48/1.24/.02 .48/1.41/.02 .48/1.41/.01 .48/1.38/.01"),
        ("98977", "- - .00/1.60/.01 .00/1.47/.01 .00/1.41/.01 .00/1.32/.01 .00/1.53/.01"),
    ],
)
def test_relative_values_are_those_of_the_year(code: str, first_days: str) -> None:
    for year, expected in enumerate(first_days.split(), start=2020):
        held = registry.relative_values(code, date(year, 1, 1))
        if expected == "-":
            assert held is None
            continue
        assert held is not None
        said = (held.work_rvu, held.nonfacility_pe_rvu, held.malpractice_rvu)
        assert said == tuple(Decimal(part) for part in expected.split("/"))


# ── the registry's own shape ──────────────────────────────────────────────────────────


def test_every_row_is_written_in_the_words_of_the_registry() -> None:
    for row in all_periods():
        assert row.time_base in TIME_BASES, row
        assert row.service_kind in SERVICE_KINDS, row
        assert row.therapy_class in {"always", "sometimes", "never", "unknown"}, row
        assert row.confidence in {"P", "S", "M", "D"}, row
        assert set(row.disciplines) <= {"PT", "OT", "SLP", "AT", "AUD"}, row
        assert row.source, row


def test_a_time_base_that_needs_minutes_has_them() -> None:
    for row in all_periods():
        needs = row.time_base in {
            "15_minutes",
            "per_hour",
            "first",
            "further",
            "month_first",
            "month_further",
        }
        assert (row.base_minutes is not None) == needs, row
        assert (row.band_from is not None) or row.time_base not in {"minute_band", "per_30_days"}
        if row.time_base in {"further", "month_further"}:
            assert row.primary_codes, row


def test_no_two_periods_of_a_code_overlap() -> None:
    for code in registry.all_codes():
        for earlier, later in itertools.pairwise(registry.code_periods(code)):
            assert earlier.effective_through is not None, code
            assert later.effective_from is not None, code
            assert earlier.effective_through < later.effective_from, code


@pytest.mark.parametrize("table", ["medicare_status.csv", "relative_values.csv"])
def test_no_two_eras_of_a_code_overlap(table: str) -> None:
    rows = cells(table)
    for earlier, later in itertools.pairwise(rows):
        assert earlier["effective_from"] <= earlier["effective_through"]
        if earlier["hcpcs_code"] == later["hcpcs_code"]:
            assert earlier["effective_through"] < later["effective_from"], later
    assert {row["hcpcs_code"] for row in rows} <= set(registry.all_codes())


def test_every_successor_and_primary_code_is_in_the_registry() -> None:
    for row in cells("successors.csv"):
        assert registry.is_known(row["hcpcs_code"]), row
        assert registry.is_known(row["successor_code"]), row
        assert row["confidence"] in {"P", "S", "M", "D"}, row
        assert row["source"], row
        started = date.fromisoformat(row["effective_from"])
        assert registry.code_row(row["successor_code"], started), row
    for period in all_periods():
        assert all(registry.is_known(code) for code in period.primary_codes), period


def test_a_code_under_the_therapy_reduction_is_always_therapy() -> None:
    reduced = {
        row["hcpcs_code"]
        for row in cells("medicare_status.csv")
        if row["multiple_procedure_indicator"] == "5"
    }
    assert len(reduced) == 52
    assert {registry.code_periods(code)[-1].therapy_class for code in reduced} == {"always"}


def test_every_misunderstanding_and_requirement_is_cited() -> None:
    kinds = {row.service_kind for row in all_periods()}
    for row in cells("misunderstandings.csv"):
        assert registry.is_known(row["hcpcs_code"]), row
        assert row["claim"], row
        assert row["fact"], row
        assert row["cite"], row
        assert row["confidence"] in {"P", "S", "M", "D"}, row
    for row in cells("documentation.csv"):
        assert bool(row["hcpcs_code"]) != bool(row["service_kind"]), row
        assert not row["hcpcs_code"] or registry.is_known(row["hcpcs_code"]), row
        assert not row["service_kind"] or row["service_kind"] in kinds, row
        assert row["cite"], row
        assert row["confidence"] in {"P", "S", "M", "D"}, row


def test_the_provenance_counts_the_rows_of_every_table() -> None:
    held = yaml.safe_load((CODES / "PROVENANCE.yaml").read_text(encoding="utf-8"))
    counted = {each["file"]: each["rows"] for each in held}
    assert counted == {path.name: len(cells(path.name)) for path in CODES.glob("*.csv")}


@pytest.mark.parametrize(
    ("codes", "time_base", "base_minutes"),
    [
        ("97032 97033 97034 97035 97036", "15_minutes", 15),
        ("97110 97112 97113 97116 97124 97140", "15_minutes", 15),
        ("97530 97533 97535 97537 97542", "15_minutes", 15),
        ("97750 97755 97760 97761 97763", "15_minutes", 15),
        ("97129 90912", "first", 15),
        ("97130 90913 97551 G0542 92627", "further", 15),
        ("97550 G0541", "first", 30),
        ("92605 92607 92626 96112", "first", 60),
        ("92608 92618 96113", "further", 30),
        ("97545", "first", 120),
        ("97546", "further", 60),
        ("96105 96125", "per_hour", 60),
        ("98979", "month_first", 10),
        ("98980", "month_first", 20),
        ("98981", "month_further", 20),
        ("98966 98967 98968 98970 98971 98972 G2251", "minute_band", None),
        ("98976 98977 98978 98984 98985 98986", "per_30_days", None),
        ("95992 97610", "per_day", None),
        ("97597 97598", "area", None),
        ("97161 97162 97163 97164 97165 97166 97167 97168 97150 92507", "untimed", None),
        ("97010 97012 97014 97016 97018 97022 97024 97026 97028 G0283", "untimed", None),
    ],
)
def test_a_family_of_codes_counts_time_as_published(
    codes: str, time_base: str, base_minutes: int | None
) -> None:
    for code in codes.split():
        row = registry.code_row(code, ON)
        assert row is not None
        assert (row.time_base, row.base_minutes) == (time_base, base_minutes), code
