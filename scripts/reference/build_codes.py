"""Rebuild the Medicare status and relative value tables of the code registry.

    python scripts/reference/build_codes.py CORPUS

CORPUS is the folder of third-party files; the releases are read from its `data/rvu`.
Only codes of `codes.csv` are carried, only rows without a modifier, only code numbers
and figures. Running it again gives the same bytes. `codes.csv`, `successors.csv`,
`misunderstandings.csv` and `documentation.csv` are kept by hand.

A release governs from its first day until the next release held. Where none was held
for the start of a year (2025, 2026), the year's release is carried back to 1 January;
the `source` column says so for each code that was not also read in the January file.
Nothing is carried past 31 December of the last year held.
"""

import csv
import gzip
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

CODES = Path(__file__).parents[2] / "src/gaitbelt/reference/codes"
LAST_DAY = date(2026, 12, 31)
FIGURES = ("work_rvu", "non_fac_pe_rvu", "facility_pe_rvu", "mp_rvu")

STATUS_HEAD = (
    "hcpcs_code",
    "effective_from",
    "effective_through",
    "status_code",
    "multiple_procedure_indicator",
    "source",
)
VALUE_HEAD = (
    "hcpcs_code",
    "effective_from",
    "effective_through",
    "work_rvu",
    "nonfacility_pe_rvu",
    "facility_pe_rvu",
    "malpractice_rvu",
    "source",
)

Figures = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """A relative value file: its name, its first day and where it lies."""

    name: str
    effective_from: date
    file: str


def quarterly(year: int, files: dict[str, str]) -> tuple[Release, ...]:
    """Return a year's releases, A from January, B April, C July, D October."""
    month = {"A": 1, "B": 4, "C": 7, "D": 10}
    return tuple(
        Release(f"RVU{year % 100}{letter}", date(year, month[letter], 1), f"pprrvu_{stem}")
        for letter, stem in files.items()
    )


def lettered(year: int, letters: str = "ABCD") -> dict[str, str]:
    """Return the usual file names of a year by release letter."""
    suffix = {"A": "jan", "B": "apr", "C": "jul", "D": "oct"}
    return {
        letter: f"rvu{year % 100}{letter.lower()}_{suffix[letter]}_nodesc.csv.gz"
        for letter in letters
    }


RELEASES = (
    *quarterly(2020, lettered(2020) | {"C": "rvu20c_v0618_nodesc.csv.gz"}),
    *quarterly(2021, lettered(2021)),
    *quarterly(2022, lettered(2022)),
    *quarterly(2023, lettered(2023)),
    *quarterly(2024, lettered(2024, "A")),
    Release("RVU24AR", date(2024, 3, 9), "pprrvu_rvu24ar_jan_nodesc.csv.gz"),
    *quarterly(2024, lettered(2024, "BC")),
    Release("RVU25D", date(2025, 1, 1), "pprrvu_rvu25d_oct_nodesc.csv.gz"),
    Release("RVU26C", date(2026, 1, 1), "pprrvu_rvu26c_jul_nonqpp_nodesc.csv.gz"),
)

JANUARY_READ = {
    "RVU25D": ("RVU25A", "therapy_rvu_2025_rvu25a_transcribed.csv"),
    "RVU26C": ("RVU26A", "therapy_rvu_2026_rvu26a_transcribed.csv"),
}
"""Releases carried back to January, and the January rows that were read beside them."""


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Yield a release's rows without a modifier."""
    whole = path.read_bytes()
    text = (gzip.decompress(whole) if path.suffix == ".gz" else whole).decode("utf-8")
    yield from (row for row in csv.DictReader(text.splitlines()) if not row["mod"].strip())


def status_of(row: dict[str, str]) -> Figures:
    """Return status code and multiple-procedure indicator of a release row."""
    return row["status_code"], row["mult_proc"]


def values_of(row: dict[str, str]) -> Figures:
    """Return work, non-facility PE, facility PE and malpractice RVUs of a row."""
    return tuple(str(Decimal(row[name]).quantize(Decimal("0.01"))) for name in FIGURES)


