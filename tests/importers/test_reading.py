"""Official files are known by their content, and become typed rows."""

import gzip
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from gaitbelt.edges.cms.reading import Said, read_official
from gaitbelt.edges.cms.shapes import KINDS, Official
from tests.importers import official


def only(content: str | bytes, name: str = "file.bin", said: Said | None = None) -> Official:
    """Return the one table of some content."""
    held = content.encode() if isinstance(content, str) else content
    (found,) = read_official(held, file_name=name, said=said or Said())
    return found


def rows_of(found: Official) -> list[dict[str, object]]:
    assert found.problems.filter(level="file").is_empty(), found.problems["message"].to_list()
    assert found.frame.schema == KINDS[found.kind].columns
    return found.frame.to_dicts()


def test_relative_values_come_from_csv_without_their_descriptions() -> None:
    found = only(official.relative_values(official.MANUAL, official.EXERCISE))
    first, second = rows_of(found)
    assert found.kind == "relative_values"
    assert found.edition == date(2026, 1, 1)
    assert found.edition_from == "the file"
    assert found.variant == "33.4009"
    assert (first["hcpcs_code"], second["hcpcs_code"]) == ("97110", "97140")
    assert first["work_rvu"] == Decimal("0.45")
    assert first["nonfacility_pe_rvu"] == Decimal("0.41")
    assert first["facility_na_indicator"] == "NA"
    assert first["nonfacility_na_indicator"] is None
    assert first["multiple_procedure_indicator"] == "5"
    assert official.WORDS not in str(found.frame.to_dicts())


def test_relative_values_come_from_fixed_width_with_the_same_rows() -> None:
    wide = official.fixed_values(
        official.fixed_values_row("97110", "0.45", "0.41", "0.01", "0.87"),
        official.fixed_values_row("97140", "0.43", "0.39", "0.01", "0.83"),
    )
    fixed = only(wide, "PPRRVU2026_Jan_nonQPP.txt")
    csv = only(official.relative_values(official.EXERCISE, official.MANUAL))
    assert rows_of(fixed) == rows_of(csv)
    assert fixed.edition == date(2026, 1, 1)
    assert fixed.edition_from == "its name"


def test_the_name_of_a_file_does_not_decide_what_it_is() -> None:
    found = only(official.indices(official.ALABAMA), "PPRRVU2026_Jan_nonQPP.csv")
    assert found.kind == "locality_indices"


def test_indices_come_with_and_without_the_floor_and_no_remarks() -> None:
    found = only(official.indices(official.ALASKA, official.ALABAMA))
    alaska, alabama = rows_of(found)
    assert found.edition == date(2026, 1, 1)
    assert (alaska["locality"], alaska["locality_name"]) == ("02102-01", "ALASKA")
    assert alabama["work_gpci"] == Decimal("1.000")
    assert alabama["work_gpci_without_floor"] == Decimal("0.988")
    assert alabama["malpractice_gpci"] == Decimal("0.566")


def test_indices_may_be_separated_by_tabs() -> None:
    tabbed = official.indices(official.ALABAMA).replace(",", "\t")
    assert len(rows_of(only(tabbed))) == 1


def test_pairs_carry_their_first_and_last_day() -> None:
    text = official.pairs(official.LIVE, official.VOID, official.OLD, official.FINAL)
    found = only(text, "ccipra-v323r0-f1.txt")
    final, live, old, void = rows_of(found)
    assert (found.kind, found.variant) == ("ptp_edits", "practitioner")
    assert found.edition == date(2026, 10, 1)
    assert final["modifier_indicator"] == 0
    assert live["effective_from"] == date(2020, 1, 1)
    assert live["effective_through"] is None
    assert (old["effective_from"], old["established_from"]) == (None, date(1996, 1, 1))
    assert old["effective_through"] == date(2019, 12, 31)
    assert (void["effective_from"], void["effective_through"]) == (date(2020, 10, 1),) * 2


