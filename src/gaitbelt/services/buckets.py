"""Checking more lines than one frame should hold: Parquet buckets by patient, in processes.

Everything a rule looks at is closed under the patient, so a bucket of whole patients is
judged on its own. Workers get the path of a bucket, never its rows.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import polars as pl

from gaitbelt.edges.reading import read_in_parts
from gaitbelt.edges.result import no_lines
from gaitbelt.engine.findings import sorted_findings
from gaitbelt.services.check import Assumptions, CheckReport, Totals, check_lines
from gaitbelt.services.law import Law
from gaitbelt.services.reference_law import law_with_store
from gaitbelt.tables.finding import TALLY, nothing_unasked
from gaitbelt.tables.problem import no_problems
from gaitbelt.tables.service_line import complete

BUCKET_LINES = 500_000
"""About how many lines a bucket holds: few enough that all workers end together."""

BATCH_ROWS = 500_000

SHAPE = "shape.parquet"
"""Beside the buckets: no rows, and every column that any of them has."""

KEEP_MEMORY = {
    name: str(2**31 - 1) for name in ("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_")
}
"""For glibc: a worker keeps an array's memory for the next; a tenth faster than asking anew."""

Progress = Callable[[int, int], None]
Mapped = Callable[..., Iterable[Any]]  # Any: as map, whatever the function gives


@dataclass(frozen=True, slots=True)
class Judged:
    """One bucket's findings on disk, and what is added up over buckets."""

    findings: Path
    tally: pl.DataFrame
    problems: pl.DataFrame
    totals: Totals
    not_asked: pl.DataFrame


