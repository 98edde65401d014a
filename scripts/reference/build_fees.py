"""Rebuild the locality tables of the fee schedule: indices, ZIP codes and counties.

    python scripts/reference/build_fees.py CORPUS

CORPUS is the folder of third-party files; its `data/rvu` is read. Running it again gives
the same bytes. What is primary and what is deduced is in `PROVENANCE.yaml` beside the
tables. The work index without its floor of 1.0 was published in no file held before 2026;
where the index with the floor is above 1.0 (or Alaska's own 1.5) both are the same.
"""

import csv
import gzip
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

TARGET = Path(__file__).parents[2] / "src/gaitbelt/reference/fees"
LAST_DAY = date(2026, 12, 31)
REDRAWN = date(2024, 1, 1)
"""The day from which 106 localities became 109 with other borders in California."""
FLOOR = Decimal("1.000")
ZIP_FILE = date(2025, 10, 1)

INDEX_HEAD = (
    "locality",
    "state",
    "locality_name",
    "effective_from",
    "effective_through",
    "work_gpci",
    "work_gpci_without_floor",
    "practice_expense_gpci",
    "malpractice_gpci",
    "source",
)
ZIP_HEAD = ("zip_from", "zip_through", "state", "locality", "has_extension")
COUNTY_HEAD = ("state", "county", "locality", "effective_from", "effective_through", "source")

STATES = {
    "PUERTO RICO": "PR",
    "VIRGIN ISLANDS": "VI",
    "DISTRICT OF COLUMBIA": "DC",
}
CALIFORNIA_OLD = {
    ("01182", "26"): ("ORANGE",),
    ("01182", "18"): ("LOS ANGELES",),
    ("01112", "07"): ("ALAMEDA", "CONTRA COSTA"),
    ("01112", "06"): ("SAN MATEO",),
    ("01112", "05"): ("SAN FRANCISCO",),
}
CALIFORNIA_NEW = {
    ("01182", "18"): ("LOS ANGELES", "ORANGE"),
    ("01112", "05"): ("SAN FRANCISCO", "ALAMEDA", "CONTRA COSTA", "SAN MATEO"),
}
METROPOLITAN_DC = {
    "DC": ("DISTRICT OF COLUMBIA",),
    "VA": (
        "ALEXANDRIA CITY",
        "ARLINGTON",
        "FAIRFAX",
        "FAIRFAX CITY",
        "FALLS CHURCH CITY",
    ),
    "MD": ("MONTGOMERY", "PRINCE GEORGE'S"),
}


class Release(NamedTuple):
    """A file of indices: its name, the days it governs and where it lies."""

    name: str
    first: date
    last: date
    file: str


RELEASES = (
    Release("RVU20A", date(2020, 1, 1), date(2020, 12, 31), "gpci_rvu20a.csv.gz"),
    Release("RVU21A", date(2021, 1, 1), date(2021, 12, 31), "gpci_rvu21a.csv.gz"),
    Release("RVU22A", date(2022, 1, 1), date(2022, 12, 31), "gpci_rvu22a.csv.gz"),
    Release("RVU23A", date(2023, 1, 1), date(2023, 9, 30), "gpci_rvu23a.csv.gz"),
    Release("RVU23D", date(2023, 10, 1), date(2023, 12, 31), "gpci_rvu23d.csv.gz"),
    Release("RVU24A", date(2024, 1, 1), date(2024, 12, 31), "gpci_rvu24a.csv.gz"),
    Release("RVU25D", date(2025, 1, 1), date(2025, 12, 31), "GPCI2025.csv"),
    Release("RVU26A", date(2026, 1, 1), date(2026, 12, 31), "GPCI2026_rvu26a.csv"),
)


class Index(NamedTuple):
    """The indices of one locality in one release, as text with three places."""

    locality: str
    state: str
    name: str
    work: str
    work_without_floor: str
    practice_expense: str
    malpractice: str


def table(path: Path) -> list[list[str]]:
    """Return every row of a CSV file, packed or not, as text."""
    whole = path.read_bytes()
    text = (gzip.decompress(whole) if path.suffix == ".gz" else whole).decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def places(figure: str) -> str:
    """Return an index with three decimal places; a fourth would be lost, so it stops."""
    exact = Decimal(figure)
    if exact != exact.quantize(Decimal("0.001")):
        sys.exit(f"{figure} has more than three decimal places.")
    return str(exact.quantize(Decimal("0.001")))


def locality_of(carrier: str, number: str) -> str:
    """Return a locality as it is written: carrier, hyphen, two digits."""
    return f"{carrier.strip().zfill(5)}-{number.strip().zfill(2)}"


def title_of(name: str) -> str:
    """Return a locality's name without footnote marks and doubled spaces."""
    return " ".join(name.replace("*", "").split())


def without_floor(state: str, work: str, published: str | None = None) -> str:
    """Return the work index without the floor, or nothing where it is not known."""
    if published is not None:
        return places(published)
    return work if Decimal(work) > FLOOR or state == "AK" else ""


