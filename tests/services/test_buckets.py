"""Many lines judged in buckets of patients give what one frame gives."""

from pathlib import Path

import polars as pl
import pytest

from benchmarks.lines import write_lines
from gaitbelt.services import buckets
from gaitbelt.services.buckets import check_large, judge_bucket, write_buckets
from gaitbelt.services.check import Assumptions, CheckReport, check_files
from gaitbelt.services.law import load_law

LINES = 12_000


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("lines")
    return write_lines(folder, LINES, part_lines=6_000)


@pytest.fixture(scope="module")
def at_once(files: list[Path]) -> CheckReport:
    return check_files(files, load_law(), Assumptions())


@pytest.mark.parametrize("workers", [1, 2])
def test_buckets_find_what_one_frame_finds(
    files: list[Path], at_once: CheckReport, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(buckets, "BUCKET_LINES", 2_500)
    told: list[tuple[int, int]] = []
    report = check_large(
        files,
        load_law(),
        Assumptions(),
        line_count=LINES,
        workers=workers,
        progress=lambda done, total: told.append((done, total)),
    )
    assert at_once.findings.height > 0
    assert report.findings.equals(at_once.findings)
    assert report.tally.equals(at_once.tally)
    assert report.totals == at_once.totals
    assert told[-1] == (5, 5)


def test_a_bucket_holds_whole_patients(files: list[Path], tmp_path: Path) -> None:
    write_buckets(files, tmp_path, 4)
    places = [
        set(pl.read_parquet(sorted(bucket.glob("part-*")))["patient_id"])
        for bucket in sorted(tmp_path.glob("bucket-*"))
    ]
    assert len(places) == 4
    assert sum(len(each) for each in places) == len(set.union(*places))


def test_a_bucket_is_judged_from_its_path_alone(files: list[Path], tmp_path: Path) -> None:
    write_buckets(files, tmp_path, 1)
    (bucket,) = tmp_path.glob("bucket-*")
    judged = judge_bucket(bucket, Assumptions())
    assert pl.read_parquet(judged.findings).height > 0
    assert judged.totals.line_count == LINES


def test_what_could_not_be_read_is_told_once(tmp_path: Path, files: list[Path]) -> None:
    text = tmp_path / "lines.csv"
    text.write_text("claim_id,date_of_service,hcpcs_code,units\na,2025-02-30,97110,1\n")
    report = check_large([*files, text], load_law(), Assumptions(), line_count=LINES, workers=1)
    lost = report.problems.filter(pl.col("level") == "row")
    assert lost.select("file", "row").rows() == [("lines.csv", 1)]
    assert report.files == (*(path.name for path in files), "lines.csv")