def test_pairs_read_the_same_from_tabs_commas_and_a_workbook() -> None:
    rows = (official.LIVE, official.VOID, official.OLD, official.FINAL)
    said = Said(setting="outpatient")
    sheet: list[list[str | float]] = [
        [official.RIGHTS, *[""] * 6],
        [
            "Column 1",
            "Column 2",
            "*=in existence",
            "Effective",
            "Deletion",
            "Modifier",
            "Rationale",
        ],
        ["", "", "prior to 1996", "Date", "Date", "0=not allowed", ""],
        ["", "", "", "", "*=no data", "1=allowed", ""],
        *map(official.numbered, rows),
    ]
    tabs = only(official.pairs(*rows), "a", said)
    commas = only(official.pairs(*rows, separator=","), "b", said)
    book = only(official.workbook(sheet), "c", said)
    assert rows_of(tabs) == rows_of(commas) == rows_of(book)


def test_a_heading_of_several_lines_is_not_read_as_pairs() -> None:
    heading = official.pairs(official.LIVE).replace(
        "*=in existence prior to 1996", '"*=in existence\nprior to 1996"'
    )
    assert len(rows_of(only(heading, "ccioph-v322r0.txt"))) == 1


@pytest.mark.parametrize(
    ("heading", "setting"),
    [
        ("Practitioner Services", "practitioner"),
        ("Outpatient Hospital Services", "outpatient"),
        ("DME Supplier Services", "dme_supplier"),
    ],
)
def test_unit_limits_are_of_the_setting_in_their_heading(heading: str, setting: str) -> None:
    text = official.limits(official.LIMIT, official.LIMIT_OF_EVALUATION, setting=heading)
    found = only(text, "MCR_MUE_Eff_04-01-2026.csv")
    exercise, evaluation = rows_of(found)
    assert found.variant == exercise["setting"] == setting
    assert found.edition == date(2026, 4, 1)
    assert (exercise["unit_limit"], exercise["adjudication_indicator"]) == (6, 3)
    assert (evaluation["unit_limit"], evaluation["adjudication_indicator"]) == (1, 2)


def test_unit_limits_come_from_a_workbook_too() -> None:
    sheet: list[list[str | float]] = [
        [official.RIGHTS],
        ["HCPCS/\nCPT Code", "Practitioner Services MUE Values", "MUE Adjudication Indicator", "R"],
        [97110, 6, "3 Date of Service Edit: Clinical", "Clinical: Data"],
        ["00100", 1, "2 Date of Service Edit: Policy", "CMS Policy"],
    ]
    found = only(official.workbook(sheet), said=Said(edition=date(2026, 4, 1)))
    assert [row["hcpcs_code"] for row in rows_of(found)] == ["00100", "97110"]
    assert found.edition_from == "you"


def test_add_ons_read_the_same_from_fixed_width_and_a_workbook() -> None:
    text = "\r\n".join(
        [
            official.fixed_add_on("1", "97130", "97129", "2020001"),
            official.fixed_add_on("1", "97546", "97545", "2013091", "2026090"),
            official.fixed_add_on("2", "0054T", "CCCCC", "2013091"),
        ]
    )
    sheet: list[list[str | float]] = [
        [official.RIGHTS],
        list(official.ADD_ON_HEADING),
        [1, "97130", "", "97129", "", 2020001, "", ""],
        [1, "97546", "", "97545", "", 2013091, 2026090, ""],
        [2, "0054T", "", "CCCCC", "", 2013091, "", "Contractor Defined Primary Codes"],
    ]
    fixed, book = only(text, "AOC_V2026Q2-F-MCR.txt"), only(official.workbook(sheet))
    contractor, cognitive, hardening = rows_of(fixed)
    assert rows_of(fixed) == rows_of(book)
    assert fixed.edition == date(2026, 4, 1)
    assert contractor["primary_code"] is None
    assert cognitive["effective_from"] == date(2020, 1, 1)
    assert hardening["effective_through"] == date(2026, 3, 31)


