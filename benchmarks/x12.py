"""How many megabytes a second a claim file and a remittance are read at, table by table.

Run with the files to read: ``python -m benchmarks.x12 claims.837 remittance.835``.
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gaitbelt.edges.x12.professional import iter_professional_claims
from gaitbelt.edges.x12.reading import iter_x12, kinds_in
from gaitbelt.edges.x12.validation.run import validate


def measured(name: str, path: Path, rounds: int = 3) -> None:
    """Print the best of several rounds, by the clock and by the processor."""
    kind = kinds_in(path)[0]
    works: dict[str, Callable[[], object]] = {
        "all tables": lambda: [None for _ in iter_x12(path, kind, file_name=path.name)],
        "service lines": lambda: [None for _ in iter_professional_claims(path, file_name="x")],
        "levels 1 to 3": lambda: validate(path, file_name=path.name, level=3),
    }
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        clock, processor = time.perf_counter(), time.process_time()
        works[name]()
        spent = [time.perf_counter() - clock, time.process_time() - processor]
        best = [min(pair) for pair in zip(best, spent, strict=True)]
    size = path.stat().st_size / 1e6
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{kind} {name}: {size / best[0]:.1f} MB/s by the clock, {size / best[1]:.1f} by the "
        f"processor, {most} MB held, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    for given in sys.argv[1:]:
        file = Path(given)
        measured("all tables", file)
        if kinds_in(file)[0] == "837P":
            measured("service lines", file)
        measured("levels 1 to 3", file)
