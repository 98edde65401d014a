"""Rebuilds the NCCI tables of gaitbelt from a folder of third-party files.

    python scripts/reference/build_ncci.py <corpus> [<target>]

``corpus`` is the folder that holds ``data/`` and ``rules/``; ``target`` is by default
``src/gaitbelt/reference/ncci``. No network; the same input gives the same bytes. What is
primary, secondary or deduced about each date is in ``PROVENANCE.yaml`` beside the tables;
``sources.csv``, which the column ``source`` names, is kept by hand.
"""

import csv
import gzip
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

TARGET = Path(__file__).parents[2] / "src" / "gaitbelt" / "reference" / "ncci"
SETTINGS = {"practitioner": ("prac", "prac"), "outpatient": ("out", "outpt")}
EDITION = date(2024, 7, 1)
EDITION_ENDS = date(2024, 9, 30)
OPEN = "9999-12-31"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
OFFICIAL = {"practitioner": "prac-2024q3", "outpatient": "oph-2024q3"}
Pair = tuple[str, str]

REINSTATED = date(2020, 10, 1)
"""Dates of service from which the edits removed in April 2020 applied again (secondary)."""
SWEPT = date(2019, 12, 31)
"""The end that the April 2020 removal wrote into the rows."""
NEVER_REINSTATED = {("97140", "97530"), ("97530", "97113")}
NAMED_BIOFEEDBACK = {"90912", "90913"}
NAMED_EVALUATIONS = {f"971{n}" for n in range(61, 69)}
MANIPULATION = {"98940", "98941", "98942"}
COLUMN_ONE_2026 = (("92521", "92616"), ("97012", "97763"))  # read in the edition of 2026-10-01


class Sourced(NamedTuple):
    """A start date that a source other than the edition itself gives."""

    effective_from: date | None
    not_before: date | None
    source: str


def sourced_starts() -> dict[tuple[Pair, str], Sourced]:
    """The starts that were found outside the editions, by pair and setting."""
    found = {(("98981", "97750"), "outpatient"): Sourced(date(2022, 1, 1), None, "montero-2022")}
    for setting in SETTINGS:
        found[("92523", "92522"), setting] = Sourced(date(2014, 1, 1), None, "asha-2014")
        for wrap in ("29581", "29584"):
            found[(wrap, "97140"), setting] = Sourced(date(2022, 1, 1), None, "montero-2022")
        for speech in ("92507", "92508"):
            found[(speech, "97129"), setting] = Sourced(None, date(2020, 4, 1), "casamba-2020")
    return found


STARTS = sourced_starts()


class Row(NamedTuple):
    """One row of a pair in the 2024-07-01 edition."""

    ended: date | None
    indicator: str


class Evidence(NamedTuple):
    """What the corpus says about the pairs of one setting."""

    rows: dict[Pair, list[Row]]
    born: dict[str, date]
    later: dict[Pair, set[str]]
    later_source: str


def table(path: Path) -> list[dict[str, str]]:
    """Every row of a CSV file, packed or not, as text."""
    packed = path.read_bytes()
    text = gzip.decompress(packed) if path.suffix == ".gz" else packed
    return list(csv.DictReader(io.StringIO(text.decode("utf-8"), newline="")))