def test_zip_codes_come_with_their_locality_and_quarter() -> None:
    text = "\r\n".join([official.zip_line("99501"), official.zip_line("99502", extension="1")])
    found = only(text + "\r\n")
    first, second = rows_of(found)
    assert found.edition == date(2025, 10, 1)
    assert first == {
        "zip_code": "99501",
        "state": "AK",
        "locality": "02102-01",
        "has_extension": False,
    }
    assert second["has_extension"] is True


def test_a_users_own_descriptors_are_a_code_a_tab_and_a_text() -> None:
    found = only(f"{official.RIGHTS}\n97110\t{official.WORDS}\n97140\tOther words\n")
    assert found.kind == "descriptors"
    assert found.frame.rows() == [("97110", official.WORDS), ("97140", "Other words")]


def test_a_zip_of_cms_gives_each_table_once() -> None:
    values = official.relative_values(official.EXERCISE)
    archive = official.zipped(
        {
            "rvu26a/PPRRVU2026_Jan_nonQPP.csv": values,
            "rvu26a/PPRRVU2026_Jan_nonQPP.txt": "HDR",
            "rvu26a/GPCI2026.csv": official.indices(official.ALABAMA),
            "rvu26a/RVU26A.pdf": b"%PDF-1.7 remarks",
        }
    )
    values_found, indices_found = read_official(archive, file_name="rvu26a.zip")
    assert (values_found.kind, indices_found.kind) == ("relative_values", "locality_indices")
    notes = values_found.problems["message"].to_list()
    assert notes == [
        "rvu26a.zip: passed over RVU26A.pdf, PPRRVU2026_Jan_nonQPP.txt.",
    ]


def test_every_official_file_of_relative_values_is_read_whole(corpus: Path) -> None:
    for name in ("pprrvu_rvu25d_oct_nodesc.csv.gz", "pprrvu_rvu26c_jul_nonqpp_nodesc.csv.gz"):
        held = pl.read_csv(corpus / "data/rvu" / name, infer_schema=False)
        text = _as_published(held)
        found = only(text)
        assert len(rows_of(found)) == held.height
        assert found.edition == date(2026, 7, 1)
        total = found.frame["work_rvu"].sum()
        assert total == sum(Decimal(each) for each in held["work_rvu"])


def _as_published(held: pl.DataFrame) -> str:
    """Return rows of the collected files with the banner, heading and a description."""
    width = 32 if "pric_ind" in held.columns else 31
    whole = held.insert_column(2, pl.lit(official.WORDS).alias("description"))
    lines = official.relative_values(release="July").splitlines()
    if width < len(lines[-1].split(",")):
        cut = [line.split(",") for line in lines]
        lines = [",".join([*cells[:23], *cells[24:]]) for cells in cut]
    return "\r\n".join([*lines, whole.write_csv(include_header=False)])


def test_the_official_unit_limits_are_read_whole(corpus: Path) -> None:
    path = corpus / "data/ncci/mue_practitioner_2026Q2_official.csv.gz"
    held = pl.read_csv(path, infer_schema=False)
    lines = held.select(
        pl.format("{},{},{} {},{}", "hcpcs", "mue_value", "mai", "mai_text", "rationale")
    )
    found = only(official.limits(*lines.to_series()), "MCR_MUE_Eff_04-01-2026.csv")
    assert len(rows_of(found)) == 15_095
    assert found.frame.row(by_predicate=pl.col("hcpcs_code") == "97110")[2] == 6


def test_the_official_files_of_places_are_read_as_they_are(corpus: Path) -> None:
    places = gzip.decompress((corpus / "data/rvu/ZIP5_OCT2025.txt.gz").read_bytes())
    zips = only(places)
    assert len(rows_of(zips)) == len(places.splitlines())
    assert zips.edition == date(2025, 10, 1)
    (indices,) = read_official(corpus / "data/rvu/GPCI2025.csv")
    assert len(rows_of(indices)) == 109
    assert indices.edition == date(2025, 1, 1)
