"""How fast visits and large tables are checked, and what memory that takes.

python -m benchmarks.run [--quick]

Each part runs in a process of its own, so that one's memory is not another's. Lines are
fictional (``benchmarks.lines``); all rules judge them. Figures swing with what else the
machine does: compare those of one run.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.lines import visit_lines, write_lines
from benchmarks.plain import count_breaches
from gaitbelt.engine.evaluate import judge
from gaitbelt.services.buckets import BUCKET_LINES, judge_buckets, pool, write_buckets
from gaitbelt.services.check import Assumptions, check_lines
from gaitbelt.services.law import load_law
from gaitbelt.tables.service_line import complete

WORKERS = 2
WARM_UP = 300
VISITS = 1_000
PLAIN_LINES = 100_000
SIZES = (1_000_000, 10_000_000, 30_000_000)
QUICK_VISITS, QUICK_PLAIN_LINES, QUICK_SIZES = 200, 10_000, (100_000,)
GIGA = 1024 * 1024
SMALL_VERBS = (
    ("units", "97110:23,97140:15", "--on", "2026-03-02"),
    ("codes", "97110", "--on", "2026-03-02"),
    ("pairs", "97140", "97124", "--on", "2026-03-02"),
    ("mue", "97110", "--on", "2026-03-02"),
)
STARTS = 7

Figures = dict[str, Any]  # Any: numbers and words, as JSON carries them between processes


def visits(count: int) -> Figures:
    """Check visit after visit, each other lines; return milliseconds."""
    law, lines = load_law(), visit_lines((count + WARM_UP) * 3)
    apart = lines.partition_by("claim_id", maintain_order=True)
    bare = [visit.drop("minutes", "setting") for visit in apart]

    def checked(visit: pl.DataFrame) -> pl.DataFrame:
        return check_lines(complete(visit), law, Assumptions()).findings

    return {"full": _milliseconds(checked, apart), "bare": _milliseconds(checked, bare)}


def _milliseconds(check: Callable[[pl.DataFrame], pl.DataFrame], apart: list[Any]) -> Figures:
    found: list[tuple[float, int]] = []
    for visit in apart:
        start = time.perf_counter()
        findings = check(visit)
        found.append(((time.perf_counter() - start) * 1000, findings.height))
    taken = [each for each, _ in found[WARM_UP:]]
    with_findings = [each for each, height in found[WARM_UP:] if height]
    cuts = statistics.quantiles(taken, n=20)
    return {
        "p50": statistics.median(taken),
        "p95": cuts[-1],
        "with_findings": len(with_findings) / len(taken),
        "p50_with_findings": statistics.median(with_findings) if with_findings else None,
    }


def plain(count: int) -> Figures:
    """Judge the same lines by the engine and by a plain loop; both must count alike."""
    law, lines = load_law(), visit_lines(count)
    count_breaches(lines)
    judge(lines, law.rulebook, law.policy, law.reference)
    start = time.perf_counter()
    by_loop = count_breaches(lines)
    between = time.perf_counter()
    judged = judge(lines, law.rulebook, law.policy, law.reference)
    end = time.perf_counter()
    by_engine = dict(judged.tally.select("rule_code", "breach").iter_rows())
    for code, breaches in by_loop.items():
        assert by_engine[code] == breaches, (code, by_engine[code], breaches)
    return {
        "loop": count / (between - start),
        "engine": count / (end - between),
        "rules": len(by_loop),
        "breaches": sum(by_loop.values()),
    }


def large(count: int) -> Figures:
    """Check many lines as ``check_large`` does, and time reading and judging apart."""
    with tempfile.TemporaryDirectory(prefix="gaitbelt-") as name:
        source, folder = Path(name) / "source", Path(name) / "buckets"
        source.mkdir()
        folder.mkdir()
        paths = write_lines(source, count)
        start = time.perf_counter()
        with pool(WORKERS) as mapped:
            write_buckets(paths, folder, max(WORKERS, count // BUCKET_LINES), mapped)
        read, before = time.perf_counter(), _processor_seconds()
        with pool(WORKERS) as mapped:
            judged = judge_buckets(folder, Assumptions(), mapped=mapped)
        end, after = time.perf_counter(), _processor_seconds()
        disk = sum(path.stat().st_size for path in folder.rglob("part-*")) / GIGA / 1024
        found = sum(pl.read_parquet(each.findings).height for each in judged)
    return {
        "lines": count,
        "read": count / (read - start),
        "judged": count / (end - read),
        "all": count / (end - start),
        "by_core": count / (after - before),
        "findings": found,
        "disk": disk,
        "peak": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / GIGA,
    }


def _processor_seconds() -> float:
    """Return what processes that have ended took of the cores, whatever else they did."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


