"""What the tables say of single diagnosis codes on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import polars as pl

from gaitbelt.reference import Diagnoses

Row: TypeAlias = dict[str, Any]  # Any: a cell of a frame

STEM, WHOLE, CATEGORY = 6, 7, 3
"""Characters before the seventh, of a whole code with one, and of a category."""

COMPLETE, HEADER, BARE = "code", "header", "bare"
ABSENT, UNKNOWN = "absent", "unknown"
"""What a code is on a day: complete, in need of more characters, without its seventh
character or with a foreign one, not in the code set, or beyond what is held."""

TELLS_ENCOUNTERS = "D"
"""Seventh characters of which this is one tell active care from later care."""
ACTIVE_CHARACTERS, SEQUELA_CHARACTER = "ABC", "S"
ACTIVE, LATER, SEQUELA = "active", "later", "sequela"

UNSPECIFIED = "unspecified"
UNREMARKABLE_KINDS = ("condition", "symptom", "injury", "fracture", "other", "fitting")
"""Kinds of code that may stand first and alone."""


@dataclass(frozen=True, slots=True)
class SaidOfCode:
    """What is said of a code on a day.

    ``words``: the code, and when it was in force where it is not. ``phase``: which
    encounters the seventh character is of. ``above`` and ``named``: the Excludes1 notes
    that it stands under, and that name it; whether each is established for the day.
    ``brings`` and ``brought_by``: conditions it is one of, and is a symptom of.
    """

    given: str
    plain: str
    state: str
    words: str
    kind: str
    side: str = ""
    phase: str = ""
    is_manifestation: bool = False
    above: dict[int, bool] = field(default_factory=dict)
    named: dict[int, bool] = field(default_factory=dict)
    brings: frozenset[str] = frozenset()
    brought_by: frozenset[str] = frozenset()

    is_unremarkable: bool = field(init=False)
    """Whether nothing is said of the code by itself, wherever it stands."""

    def __post_init__(self) -> None:
        """Sets whether anything is said of the code by itself."""
        is_unremarkable = (
            self.state == COMPLETE
            and self.side != UNSPECIFIED
            and self.phase not in (ACTIVE, SEQUELA)
            and not self.is_manifestation
            and self.kind in UNREMARKABLE_KINDS
        )
        object.__setattr__(self, "is_unremarkable", is_unremarkable)

    def is_apart_from(self, other: "SaidOfCode") -> bool:
        """Return whether no note over this code may name the other."""
        return self.above.keys().isdisjoint(other.named)


def said_of_codes(codes: Sequence[str], on: date, tables: Diagnoses) -> dict[str, SaidOfCode]:
    """Return what is said of each code, as given, on a day."""
    plains = {code: _plain(code) for code in codes}
    rows = _rows(plains.values(), tables.periods)
    is_whole = _is_whole(on, tables.releases)
    above, named = _notes(plains.values(), on, tables.notes)
    symptoms = list(tables.symptoms.iter_rows())
    found = {}
    for code, plain in plains.items():
        prefixes = _prefixes(plain)
        own, kind = _own(plain, on, rows)
        told = own or {}
        state = _state(plain, own, rows, on, is_whole=is_whole)
        seventh = plain[STEM:] if state == COMPLETE else ""
        found[code] = SaidOfCode(
            given=code.strip().upper(),
            plain=plain,
            state=state,
            words=_words(code.strip().upper(), plain, on, rows),
            kind=kind,
            side=(told.get("side") or "") if state == COMPLETE else "",
            phase=_phase(seventh, told.get("seventh_characters") or ""),
            is_manifestation=bool(told.get("is_manifestation")),
            above=_merged(above, prefixes),
            named=_merged(named, prefixes),
            brings=frozenset(each for _, each in symptoms if each in prefixes),
            brought_by=frozenset(each for name, each in symptoms if name in prefixes),
        )
    return found


def _plain(code: str) -> str:
    return code.strip().upper().replace(".", "")


def _prefixes(plain: str) -> list[str]:
    """Return a code and every code that it stands below."""
    return [plain[:length] for length in range(1, len(plain) + 1)]


def _stem(plain: str) -> str:
    return plain[:STEM].ljust(STEM, "X")


def _rows(plains: Iterable[str], periods: pl.DataFrame) -> dict[str, list[Row]]:
    """Return the rows of the table that may speak of codes, by the table's own code."""
    names = {name for plain in plains for name in (plain, _stem(plain), plain[:CATEGORY])}
    held = periods.filter(pl.col("code").is_in(sorted(names)))
    found: dict[str, list[Row]] = {}
    for row in held.iter_rows(named=True):
        found.setdefault(row["code"], []).append(row)
    return found