def write(path: Path, header: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Writes rows sorted, dates as ISO, nothing as an empty cell."""
    text = sorted(tuple("" if v is None else str(v) for v in row) for row in rows)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(text)
    print(f"{path.name}: {len(text)} rows")


def births(corpus: Path) -> dict[str, date]:
    """The first day of each code of which the inventory knows it."""
    inventory = table(corpus / "rules" / "code_inventory.csv")
    return {
        r["code"]: date.fromisoformat(r["start"]) for r in inventory if DAY.fullmatch(r["start"])
    }


def extracts(corpus: Path, setting: str) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The two therapy extracts of one edition: the wide one and the one with manipulation."""
    wide, narrow = SETTINGS[setting]
    data = corpus / "data"
    return (
        table(data / "ncci" / f"therapy_pairs_ncci_ptp_{wide}_2024Q3.csv"),
        table(data / "medicare" / f"ncci_ptp_therapy_{narrow}_2024q3.csv"),
    )


def later_pairs(corpus: Path, setting: str) -> tuple[dict[Pair, set[str]], str]:
    """The indicators a later list shows for each pair, and the name of that list."""
    name, source = {
        "practitioner": ("therapy_pairs_ptp_medexa_2026.csv", "prac-2026-copy"),
        "outpatient": ("therapy_pairs_ptp_outpatient_2026Q4.csv", "oph-2026q4"),
    }[setting]
    rows = table(corpus / "data" / "ncci" / name)
    found: dict[Pair, set[str]] = {}
    for r in rows:
        found.setdefault((r["column1"], r["column2"]), set()).add(r["modifier_indicator"])
    return found, source


def evidence(corpus: Path, setting: str) -> Evidence:
    """All rows of the edition by pair, oldest first, with what else dates them."""
    rows: dict[Pair, set[Row]] = {}
    for r in (row for extract in extracts(corpus, setting) for row in extract):
        ended = None if r["deletion_date"] == OPEN else date.fromisoformat(r["deletion_date"])
        row = Row(ended, r["modifier_indicator"])
        rows.setdefault((r["column1"], r["column2"]), set()).add(row)
    ordered = {
        p: sorted(v, key=lambda r: (r.ended or date.max, r.indicator)) for p, v in rows.items()
    }
    return Evidence(ordered, births(corpus), *later_pairs(corpus, setting))


Dated = tuple[str, str, str, str, date | None, date | None, date | None, date | None, str, str]
"""A row of ``ptp_edits.csv``."""


class Spot(NamedTuple):
    """One row among the rows of its pair and setting."""

    pair: Pair
    setting: str
    row: Row
    before: list[Row]
    after: list[Row]
    not_before: date | None

    def dated(
        self,
        indicator: str,
        starts: tuple[date | None, date | None, date | None],
        through: date | None,
        stated: tuple[str, str],
    ) -> Dated:
        """The row as written; ``starts``: not before, effective from, established from."""
        return (*self.pair, self.setting, indicator, *starts, through, *stated)


def dated_rows(setting: str, seen: Evidence) -> Iterator[Dated]:
    """Every row of a setting with what can be said about its first day."""
    for pair, rows in seen.rows.items():
        known = [seen.born[c] for c in pair if c in seen.born]
        not_before = max(known, default=None)
        for place, row in enumerate(rows):
            spot = Spot(pair, setting, row, rows[:place], rows[place + 1 :], not_before)
            if row.ended is None:
                yield from live(spot, seen)
            elif row.indicator == "9":  # deleted on the day it began: it never applied
                stated = ("P", OFFICIAL[setting])
                yield spot.dated("9", (None, row.ended, None), row.ended, stated)
            else:
                yield ended(spot, row.ended)
            if row.ended is not None:
                not_before = max(filter(None, (not_before, row.ended + timedelta(1))))


def ended(spot: Spot, through: date) -> Dated:
    """A row that was in force and ended, with the earliest day it is known to have applied."""
    applied = [r for r in spot.before if r.indicator != "9"]
    last = applied[-1].ended if applied else None
    indicator, official = spot.row.indicator, OFFICIAL[spot.setting]
    told: dict[date | None, tuple[date, str]] = {
        date(2017, 12, 31): (date(2018, 1, 1), "gawenda-v24.0"),
        SWEPT: (REINSTATED, "reinstated-2020"),
    }
    first = None if applied else STARTS.get((spot.pair, spot.setting))
    if first is not None and first.effective_from is not None:
        told[None] = (first.effective_from, first.source)
    if last in told:
        start, source = told[last]
        return spot.dated(indicator, (None, start, None), through, ("S", f"{official} {source}"))
    known, confidence, source = (
        date(through.year, (through.month - 1) // 3 * 3 + 1, 1),
        "D",
        "quarterly",
    )
    if through == SWEPT and (spot.after or spot.pair in NEVER_REINSTATED):
        source = "before-2020" if spot.after else "pairs-2019"
        known, confidence = date(2019, 1, 1), "S"
    known = max(known, spot.not_before or known)
    starts = (spot.not_before, None, known)
    return spot.dated(indicator, starts, through, (confidence, f"{official} {source}"))


def live(spot: Spot, seen: Evidence) -> Iterator[Dated]:
    """A row without an end, and what a later edition says of its indicator."""
    start, not_before, confidence, sources = live_start(spot)
    later, indicator = seen.later.get(spot.pair, set()), spot.row.indicator
    if start and "montero-2022" in sources and spot.pair[1] == "97140":
        until = start - timedelta(1)
        first = (spot.not_before, None, date(2021, 10, 1))
        yield spot.dated("0", first, until, ("S", "montero-2022"))
    if spot.setting == "outpatient" and later and indicator not in later:
        changed, again, new = EDITION_ENDS + timedelta(1), date(2026, 10, 1), seen.later_source
        starts = (not_before, start, EDITION)
        both = ("D", f"{sources} {new}")
        yield spot.dated(indicator, starts, EDITION_ENDS, (confidence, sources))
        yield spot.dated("", (None, changed, None), again - timedelta(1), both)
        yield spot.dated(min(later), (changed, None, again), None, ("P", new))
        return
    if indicator in later:
        sources = f"{sources} {seen.later_source}"
    starts = (None if start else not_before, start, EDITION)
    yield spot.dated(indicator, starts, None, (confidence, sources))


def live_start(spot: Spot) -> tuple[date | None, date | None, str, str]:
    """First day, day before which it cannot have begun, confidence and sources."""
    official = OFFICIAL[spot.setting]
    last = spot.before[-1] if spot.before else None
    told = STARTS.get((spot.pair, spot.setting))
    if told is not None and last is None:
        floor = told.not_before or spot.not_before
        return told.effective_from, floor, "S", f"{official} {told.source}"
    if last is not None and last.ended == SWEPT and last.indicator != "9":
        return REINSTATED, None, "S", f"{official} reinstated-2020"
    if last == Row(date(2020, 1, 1), "9"):
        codes = set(spot.pair)
        if codes & (NAMED_BIOFEEDBACK | NAMED_EVALUATIONS) and not codes & MANIPULATION:
            return REINSTATED, None, "S", f"{official} reinstated-2020"
        return None, date(2020, 4, 1), "D", f"{official} quarterly"
    return None, spot.not_before, "P", official


def covered_codes(corpus: Path, seen: dict[str, Evidence]) -> Iterator[tuple[str, str, str]]:
    """Each code whose pairs can be told, with the lists and editions that hold it."""
    in_wide, in_narrow = (set(counts(rows)) for rows in extracts(corpus, "practitioner"))
    inventory = {r["code"] for r in table(corpus / "rules" / "code_inventory.csv")}
    every = in_wide | in_narrow | inventory
    data = corpus / "data/ncci"
    near = counts(table(data / "therapy_any_ncci_ptp_prac_active_2024Q3.csv.gz"))
    full = counts(table(data / "ncci_ptp_prac_active_2024Q3.csv.gz"))
    copied = {r["hcpcs_code"] for r in table(data / "therapy_mue_prac_medexa_2026.csv")}
    listed = seen["outpatient"].later
    firsts, both = {p[0] for p in listed}, {c for p in listed for c in p}
    born = seen["practitioner"].born
    for code in sorted(every):
        searched = code in in_wide or (full[code] and near[code] == full[code])
        lists = ["therapy"] * bool(searched) + ["manipulation"] * (code in in_narrow)
        editions = ["prac-2024q3", "oph-2024q3"] * (born.get(code, EDITION) <= EDITION_ENDS)
        ranged = any(low <= code <= high for low, high in COLUMN_ONE_2026)
        editions += ["prac-2026-copy"] * (code in copied)
        editions += ["oph-2026q4"] * (code in both and (ranged or code in firsts))
        yield code, " ".join(lists), " ".join(editions)


def counts(rows: list[dict[str, str]]) -> Counter[str]:
    """How many rows each code takes part in, on either side."""
    return Counter(r[side] for r in rows for side in ("column1", "column2"))


LIMITS = {
    "mue-prac-2024q3": ("ncci_mue_prac_2024Q3.csv.gz", "hcpcs_code", "mue_units", "mue_mai"),
    "mue-prac-2026q2": ("mue_practitioner_2026Q2_official.csv.gz", "hcpcs", "mue_value", "mai"),
    "mue-prac-2026-copy": (
        "therapy_mue_prac_medexa_2026.csv",
        "hcpcs_code",
        "mue_units",
        "mai",
    ),
    "mue-oph-2024q3": ("ncci_mue_out_2024Q3.csv.gz", "hcpcs_code", "mue_units", "mue_mai"),
    "mue-oph-2026q4": ("therapy_mue_outpatient_2026Q4.csv", "hcpcs", "mue_value", "mai"),
}


def unit_limits(corpus: Path, codes: set[str]) -> Iterator[tuple[object, ...]]:
    """The unit limits of the therapy codes in the editions of each setting."""
    data = corpus / "data" / "ncci"
    read = {
        key: {r[code]: (r[value], r[mai]) for r in table(data / name)}
        for key, (name, code, value, mai) in LIMITS.items()
    }
    copied = {
        c: v for c, v in read["mue-prac-2026-copy"].items() if c in ("98979", "98984", "98985")
    }
    codes |= {r["hcpcs"] for r in table(data / "therapy_mue_practitioner_2026Q2_official.csv")}
    codes |= {r["hcpcs_code"] for r in table(data / "therapy_ncci_mue_out_2024Q3.csv")}
    wider = table(corpus / "data" / "medicare" / "mue_therapy_2024q3.csv")
    codes |= {r["hcpcs_code"] for r in wider}
    codes |= set(read["mue-oph-2026q4"])
    for code in sorted(codes):
        first, later = read["mue-prac-2024q3"].get(code), read["mue-prac-2026q2"].get(code)
        yield from limit_rows(code, "practitioner", first, later, is_gone=later is None)
        if code in copied and later is None:
            third = date(2026, 7, 1)
            yield (
                code,
                "practitioner",
                *copied[code],
                None,
                third,
                None,
                "S",
                "mue-prac-2026-copy",
            )
        first, later = read["mue-oph-2024q3"].get(code), read["mue-oph-2026q4"].get(code)
        yield from limit_rows(code, "outpatient", first, later, is_gone=False)


def limit_rows(
    code: str,
    setting: str,
    first: tuple[str, str] | None,
    later: tuple[str, str] | None,
    *,
    is_gone: bool,
) -> Iterator[tuple[object, ...]]:
    """One row where both editions agree; else one each, with the time between left open."""
    name = {"practitioner": "prac", "outpatient": "oph"}[setting]
    again = {"practitioner": date(2026, 4, 1), "outpatient": date(2026, 10, 1)}[setting]
    old, new = f"mue-{name}-2024q3", f"mue-{name}-2026q{2 if name == 'prac' else 4}"
    if first is not None:
        same = first == later
        through = EDITION_ENDS if is_gone or (later is not None and not same) else None
        source = f"{old} {new}" if same else old
        yield (code, setting, *first, None, EDITION, through, "P", source)
    if later is not None and later != first:
        yield (code, setting, *later, None, again, None, "P", new)


def add_on_rows(corpus: Path, codes: set[str]) -> Iterator[tuple[object, ...]]:
    """The add-on codes that touch a therapy code, each with every primary of its list."""
    rows = table(corpus / "data" / "ncci" / "ncci_aoc_2024.csv")
    kept = {r["add_on_code"] for r in rows if {r["add_on_code"], r["primary_code"]} & codes}
    born = births(corpus)
    for r in rows:
        if r["add_on_code"] in kept and r["primary_code"] != "CCCCC":
            code = r["add_on_code"]
            start = born.get(code)
            yield (code, r["primary_code"], r["aoc_edit_type"], start, None, "P", "aoc-2024")
    yield ("G0542", "G0541", "1", born["G0542"], None, "S", "aoc-2026-copy")


def main(corpus: Path, target: Path) -> None:
    """Writes the four tables."""
    seen = {setting: evidence(corpus, setting) for setting in SETTINGS}
    covered = list(covered_codes(corpus, seen))
    codes = {code for code, _, _ in covered}
    write(
        target / "ptp_edits.csv",
        "column_one,column_two,setting,modifier_indicator,not_before,effective_from,"
        "established_from,effective_through,confidence,source",
        (row for setting in SETTINGS for row in dated_rows(setting, seen[setting])),
    )
    write(target / "codes_covered.csv", "hcpcs_code,lists,editions", covered)
    write(
        target / "mue.csv",
        "hcpcs_code,setting,unit_limit,adjudication_indicator,effective_from,established_from,"
        "effective_through,confidence,source",
        unit_limits(corpus, set(codes)),
    )
    write(
        target / "add_ons.csv",
        "add_on_code,primary_code,edit_type,effective_from,effective_through,confidence,source",
        add_on_rows(corpus, codes),
    )


if __name__ == "__main__":
    match sys.argv[1:]:
        case [corpus]:
            main(Path(corpus), TARGET)
        case [corpus, target]:
            main(Path(corpus), Path(target))
        case _:
            sys.exit(__doc__)
