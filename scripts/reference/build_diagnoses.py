"""Rebuild the ICD-10-CM tables: every code by stretch of dates, and the Excludes1 notes.

    python scripts/reference/build_diagnoses.py FOLDER

FOLDER holds files as CDC and CMS publish them, named by their first date of service:
`order-2025-10-01.txt` (the order file), `addenda-2020-10-01.txt` (an order file's addenda,
for a release whose order file is not held) and `tabular-2026-04-01.xml` (the tabular list).
Later changes that were read elsewhere stand in `later_diagnoses.csv` beside this script.
Running it again gives the same bytes. The latest tabular list is also in the package
simple-icd-10-cm, which `tests/diagnoses` compares with the tables.
"""

import csv
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

TARGET = Path(__file__).parents[2] / "src/gaitbelt/reference/diagnoses"
LATER = Path(__file__).with_name("later_diagnoses.csv")
LATER_FROM = date(2026, 10, 1)

CODE_HEAD = (
    "code",
    "effective_from",
    "effective_through",
    "level",
    "seventh_characters",
    "side",
    "is_manifestation",
)
NOTE_HEAD = (
    "code",
    "excluded_code",
    "not_before",
    "established_from",
    "established_through",
    "not_after",
)
LONGEST, CATEGORY = 7, 3
ADDED, DELETED = "Add:", "Delete:"

SIDES = re.compile(r"\b(right|left|bilateral)\b", re.IGNORECASE)
DOMINANT = re.compile(
    r"\b(right|left)( dominant| non-dominant| nondominant)? side\b", re.IGNORECASE
)
MANIFESTATION = re.compile(
    r"(?<!cause of )\bdiseases classified elsewhere|conditions? classified elsewhere", re.IGNORECASE
)
CODE = r"[A-TV-Z][0-9][0-9A-Z](?:\.[0-9A-Z]+)?"
REFERENCE = re.compile(rf"({CODE})-?(?:\s*(?:-|to)\s*({CODE}))?")


class Entry(NamedTuple):
    """What a release says of a code: whether it is complete, and its long title."""

    is_complete: bool
    title: str


class Kind(NamedTuple):
    """What the table says of a code through a stretch of releases."""

    level: str
    seventh_characters: str
    side: str
    is_manifestation: str


Release = dict[str, Entry]
ABSENT = None


def order(path: Path) -> Release:
    """Return the codes of an order file, without their dots."""
    text = path.read_text(encoding="latin-1")
    lines = (line for line in text.splitlines() if line.strip())
    return {line[6:13].strip(): Entry(line[14] == "1", line[77:].strip()) for line in lines}


def addenda(path: Path) -> set[tuple[str, bool, str]]:
    """Return the additions and deletions of an addenda file."""
    found = set()
    for line in path.read_text(encoding="latin-1").splitlines():
        word = line.split(" ")[0]
        if word in (ADDED, DELETED) and line[13:14] in "01":
            found.add((word, line[13] == "1", line[15:22].strip()))
    return found


def releases(folder: Path) -> dict[date, Release]:
    """Return every release by its first date of service."""
    found = {date.fromisoformat(each.stem[6:]): order(each) for each in folder.glob("order-*.txt")}
    for path in sorted(folder.glob("addenda-*.txt")):
        first = date.fromisoformat(path.stem[8:])
        found[first] = _applied(
            found[max(day for day in found if day < first)],
            addenda(path),
            found[min(day for day in found if day > first)],
        )
    return dict(sorted(found.items()))


def _applied(before: Release, changes: set[tuple[str, bool, str]], after: Release) -> Release:
    """Return a release from the one before and its addenda; titles from the one after."""
    made = dict(before)
    for _, _, code in sorted(each for each in changes if each[0] == DELETED):
        made.pop(code, None)
    for _, is_complete, code in sorted(each for each in changes if each[0] == ADDED):
        made[code] = Entry(is_complete, after[code].title)
    return made


def dotted(code: str) -> str:
    """Return a code with the dot after its category."""
    return code if len(code) <= CATEGORY else f"{code[:CATEGORY]}.{code[CATEGORY:]}"


def side(code: str, titles: Release, by_title: dict[str, str]) -> str:
    """Return the side a title names; unspecified where sided codes stand beside it."""
    title = titles[code].title
    named = {str(each).lower() for each in SIDES.findall(title)}
    if len(named) == 1:
        return next(iter(named))
    if not named and code in by_title:
        return "unspecified"
    return ""


def sideless(release: Release) -> dict[str, str]:
    """Return the codes of an unspecified side for which right and left have codes."""
    sides: dict[tuple[str, str], set[str]] = defaultdict(set)
    for code, entry in release.items():
        for word in ("right", "left"):
            if re.search(rf"\b{word}\b", entry.title, re.IGNORECASE):
                for plain in _without_side(entry.title):
                    sides[code[:CATEGORY], plain].add(word)
    found = {}
    for code, entry in release.items():
        if sides.get((code[:CATEGORY], entry.title.lower())) == {"right", "left"}:
            found[code] = entry.title
    return found