def _of(plain: str, rows: dict[str, list[Row]]) -> list[Row]:
    """Return the rows that speak of a code: its own, or those of its stem."""
    own = [row for row in rows.get(plain, ()) if row["level"] != "stem"]
    stems = [row for row in rows.get(_stem(plain), ()) if row["level"] == "stem"]
    return own + (stems if len(plain) <= WHOLE else [])


def _own(plain: str, on: date, rows: dict[str, list[Row]]) -> tuple[Row | None, str]:
    """Return the row in force on a day, and the kind of the code, else of its category."""
    speaking = _of(plain, rows)
    in_force = (row for row in speaking if row["period_from"] <= on <= row["period_through"])
    own = next(in_force, None)
    above = [*([own] if own else []), *speaking, *rows.get(plain[:CATEGORY], ())]
    return own, next((row["kind"] for row in above), "condition")


def _is_complete(plain: str, row: Row) -> bool:
    """Return whether a code with that row needs nothing more."""
    if row["level"] == "stem":
        return len(plain) == WHOLE and plain[STEM] in row["seventh_characters"]
    return bool(row["level"] == COMPLETE)


def _state(
    plain: str, own: Row | None, rows: dict[str, list[Row]], on: date, *, is_whole: bool
) -> str:
    if own is not None:
        if _is_complete(plain, own):
            return COMPLETE
        return BARE if own["level"] == "stem" else HEADER
    has_ended = any(row["period_through"] < on for row in _of(plain, rows))
    return ABSENT if is_whole or has_ended else UNKNOWN


def _is_whole(on: date, releases: pl.DataFrame) -> bool:
    """Return whether every code of the release in force on a day is held."""
    known = [whole for first, whole in releases.iter_rows() if first <= on]
    return bool(known and known[-1])


def _words(given: str, plain: str, on: date, rows: dict[str, list[Row]]) -> str:
    """Return a code with the days before or after which it was complete, where not now."""
    lives = [
        (row["period_from"], row["period_through"])
        for row in _of(plain, rows)
        if _is_complete(plain, row)
    ]
    if any(first <= on <= last for first, last in lives):
        return given
    ended = [last for _, last in lives if last < on]
    begins = [first for first, _ in lives if first > on]
    if ended:
        return f"{given} (through {max(ended)})"
    return f"{given} (from {min(begins)})" if begins else given


def _phase(seventh: str, characters: str) -> str:
    """Return which encounters a seventh character is of, where its set tells them apart."""
    if not seventh or TELLS_ENCOUNTERS not in characters:
        return ""
    if seventh == SEQUELA_CHARACTER:
        return SEQUELA
    return ACTIVE if seventh in ACTIVE_CHARACTERS else LATER


Notes: TypeAlias = dict[str, dict[int, bool]]
"""Excludes1 notes by a code that they stand at or name; whether each is established."""


def _notes(plains: Iterable[str], on: date, notes: pl.DataFrame) -> tuple[Notes, Notes]:
    """Return the notes that may be in force, by the code they stand at and the one named."""
    names = sorted({each for plain in plains for each in _prefixes(plain)})
    held = notes.filter(
        pl.col("code").is_in(names) | pl.col("excluded_code").is_in(names),
        pl.lit(on).is_between("not_before", "not_after"),
    )
    is_told = pl.lit(on).is_between("established_from", "established_through")
    above: Notes = {}
    named: Notes = {}
    for note, code, excluded, told in held.select(
        "note", "code", "excluded_code", is_told
    ).iter_rows():
        above.setdefault(code, {})[note] = told
        named.setdefault(excluded, {})[note] = told
    return above, named


def _merged(notes: Notes, prefixes: Iterable[str]) -> dict[int, bool]:
    return {note: told for each in prefixes for note, told in notes.get(each, {}).items()}