def january_rows(folder: Path) -> dict[str, dict[str, tuple[Figures, Figures]]]:
    """Return what the January files say, by the later release they stand beside."""
    return {
        late: {row["hcpcs"]: (status_of(row), values_of(row)) for row in rows_of(folder / file)}
        for late, (_, file) in JANUARY_READ.items()
    }


@dataclass(frozen=True, slots=True)
class Seen:
    """What one release says of one code."""

    hcpcs_code: str
    release: int
    status: Figures
    values: Figures
    is_january_read: bool


def read_releases(folder: Path, codes: set[str]) -> list[Seen]:
    """Return every registry code in every release, in order of code and release.

    Raises SystemExit where a January row read differs from the later release that is
    carried back over it: the carrying back would then be wrong.
    """
    january = january_rows(folder)
    seen: list[Seen] = []
    for number, release in enumerate(RELEASES):
        read = january.get(release.name, {})
        for row in rows_of(folder / release.file):
            hcpcs_code = row["hcpcs"]
            if hcpcs_code not in codes:
                continue
            said = (status_of(row), values_of(row))
            if read.get(hcpcs_code, said) != said:
                sys.exit(f"{hcpcs_code}: {release.name} differs from the January file read.")
            seen.append(Seen(hcpcs_code, number, *said, hcpcs_code in read))
    return sorted(seen, key=lambda one: (one.hcpcs_code, one.release))


def last_day_of(release: int) -> date:
    """Return the last day a release governs."""
    following = RELEASES[release + 1 :]
    return following[0].effective_from - timedelta(days=1) if following else LAST_DAY


def first_day_of(one: Seen, begins: dict[str, set[date]]) -> date:
    """Return the first day of what a release says, or the code's own start in it."""
    opening, closing = RELEASES[one.release].effective_from, last_day_of(one.release)
    within = [day for day in begins.get(one.hcpcs_code, ()) if opening < day <= closing]
    return min(within, default=opening)


def source_of(first: Seen, last: Seen) -> str:
    """Return the releases an era rests on, and what was carried back."""
    one, other = RELEASES[first.release].name, RELEASES[last.release].name
    if one != other:
        return f"{one}-{other}"
    if one not in JANUARY_READ:
        return one
    january = JANUARY_READ[one][0]
    return f"{one}, equal to {january}" if first.is_january_read else f"{one}, {january} not read"


def eras(seen: list[Seen], begins: dict[str, set[date]], which: str) -> Iterator[list[str]]:
    """Yield one row per code and stretch of releases that say the same."""
    start = 0
    for here, one in enumerate(seen):
        follower = seen[here + 1] if here + 1 < len(seen) else None
        goes_on = (
            follower is not None
            and follower.hcpcs_code == one.hcpcs_code
            and follower.release == one.release + 1
            and getattr(follower, which) == getattr(one, which)
        )
        if goes_on:
            continue
        first = seen[start]
        yield [
            one.hcpcs_code,
            first_day_of(first, begins).isoformat(),
            last_day_of(one.release).isoformat(),
            *getattr(one, which),
            source_of(first, one),
        ]
        start = here + 1


def registry() -> tuple[set[str], dict[str, set[date]]]:
    """Return the registry's codes and the known first days of each."""
    begins: dict[str, set[date]] = {}
    with (CODES / "codes.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            days = begins.setdefault(row["hcpcs_code"], set())
            if row["effective_from"]:
                days.add(date.fromisoformat(row["effective_from"]))
    return set(begins), begins


def write(name: str, head: tuple[str, ...], rows: list[list[str]]) -> None:
    """Write a table of the registry."""
    with (CODES / name).open("w", newline="", encoding="utf-8") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(head)
        table.writerows(rows)
    print(f"{name}: {len(rows)} rows")


def build(corpus: Path) -> None:
    """Write both tables from the releases in the corpus folder."""
    codes, begins = registry()
    seen = read_releases(corpus / "data/rvu", codes)
    write("medicare_status.csv", STATUS_HEAD, list(eras(seen, begins, "status")))
    write("relative_values.csv", VALUE_HEAD, list(eras(seen, begins, "values")))


if __name__ == "__main__":
    match sys.argv:
        case [_, folder]:
            build(Path(folder))
        case _:
            sys.exit("Name the folder of third-party files: build_codes.py CORPUS")
