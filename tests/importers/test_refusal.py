"""A file that cannot be read whole is refused whole, with its line and the reason."""

import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitbelt.edges.cms import packed
from gaitbelt.edges.cms.reading import Said, read_official
from gaitbelt.edges.cms.shapes import Official
from tests.importers import official

PAIRS = "ccipra-v323r0-f1.txt"
LIMITS = "MCR_MUE_Eff_04-01-2026.csv"


def only(content: str | bytes, name: str = "file.bin") -> Official:
    held = content.encode() if isinstance(content, str) else content
    (found,) = read_official(held, file_name=name)
    return found


def reasons(found: Official) -> list[str]:
    assert found.is_refused
    assert found.frame.is_empty()
    return [str(message) for message in found.problems["message"]]


def told(content: str | bytes, name: str = "file.bin") -> str:
    """Return the one reason for which some content is refused."""
    (reason,) = reasons(only(content, name))
    return reason


def pair(**cells: str) -> tuple[str, ...]:
    """Return the row of a live pair with other cells: c0 is column 1."""
    return tuple(cells.get(f"c{at}", cell) for at, cell in enumerate(official.LIVE))


def test_a_date_that_is_none_is_named_with_its_line() -> None:
    text = official.pairs(official.FINAL, pair(c3="20241301"))
    assert told(text, PAIRS) == (
        "ccipra-v323r0-f1.txt, line 9: '20241301' is not a date such as 20260401 (effective date)."
    )


def test_the_row_of_a_fault_is_told_apart_from_its_words() -> None:
    found = only(official.pairs(official.FINAL, pair(c4="2024-12-31")), PAIRS)
    assert found.problems["row"].to_list() == [9]
    assert "(deletion date)" in reasons(found)[0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (official.LIVE[:6], "6 columns stand where a pair has 7"),
        ((*official.LIVE, "one more"), "8 columns stand where a pair has 7"),
        (pair(c0="9714"), "'9714' is not a code"),
        (pair(c1="97-40"), "'97-40' is not a code"),
        (pair(c5="2"), "'2' is not a modifier indicator of 0, 1 or 9"),
        (pair(c3=""), "'' is not a date"),
    ],
)
def test_a_pair_that_cannot_be_read_refuses_the_table(row: tuple[str, ...], reason: str) -> None:
    assert reason in told(official.pairs(official.FINAL, row), PAIRS)


def test_a_pair_that_stands_twice_refuses_the_table() -> None:
    text = official.pairs(official.LIVE, official.FINAL, official.LIVE)
    assert told(text, PAIRS).endswith("line 10: 97140 95851 stands twice.")


def test_a_pair_with_two_lives_is_not_a_pair_that_stands_twice() -> None:
    ended = pair(c3="20180101", c4="20191231")
    found = only(official.pairs(ended, official.LIVE), PAIRS)
    assert found.frame.height == 2


def test_only_the_first_faults_are_told_and_the_others_counted() -> None:
    found = only(official.pairs(*[pair(c5="7")] * 40), PAIRS)
    assert len(reasons(found)) == 6
    assert reasons(found)[-1] == "ccipra-v323r0-f1.txt: 35 more lines cannot be read."


def test_a_pair_table_that_does_not_say_its_setting_asks_for_it() -> None:
    found = only(official.pairs(official.LIVE), "table.txt")
    assert "says nowhere whether practitioner or outpatient" in reasons(found)[0]
    assert "--setting" in found.problems["fix"][0]


def test_a_table_without_dates_asks_for_its_first_day() -> None:
    found = only(official.limits(official.LIMIT), "mue.csv")
    assert "from which day it holds" in reasons(found)[0]
    assert "--edition" in found.problems["fix"][0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("97110,6,3 Date of Service Edit: Clinical", "3 columns stand where the heading has 4"),
        ("97110,six,3 Clinical,Clinical: Data", "'six' is not a whole number (unit_limit)"),
        ("97110,-6,3 Clinical,Clinical: Data", "'-6' is not a whole number (unit_limit)"),
        ("97110,6,4 Clinical,Clinical: Data", "does not begin with 1, 2 or 3"),
        ("97110,6,30 Clinical,Clinical: Data", "does not begin with 1, 2 or 3"),
        (official.LIMIT, "97110 stands twice, first on line 6"),
    ],
)
def test_a_unit_limit_that_cannot_be_read_refuses_the_table(row: str, reason: str) -> None:
    said = told(official.limits(official.LIMIT, row), LIMITS)
    assert said.startswith(f"{LIMITS}, line 7: ")
    assert reason in said


@pytest.mark.parametrize("figure", ["", "0.4x", "NaN", "-0.45", "0.4512345", "1e9", "Infinity"])
def test_a_relative_value_that_is_no_figure_refuses_the_table(figure: str) -> None:
    row = official.values_row("97110", figure, "0.41", "0.01", "0.87")
    assert "(work_rvu)" in told(official.relative_values(official.MANUAL, row))


def test_a_table_without_a_needed_column_names_it() -> None:
    text = official.relative_values(official.EXERCISE).replace("MULT,", "OTHER,")
    assert "multiple_procedure_indicator" in told(text)