def _without_side(title: str) -> set[str]:
    """Return a title of one side as that of an unspecified side would read."""
    lower = title.lower()
    return {
        DOMINANT.sub("unspecified side", lower),
        re.sub(r"\b(right|left)\b", "unspecified", lower),
    }


def kinds(release: Release) -> dict[str, Kind]:
    """Return what the table says of every code, those of a seventh character by their stem."""
    unsided = sideless(release)
    stems: dict[str, str] = defaultdict(str)
    for code, entry in release.items():
        if len(code) == LONGEST and entry.is_complete and code[6].isalnum() and _is_phase(code):
            stems[code[:6]] += code[6]
    found = {}
    for code, entry in release.items():
        if code[:6] in stems and len(code) == LONGEST and _is_phase(code):
            continue
        is_manifestation = "yes" if _is_manifestation(entry.title) else ""
        level = "code" if entry.is_complete else "header"
        found[code] = Kind(level, "", side(code, release, unsided), is_manifestation)
    for stem, letters in stems.items():
        whole = stem + letters[0]
        plain = stem.rstrip("X") if stem not in release else stem
        found[plain] = Kind("stem", "".join(sorted(letters)), side(whole, release, unsided), "")
    return found


def _is_phase(code: str) -> bool:
    """Return whether a seventh character is a letter or figure of an encounter or like it."""
    return code[0] in "STVWXYOM" or code[:CATEGORY] in ("R40", "H40", "H42")


def _is_manifestation(title: str) -> bool:
    return bool(MANIFESTATION.search(title)) and "as the cause of" not in title


def with_later(found: dict[date, dict[str, Kind]]) -> dict[date, dict[str, Kind]]:
    """Add the release whose changes alone are known."""
    made = dict(found[max(found)])
    with LATER.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            code = row["code"].replace(".", "")
            if row["change"] == "ended":
                made.pop(code)
            else:
                made[code] = Kind(row["change"], "", row["side"], "")
    return {**found, LATER_FROM: made}


def code_rows(found: dict[date, dict[str, Kind]]) -> Iterator[tuple[str, ...]]:
    """Yield one row for each code and stretch of releases that say the same of it."""
    days = list(found)
    for code in sorted({code for release in found.values() for code in release}):
        told = [found[day].get(code) for day in days]
        start = 0
        for n in range(1, len(days) + 1):
            if n < len(days) and told[n] == told[start]:
                continue
            kind = told[start]
            if kind is not ABSENT:
                last = "" if n == len(days) else str(days[n] - timedelta(days=1))
                yield (dotted(code), str(days[start]), last, *kind)
            start = n


def notes(path: Path, codes: list[str]) -> set[tuple[str, str]]:
    """Return each code with a code that an Excludes1 note of it or above it names."""
    found: set[tuple[str, str]] = set()
    root = ET.parse(path).getroot()  # noqa: S314 (a file of the public health agency)
    for element in root.iter("diag"):
        name = element.findtext("name") or ""
        for note in element.findall("excludes1/note"):
            found.update((name, each) for each in _named(note.text or "", codes))
    return {pair for pair in found if pair[0] != pair[1]}


def _named(note: str, codes: list[str]) -> Iterator[str]:
    """Yield the codes that a note names in brackets, a range as its categories."""
    for bracket in re.findall(r"\(([^()]*)\)", note):
        if " with " in bracket:
            continue
        for first, last in REFERENCE.findall(bracket):
            if not last:
                yield first
            elif "." not in first and "." not in last:
                yield from (each for each in codes if first <= each <= last)


def note_rows(folder: Path, codes: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield each Excludes1 pair with what the tabular lists held establish of its dates."""
    lists = {
        date.fromisoformat(path.stem[8:]): notes(path, codes)
        for path in sorted(folder.glob("tabular-*.xml"))
    }
    days = list(lists)
    for pair in sorted(set().union(*lists.values())):
        held = [n for n, day in enumerate(days) if pair in lists[day]]
        first, last = held[0], held[-1]
        yield (
            *pair,
            "" if first == 0 else str(_year_end(days[first - 1]) + timedelta(days=1)),
            str(days[first]),
            "" if last == len(days) - 1 else str(_year_end(days[last])),
            "" if last == len(days) - 1 else str(days[last + 1] - timedelta(days=1)),
        )


def _year_end(day: date) -> date:
    """Return the last day of the fiscal year in which a tabular list is in force."""
    october = 10
    return date(day.year + (day.month >= october), 9, 30)


def written(name: str, head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> int:
    """Write a table and return its number of rows."""
    made = list(rows)
    with (TARGET / name).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(made)
    return len(made)


def main(folder: Path) -> None:
    """Write both tables from a folder of official files."""
    read = releases(folder)
    found = {day: kinds(release) for day, release in read.items()}
    categories = sorted({code for code in read[max(read)] if len(code) == CATEGORY})
    print("codes.csv", written("codes.csv", CODE_HEAD, code_rows(with_later(found))))
    print("excludes.csv", written("excludes.csv", NOTE_HEAD, note_rows(folder, categories)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