def indices(rows: list[list[str]]) -> Iterator[Index]:
    """Yield the indices of a file of any of the layouts held."""
    head = rows[0]
    named = {name: at for at, name in enumerate(head)}
    for row in rows:
        if not re.fullmatch(r"\d{5}", row[0].strip()):
            continue
        if "pw_gpci_no_floor" in named:
            carrier, number, state, name, bare, work, expense, malpractice = row
        elif "gpci_work" in named:
            at = 1 if "state" in named else 0
            state, bare = (row[1] if at else ""), ""
            carrier, number, name = row[0], row[1 + at], row[2 + at]
            work, expense, malpractice = row[3 + at : 6 + at]
        else:
            carrier, state, number, name, work, expense, malpractice = row
            bare = ""
        work = places(work)
        yield Index(
            locality_of(carrier, number),
            state.strip(),
            title_of(name),
            work,
            without_floor(state.strip(), work, bare or None),
            places(expense),
            places(malpractice),
        )


def index_rows(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield one row per locality and stretch of releases that say the same."""
    read = [(release, list(indices(table(folder / release.file)))) for release in RELEASES]
    states = {each.locality: each.state for _, found in read for each in found if each.state}
    for locality in sorted({each.locality for _, found in read for each in found}):
        open_era: tuple[Release, Release, Index] | None = None
        for release, found in read:
            seen = next((each for each in found if each.locality == locality), None)
            if seen is not None:
                bare = seen.work_without_floor or without_floor(states[locality], seen.work)
                seen = seen._replace(state=states[locality], work_without_floor=bare)
            if open_era is not None and seen is not None and seen[3:] == open_era[2][3:]:
                open_era = (open_era[0], release, seen)
                continue
            if open_era is not None:
                yield index_row(*open_era)
            open_era = None if seen is None else (release, release, seen)
        if open_era is not None:
            yield index_row(*open_era)


def index_row(first: Release, last: Release, seen: Index) -> tuple[str, ...]:
    """Return a row of the table of indices."""
    source = first.name if first is last else f"{first.name}-{last.name}"
    days = (first.first.isoformat(), last.last.isoformat())
    return (seen.locality, seen.state, seen.name, *days, *seen[3:], source)


def zip_rows(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield runs of consecutive ZIP codes of one state, locality and extension mark.

    Stops where the two editions held differ: the table then needs dates.
    """
    lines = gzip.decompress((folder / "ZIP5_OCT2025.txt.gz").read_bytes()).decode().splitlines()
    found = sorted(
        (line[2:7], line[:2], locality_of(line[7:12], line[12:14]), line[20]) for line in lines
    )
    later = table(folder / "zip5_locality_apr2026.csv.gz")[1:]
    if sorted((row[0], row[1], locality_of(row[2], row[3])) for row in later) != [
        each[:3] for each in found
    ]:
        sys.exit("The ZIP code editions differ: give the table dates.")
    first = before = found[0]
    for here in [*found[1:], None]:
        if here and here[1:] == before[1:] and int(here[0]) == int(before[0]) + 1:
            before = here
            continue
        yield (first[0], before[0], first[1], first[2], {"0": "", "1": "yes"}[first[3]])
        if here:
            first = before = here


def county_rows(folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield each county with its locality; ``*`` stands for all others of the state."""
    names = {each.locality: each.state for each in indices(table(folder / "GPCI2025.csv"))}
    rows = {
        (row[0].strip().zfill(5), row[1].strip().zfill(2), " ".join(row[4].upper().split()))
        for row in table(folder / "25LOCCO.csv")
        if row[0].strip().isdigit()
    }
    always = ("2020-01-01", LAST_DAY.isoformat(), "LOCCO RVU20A-2025")
    old = ("2020-01-01", "2023-12-31", "LOCCO RVU20A-RVU23A")
    new = (REDRAWN.isoformat(), LAST_DAY.isoformat(), "LOCCO RVU24A-2025")
    for carrier, number, counties in sorted(rows):
        locality = locality_of(carrier, number)
        if (carrier, number) in CALIFORNIA_NEW:
            continue
        if locality == "12202-01":
            for state, within in METROPOLITAN_DC.items():
                yield from ((state, county, locality, *always) for county in within)
            continue
        yield from ((names[locality], each, locality, *always) for each in counties_of(counties))
    for era, drawn in ((old, CALIFORNIA_OLD), (new, CALIFORNIA_NEW)):
        for (carrier, number), within in drawn.items():
            yield from (("CA", each, locality_of(carrier, number), *era) for each in within)


def counties_of(text: str) -> Iterable[str]:
    """Return the counties that a cell of the county file names."""
    if text.startswith("ALL "):
        return ("*",)
    parts = re.split(r",\s*(?:AND\s+)?|\s+AND\s+", text)
    return tuple(part.strip() for part in parts if part.strip())


def write(name: str, head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Write a table of the fee schedule."""
    listed = list(rows)
    with (TARGET / name).open("w", newline="", encoding="utf-8") as lines:
        out = csv.writer(lines, lineterminator="\n")
        out.writerow(head)
        out.writerows(listed)
    print(f"{name}: {len(listed)} rows")


def build(corpus: Path) -> None:
    """Write the three tables from the files in the corpus folder."""
    folder = corpus / "data" / "rvu"
    write("gpci.csv", INDEX_HEAD, index_rows(folder))
    write("zip_localities.csv", ZIP_HEAD, zip_rows(folder))
    write("county_localities.csv", COUNTY_HEAD, sorted(county_rows(folder)))


if __name__ == "__main__":
    match sys.argv:
        case [_, where]:
            build(Path(where))
        case _:
            sys.exit("Name the folder of third-party files: build_fees.py CORPUS")
