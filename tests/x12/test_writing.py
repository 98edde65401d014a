"""Tables are written as X12 and read back as they were."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.edges.x12.reading import read_x12
from gaitbelt.edges.x12.write.marks import Envelope, Marks
from gaitbelt.edges.x12.write.writing import write_x12
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.services.x12_generate import generated, generated_tables
from tests.x12.round_trip import differences
from tests.x12.second_opinion import accepted

ENVELOPE = Envelope("SENDER", "RECEIVER", dt.date(2026, 1, 2), "0915")
KINDS = ("837P", "835", "277CA")


@pytest.mark.parametrize("kind", KINDS)
def test_generated_files_are_accepted_by_a_second_opinion(kind: str) -> None:
    is_accepted, report = accepted(b"".join(generated(kind, 60)))
    assert is_accepted, report


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_is_written_back_as_it_was(kind: str) -> None:
    read = read_x12(b"".join(generated(kind, 60)), kind, file_name="a file").tables
    written = write_x12(read, kind, ENVELOPE, is_strict=False)
    assert written.problems.is_empty()
    again = read_x12(written.data, kind, file_name="a file").tables
    assert differences(read, again) == []


def test_a_claim_file_of_ours_is_written_byte_for_byte() -> None:
    content = b"".join(generated("837P", 30))
    read = read_x12(content, "837P", file_name="a file").tables
    envelope = Envelope("LARKSPURST", "LARKCLEAR", dt.date(2026, 1, 5), "0900")
    assert write_x12(read, "837P", envelope).data == content


SIGNS = st.lists(st.sampled_from("*|:>^!~'\\@#"), min_size=4, max_size=4, unique=True)
TEXT = st.text("ABCXYZ 0123456789-", min_size=1, max_size=20).map(str.strip).filter(bool)
MONEY = st.decimals(min_value=0, max_value=99_999, places=2)


@st.composite
def claims(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """Return a submission of which names, numbers, amounts and dates vary."""
    tables = generated_tables("837P", draw(st.integers(1, 4)), seed=draw(st.integers(0, 50)))
    count = tables["claims"].height
    names = draw(st.lists(TEXT, min_size=count, max_size=count))
    amounts = draw(st.lists(MONEY, min_size=count, max_size=count))
    tables["claims"] = tables["claims"].with_columns(
        claim_id=pl.Series([f"C{number}" for number in range(count)]),
        note_code=pl.lit("ADD"),
        note=pl.Series(names),
        claim_charge_amount=pl.Series(amounts, dtype=pl.Decimal(12, 2)),
        accident_date=pl.Series(draw(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1)),
                                              min_size=count, max_size=count))),
    )  # fmt: skip
    return tables


@settings(max_examples=15)
@given(claims(), SIGNS, st.sampled_from(["", "\n", "\r\n"]))
def test_reading_undoes_writing(
    tables: dict[str, pl.DataFrame], signs: list[str], line_end: str
) -> None:
    element, component, repetition, segment = signs
    marks = Marks(element, component, repetition, segment, line_end)
    written = write_x12(tables, "837P", ENVELOPE, marks)
    if not written.problems.is_empty():
        assert set(written.problems["problem_code"]) == {"holds-a-separator"}
        return
    read = read_x12(written.data, "837P", file_name="a file").tables
    assert read["claims"]["claim_charge_amount"].to_list() == (
        tables["claims"]["claim_charge_amount"].to_list()
    )
    assert read["claims"]["note"].to_list() == tables["claims"]["note"].to_list()
    again = write_x12(read, "837P", ENVELOPE, marks)
    assert again.data == written.data


def test_a_claim_that_cannot_be_written_is_refused_with_its_cure_and_the_rest_is_written() -> None:
    tables = generated_tables("837P", 3)
    lines = tables["lines"]
    is_second = pl.col("claim_id") == tables["claims"]["claim_id"][1]
    tables["lines"] = lines.with_columns(
        service_code=pl.when(is_second & (pl.col("line_number") == 1)).then(None).otherwise(
            pl.col("service_code")
        )
    )  # fmt: skip
    written = write_x12(tables, "837P", ENVELOPE)
    assert (written.rows["claims"], written.refused["claims"]) == (2, 1)
    problem = written.problems.row(0, named=True)
    assert problem["claim_id"] == tables["claims"]["claim_id"][1]
    assert "loop 2400, SV101-2" in problem["message"]
    assert problem["fix"] == "Fill lines.service_code and write again."
    assert accepted(written.data)[0]


def test_a_value_that_holds_a_separator_is_refused_not_mended() -> None:
    tables = generated_tables("837P", 2)
    tables["claims"] = tables["claims"].with_columns(note_code=pl.lit("ADD"), note=pl.lit("A*B"))
    written = write_x12(tables, "837P", ENVELOPE)
    assert written.data == b""
    assert written.problems["problem_code"].to_list() == ["holds-a-separator"] * 2
    marks = Marks("|", ":", "^", "~")
    assert write_x12(tables, "837P", ENVELOPE, marks).problems.is_empty()


def test_amounts_as_floats_are_refused() -> None:
    tables = generated_tables("837P", 1)
    tables["claims"] = tables["claims"].with_columns(pl.col("claim_charge_amount").cast(pl.Float64))
    with pytest.raises(ImpossibleInput, match="floating point"):
        write_x12(tables, "837P", ENVELOPE)


def test_counts_and_control_numbers_are_right_for_several_transactions() -> None:
    one, two = generated_tables("835", 2), generated_tables("835", 3, seed=2)
    shift = 1_000_000
    both = {
        name: pl.concat([rows, two[name].with_columns(pl.col("^.*_row$") + shift)])
        if rows.width else rows
        for name, rows in one.items()
    }  # fmt: skip
    envelope = Envelope("SENDER", "RECEIVER", dt.date(2026, 1, 2), first_transaction_number=7)
    written = write_x12(both, "835", envelope)
    text = written.data.decode().replace("\n", "")
    segments = text.rstrip("~").split("~")
    starts = [at for at, each in enumerate(segments) if each.startswith("ST*")]
    ends = [at for at, each in enumerate(segments) if each.startswith("SE*")]
    assert [segments[at].split("*")[2] for at in starts] == ["0007", "0008"]
    assert [segments[at] for at in ends] == [
        f"SE*{end - start + 1}*{number}"
        for start, end, number in zip(starts, ends, ("0007", "0008"), strict=True)
    ]
    assert segments[-2:] == ["GE*2*1", "IEA*1*000000001"]
    assert accepted(written.data)[0]


def test_money_is_written_to_the_cent_without_zeros_that_say_nothing() -> None:
    tables = generated_tables("837P", 1)
    tables["claims"] = tables["claims"].with_columns(
        claim_charge_amount=pl.lit(Decimal("1234.50")), patient_paid_amount=pl.lit(Decimal("0.07"))
    )
    text = write_x12(tables, "837P", ENVELOPE).data.decode()
    assert "*1234.5***" in text
    assert "AMT*F5*0.07~" in text


@pytest.mark.parametrize(
    "signs", [("*", "*", "^", "~"), ("A", ":", "^", "~"), (" ", ":", "^", "~"), ("", ":", "^", "~")]
)
def test_separators_that_could_be_text_are_refused(signs: tuple[str, str, str, str]) -> None:
    with pytest.raises(ImpossibleInput, match="separators"):
        Marks(*signs)