def check_large(  # noqa: PLR0913 (each is a part of one wish)
    paths: Sequence[Path],
    law: Law,
    assumptions: Assumptions,
    *,
    line_count: int,
    rules: tuple[Path, ...] = (),
    today: date | None = None,
    store: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> CheckReport:
    """Return what the rulebook finds, the same as of all lines in one frame.

    ``line_count`` decides the number of buckets and may be an estimate. Buckets live in
    a private temporary folder that is removed at the end, also after an error.
    """
    count = max(1, -(-line_count // BUCKET_LINES))
    worker_count = min(workers or os.cpu_count() or 1, max(count, len(paths)))
    with (
        tempfile.TemporaryDirectory(prefix="gaitbelt-") as folder,
        pool(worker_count) as mapped,
    ):
        problems = write_buckets(paths, Path(folder), count, mapped)
        judged = judge_buckets(
            Path(folder), assumptions, rules, today, store=store, mapped=mapped, progress=progress
        )
        findings = sorted_findings([pl.read_parquet(each.findings) for each in judged])
    tallies = [each.tally for each in judged]
    totals = sum((each.totals for each in judged), Totals())
    return CheckReport(
        findings,
        _added(tallies),
        pl.concat([problems, *(each.problems for each in judged)]).unique(maintain_order=True),
        totals,
        law,
        assumptions,
        tuple(path.name for path in paths),
        _unasked_anywhere(each.not_asked for each in judged),
    )


def write_buckets(
    paths: Iterable[Path], folder: Path, count: int, mapped: Mapped = map
) -> pl.DataFrame:
    """Write the lines of files to ``count`` folders by patient; return what was unread.

    A patient is known by patient_id, else by claim, else by visit, as in the engine.
    ``mapped`` reads several files at once; each has its own parts in every bucket.
    """
    task = partial(_write_file, folder=folder, count=count)
    written: list[tuple[pl.DataFrame, pl.DataFrame]] = list(mapped(task, enumerate(paths)))
    shapes = [shape for _, shape in written]
    whole = complete(pl.concat([no_lines(), *shapes], how="diagonal"))
    whole.write_parquet(folder / SHAPE)
    return pl.concat([no_problems(), *(problems for problems, _ in written)])


def _write_file(
    numbered: tuple[int, Path], folder: Path, count: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Write the lines of one file to the buckets; return what was unread, and its columns."""
    number, path = numbered
    problems, shape = [no_problems()], no_lines()
    for part_number, part in enumerate(read_in_parts(path, BATCH_ROWS)):
        problems.append(part.problems)
        shape = pl.concat([shape, part.lines.clear()], how="diagonal")
        name = f"part-{number:04}-{part_number:06}.parquet"
        for bucket, lines in _split(complete(part.lines), count):
            place = folder / f"bucket-{bucket:04}"
            place.mkdir(exist_ok=True)
            lines.write_parquet(place / name, compression="lz4")
    return pl.concat(problems), shape


def _split(lines: pl.DataFrame, count: int) -> Iterator[tuple[int, pl.DataFrame]]:
    person = pl.coalesce("patient_id", "claim_id", "visit_id").fill_null("")
    bucket = (person.hash(7) % count).cast(pl.UInt32).alias("bucket")
    for key, part in (
        lines.with_columns(bucket).partition_by("bucket", as_dict=True, include_key=False).items()
    ):
        yield int(key[0]), part


def judge_bucket(
    bucket: Path,
    assumptions: Assumptions,
    rules: tuple[Path, ...] = (),
    today: date | None = None,
    store: Path | None = None,
) -> Judged:
    """Judge the Parquet files of one bucket; write the findings beside them.

    This is the one function that a process pool, Spark, Ray or Dask calls with a path.
    """
    law = law_with_store(store, rules, today=today)
    parts = [bucket.parent / SHAPE, *sorted(bucket.glob("part-*.parquet"))]
    lines = complete(pl.concat([pl.read_parquet(part) for part in parts], how="diagonal"))
    report = check_lines(lines, law, assumptions)
    place = bucket / "findings.parquet"
    report.findings.write_parquet(place, compression="lz4")
    return Judged(place, report.tally, report.problems, report.totals, report.not_asked)


def judge_buckets(
    folder: Path,
    assumptions: Assumptions,
    rules: tuple[Path, ...] = (),
    today: date | None = None,
    *,
    store: Path | None = None,
    mapped: Mapped = map,
    progress: Progress | None = None,
) -> list[Judged]:
    """Judge every bucket of a folder; return what was found in their order.

    ``progress`` is told how many of the buckets are done.
    """
    buckets = [path for path in sorted(folder.iterdir()) if path.is_dir()]
    task = partial(judge_bucket, assumptions=assumptions, rules=rules, today=today, store=store)
    return list(_told(mapped(task, buckets), len(buckets), progress))


@contextmanager
def pool(count: int) -> Iterator[Mapped]:
    """Give a function that maps over items: in this process, or in a pool of others.

    The processes share the machine's cores, so each gets its part of them for its frames.
    """
    if count == 1:
        yield map
        return
    threads = max(1, (os.cpu_count() or 1) // count)
    with (
        _environment({"POLARS_MAX_THREADS": str(threads), **KEEP_MEMORY}),
        ProcessPoolExecutor(count, mp_context=get_context("spawn")) as workers,
    ):
        yield workers.map


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    """Set variables for processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _told(done: Iterable[Judged], total: int, progress: Progress | None) -> Iterator[Judged]:
    for number, each in enumerate(done, 1):
        if progress is not None:
            progress(number, total)
        yield each


def _unasked_anywhere(unasked: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the rules that were not asked of a bucket to whose lines they would apply."""
    return pl.concat([nothing_unasked(), *unasked]).unique("rule_code").sort("rule_code")


def _added(tallies: Sequence[pl.DataFrame]) -> pl.DataFrame:
    if not tallies:
        return pl.DataFrame(schema=TALLY)
    summed = pl.concat(tallies).group_by("rule_code").agg(pl.all().sum()).sort("rule_code")
    return summed.select(pl.col(name).cast(dtype) for name, dtype in TALLY.items())