PARTS: dict[str, Callable[[int], Figures]] = {"visits": visits, "plain": plain, "large": large}


def _apart(part: str, count: int, threads: int | None = None) -> Figures:
    """Return the figures of a part, measured in a process of its own."""
    command = [sys.executable, str(Path(__file__)), "--part", part, "--count", str(count)]
    own = {**os.environ, **({"POLARS_MAX_THREADS": str(threads)} if threads else {})}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=own)
    answer: Figures = json.loads(done.stdout)
    return answer


def _starts() -> None:
    print("\nstarting a small verb, whole process, median and worst")
    program = Path(sys.executable).with_name("gaitbelt")
    for verb in SMALL_VERBS:
        taken = []
        for _ in range(STARTS):
            start = time.perf_counter()
            subprocess.run([program, *verb], check=True, capture_output=True)
            taken.append(time.perf_counter() - start)
        print(f"  {verb[0]:8} {statistics.median(taken):6.2f} s   {max(taken):6.2f} s")


def _report(*, is_quick: bool) -> None:
    rules = len(load_law().rulebook.active())
    print(f"{rules} rules, {os.cpu_count()} cores, Python {sys.version.split()[0]}, "
          f"polars {pl.__version__}, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    own = _apart("visits", QUICK_VISITS if is_quick else VISITS)
    print("\none visit of 3 lines, warm, ms      p50    p95   share with findings, their p50")
    for name, words in (("full", "as billed"), ("bare", "without minutes and setting")):
        each = own[name]
        print(f"  {words:32} {each['p50']:5.1f}  {each['p95']:5.1f}   "
              f"{each['with_findings']:5.0%}  {each['p50_with_findings'] or 0:5.1f}")  # fmt: skip
    peer = _apart("plain", QUICK_PLAIN_LINES if is_quick else PLAIN_LINES, threads=1)
    print(f"\none process, one thread: {peer['engine']:,.0f} lines/s with all rules; "
          f"a plain loop with {peer['rules']} of them {peer['loop']:,.0f}: "
          f"{peer['engine'] / peer['loop']:.1f} times; the same {peer['breaches']:,} breaches")  # fmt: skip
    print(f"\n{WORKERS} processes, buckets    lines/s judged   for each second of a core   "
          "read and split      all   GB a worker   GB on disk     findings")  # fmt: skip
    for size in QUICK_SIZES if is_quick else SIZES:
        each = _apart("large", size)
        print(f"  {size:>20,} {each['judged']:18,.0f} {each['by_core']:27,.0f} {each['read']:16,.0f} "
              f"{each['all']:8,.0f} {each['peak']:13.2f} {each['disk']:12.2f} {each['findings']:12,}")  # fmt: skip
    _starts()


def main() -> None:
    """Print the report, or the figures of one part as JSON."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="small sizes, to see that it runs")
    asked.add_argument("--part", choices=tuple(PARTS), help=argparse.SUPPRESS)
    asked.add_argument("--count", type=int, default=0, help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.part:
        print(json.dumps(PARTS[given.part](given.count)))
    else:
        _report(is_quick=given.quick)


if __name__ == "__main__":
    main()