@pytest.mark.parametrize("content", [b"", b"\r\n\r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert "is empty" in told(content)


@pytest.mark.parametrize(
    "content",
    [
        b"\x7fELF" + bytes(range(256)) * 20,
        b"%PDF-1.7",
        b"PAR1",
        b"\x1f\x8b\x08",
        b"SQLite format 3",
    ],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    assert "not a table" in told(content)


@pytest.mark.parametrize("content", ["Dear reader,\nhello.\n", "a,b,c\n1,2,3\n", "{}", "<html>"])
def test_text_that_is_no_official_table_is_refused(content: str) -> None:
    assert only(content).is_refused


def test_nul_bytes_refuse_a_table() -> None:
    text = official.pairs(official.FINAL, official.LIVE).replace("95851", "95\0851")
    assert "bytes that no text has" in told(text, PAIRS)


def test_a_heading_without_rows_is_refused() -> None:
    assert told(official.pairs(), PAIRS).endswith("has a heading and no rows.")


@pytest.mark.parametrize(
    "content",
    [
        official.relative_values(official.EXERCISE, official.MANUAL)[:-40],
        official.limits(official.LIMIT, official.LIMIT_OF_EVALUATION)[:-30],
        "\r\n".join([official.zip_line("99501"), official.zip_line("99502")])[:-3],
        official.indices(official.ALABAMA, official.ALASKA).split(",0.551")[0],
    ],
)
def test_a_table_cut_off_inside_a_row_is_refused(content: str) -> None:
    assert only(content, LIMITS).is_refused


def test_a_cut_off_zip_is_refused() -> None:
    whole = official.zipped({"GPCI2026.csv": official.indices(official.ALABAMA)})
    assert "cut off or damaged" in told(whole[: len(whole) // 2], "rvu.zip")


def test_a_zip_with_damaged_data_is_refused() -> None:
    content = official.indices(official.ALABAMA).encode()
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("GPCI2026.csv", content)
    damaged = held.getvalue().replace(b"0.988", b"0.989")
    assert "cut off or damaged" in told(damaged, "rvu.zip")


def test_a_zip_bomb_is_not_opened() -> None:
    bomb = official.zipped({"GPCI2026.csv": b"0" * (64 << 20)})
    assert len(bomb) < 1 << 20
    assert "would unpack to 64 MB" in told(bomb, "rvu.zip")


def test_a_workbook_bomb_is_not_opened() -> None:
    sheet = official.zipped({"[Content_Types].xml": "<Types/>", "xl/s.xml": b"0" * (64 << 20)})
    assert "would unpack to 64 MB" in told(sheet, "book.xlsx")


def test_many_small_files_that_are_large_together_are_not_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packed, "MOST_BYTES", 1000)
    many = official.zipped({f"{at}.csv": bytes(300) for at in range(5)})
    assert "unpack to more than" in told(many, "many.zip")


def test_a_zip_of_very_many_files_is_not_opened() -> None:
    many = official.zipped({f"{at}.csv": b"" for at in range(300)})
    assert "holds 300 files" in told(many, "many.zip")


@pytest.mark.parametrize(
    "name", ["../GPCI2026.csv", "/etc/GPCI.csv", "a\\..\\..\\b.csv", "C:\\b.csv"]
)
def test_a_zip_that_points_outside_of_itself_is_refused(name: str, tmp_path: Path) -> None:
    path = official.put(tmp_path, "rvu.zip", official.zipped({name: "x"}))
    (found,) = read_official(path)
    assert "names a file outside of itself" in reasons(found)[0]
    assert [each.name for each in tmp_path.iterdir()] == ["rvu.zip"]


def test_a_zip_inside_a_zip_is_not_opened() -> None:
    inner = official.zipped({"GPCI2026.csv": official.indices(official.ALABAMA)})
    assert only(official.zipped({"inner.zip": inner})).is_refused


def test_a_locked_zip_is_refused() -> None:
    held = bytearray(official.zipped({"GPCI2026.csv": "x"}))
    held[held.index(b"PK\x01\x02") + 8] |= 1
    assert "locked with a password" in told(bytes(held), "rvu.zip")


def test_one_refused_table_of_a_zip_refuses_the_zip() -> None:
    archive = official.zipped(
        {
            "GPCI2026.csv": official.indices(official.ALABAMA),
            "PPRRVU.csv": official.relative_values(official.EXERCISE, official.EXERCISE),
        }
    )
    found = read_official(archive, file_name="rvu.zip")
    assert [each.is_refused for each in found] == [False, True]


def test_a_workbook_that_is_none_is_refused() -> None:
    sheet = official.zipped({"[Content_Types].xml": "<Types/>"})
    assert "workbook that cannot be read" in told(sheet, "book.xlsx")


def test_without_the_reader_of_workbooks_one_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    found = only(official.workbook([["Column 1", "Column 2"]]), "ccipra.xlsx")
    assert "reader of workbooks is not installed" in reasons(found)[0]
    assert "gaitbelt[import]" in found.problems["fix"][0]


def test_a_file_that_is_not_there_is_a_reason_and_no_error(tmp_path: Path) -> None:
    (found,) = read_official(tmp_path / "absent.csv")
    assert "could not be opened" in reasons(found)[0]


def test_a_cell_is_quoted_briefly_and_without_odd_characters() -> None:
    said = told(official.pairs(official.FINAL, pair(c5="\x1b[31m" + "7" * 90)), PAIRS)
    assert "\x1b" not in said
    assert len(said) < 160


TABLES = [
    official.relative_values(official.EXERCISE),
    official.fixed_values(official.fixed_values_row("97110", "0.45", "0.41", "0.01", "0.87")),
    official.indices(official.ALABAMA),
    official.pairs(official.LIVE, official.OLD),
    official.limits(official.LIMIT),
    official.fixed_add_on("1", "97130", "97129", "2020001"),
    official.zip_line("99501"),
    "97110\twords\n",
]


@given(st.sampled_from(TABLES), st.integers(0, 900), st.binary(max_size=12))
def test_no_change_of_bytes_raises(table: str, at: int, put: bytes) -> None:
    content = table.encode()
    changed = content[:at] + put + content[at + len(put) :]
    found = read_official(changed, file_name=PAIRS, said=Said("practitioner"))
    assert all(each.is_refused or each.frame.height for each in found)
