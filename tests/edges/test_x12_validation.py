"""Faults put into a claim file one at a time: each is found, named and located."""

from pathlib import Path

import polars as pl
import pytest

from gaitbelt.edges.x12.validation.run import validate

SAMPLES = Path(__file__).parent / "samples"
GOOD = (SAMPLES / "three_patients_three_disciplines.837").read_bytes()


def told(text: bytes, level: int = 3) -> pl.DataFrame:
    return validate(text, file_name="claims.837", level=level)


def spoilt(before: bytes, after: bytes) -> bytes:
    assert before in GOOD
    return GOOD.replace(before, after, 1)


FAULTS = [
    (b"BHT*0019", b"BHT*0018", "code-not-in-guide", "BHT01"),
    (b"*11:B:1*Y", b"*11:X:1*Y", "code-not-in-guide", "CLM05"),
    (b"*11:B:1*Y", b"*11:B:1*", "element-absent", "CLM06"),
    (b"DTP*472*D8*20260302", b"DTP*472*D8*20261302", "element-not-date", "DTP03"),
    (b"DTP*472", b"DTP*479", "segment-not-expected", None),
    (b"DTP*472*D8*20260302~\n", b"", "segment-absent", None),
    (b"SBR*P", b"SBR*Z", "code-not-in-guide", "SBR01"),
    (b"CLM*A1001*", b"CLM*" + b"A" * 39 + b"*", "element-too-long", "CLM01"),
    (b"NM1*41*2", b"NM1*41*3", "code-not-in-guide", "NM102"),
    (b"LX*1~", b"LX*1~\nXYZ*1~", "segment-unknown", None),
    (b"LX*1~", b"LX*1*2*3~", "elements-too-many", None),
    (b"CLM*A1001*135.5*", b"CLM*A1001*135.6*", "claim-out-of-balance", "CLM02"),
    (b"SE*", b"SE*9", "envelope-count", None),
]


@pytest.mark.parametrize(("before", "after", "code", "element"), FAULTS)
def test_a_fault_is_found_named_and_located(
    before: bytes, after: bytes, code: str, element: str | None
) -> None:
    text = spoilt(before, after)
    new = told(text).filter(pl.col("problem_code") == code)
    old = told(GOOD).filter(pl.col("problem_code") == code)
    assert new.height > old.height
    assert new["fix"].is_not_null().all()
    if element:
        assert any(str(each).startswith(element) for each in new["element"].to_list())


def test_a_clean_file_has_no_finding() -> None:
    assert told(GOOD)["message"].to_list() == []


def test_a_level_is_only_measured_where_it_is_asked_for() -> None:
    text = spoilt(b"SBR*P", b"SBR*Z")
    assert told(text, level=1).height == 0
    assert told(text, level=2).height == 1


def test_no_text_that_may_be_a_name_is_repeated() -> None:
    text = spoilt(b"NM1*41*2", b"NM1*41*ZZYZXNAME")
    assert not told(text)["message"].str.contains("ZZYZX").any()


def test_every_corpus_file_is_measured_without_a_crash(corpus: Path) -> None:
    for path in sorted((corpus / "data" / "x12").rglob("*")):
        if path.is_file() and path.suffix not in (".csv", ".md"):
            validate(path, file_name=path.name, level=3)
