"""What ICD-10-CM says of one diagnosis code on a date.

Pure lookups over the tables of ``gaitbelt.reference.diagnoses``; ``PROVENANCE.yaml`` there
says where each came from and what it cannot tell.
"""

import importlib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from gaitbelt.library.shipped import covers, day, shipped_rows

_STEM, _WHOLE = 6, 7
_FIRST_DAY = date(2015, 10, 1)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A diagnosis code on a date.

    ``is_in_force``: whether ICD-10-CM has it, as a code or as a heading; None where the
    tables cannot tell. ``is_complete``: whether it may be reported as it is.
    ``seventh_characters``: those one of which completes it. ``side``: right, left,
    bilateral, unspecified (where sided codes exist) or empty. ``kind``: condition, injury,
    symptom, external_cause, aftercare, status, history and others. ``codes_below``: what
    stands directly below a heading. ``excludes``: codes that an Excludes1 note keeps apart.
    ``confidence``: P primary, S secondary; None where nothing can be told.
    """

    code: str
    on: date
    is_in_force: bool | None
    is_complete: bool | None
    seventh_characters: tuple[str, ...]
    side: str
    kind: str
    is_manifestation: bool
    effective_from: date | None
    effective_through: date | None
    codes_below: tuple[str, ...]
    excludes: tuple[str, ...]
    confidence: str | None
    note: str


@cache
def _table() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for row in shipped_rows("diagnoses/codes"):
        plain = _plain(row["code"])
        key = plain.ljust(_STEM, "X") if row["level"] == "stem" else plain
        found.setdefault(key, []).append(row)
    return found


@cache
def _kinds() -> dict[str, str]:
    return {_plain(row["code"]): row["kind"] for row in shipped_rows("diagnoses/kinds")}


def _plain(code: str) -> str:
    return code.strip().upper().replace(".", "")


def _dotted(plain: str) -> str:
    return plain if len(plain) <= len("M54") else f"{plain[:3]}.{plain[3:]}"


def diagnosis(code: str, on: date) -> Diagnosis:
    """Return what ICD-10-CM says of a code, with or without its dot, on a date.

    Source: the order files of CDC NCHS and CMS, and the Tabular Lists' Excludes1 notes.
    """
    plain = _plain(code)
    rows = _speaking(plain)
    own = next((row for row in rows if _covers(row, on)), None)
    is_in_force, confidence, note = _told(rows, own, on)
    is_stem = own is not None and own["level"] == "stem"
    letters = tuple(own["seventh_characters"]) if own is not None and is_stem else ()
    is_whole = len(plain) == _WHOLE and plain[_STEM] in letters
    is_complete = is_whole if is_stem else own["level"] == "code" if own else is_in_force
    return Diagnosis(
        code=_dotted(plain),
        on=on,
        is_in_force=is_in_force,
        is_complete=is_complete,
        seventh_characters=letters,
        side=own["side"] if own else "",
        kind=_kind(plain),
        is_manifestation=bool(own and own["is_manifestation"]),
        effective_from=day(own["effective_from"]) if own else None,
        effective_through=day(own["effective_through"]) if own else None,
        codes_below=() if is_complete else _below(plain, on),
        excludes=_excludes(plain, on) if own else (),
        confidence=confidence,
        note=note,
    )


def _speaking(plain: str) -> list[dict[str, str]]:
    """Return the rows of a code, or of the stem that it is or begins with."""
    own = [row for row in _table().get(plain, ()) if row["level"] != "stem"]
    stem = plain[:_STEM].ljust(_STEM, "X") if len(plain) <= _WHOLE else ""
    return own + [row for row in _table().get(stem, ()) if row["level"] == "stem"]


def _covers(row: dict[str, str], on: date) -> bool:
    return covers(day(row["effective_from"]), day(row["effective_through"]), on)


def _told(
    rows: list[dict[str, str]], own: dict[str, str] | None, on: date
) -> tuple[bool | None, str | None, str]:
    """Return whether a code is in force, how well that is known, and what is not."""
    if on < _FIRST_DAY:
        return None, None, f"ICD-10-CM was not in use before {_FIRST_DAY}."
    releases = [
        row for row in shipped_rows("diagnoses/releases") if row["effective_from"] <= str(on)
    ]
    release = releases[-1]
    if own is not None:
        return True, release["confidence"], ""
    ended = [row["effective_through"] for row in rows if row["effective_through"]]
    if release["is_whole"] == "yes" or any(each < str(on) for each in ended):
        note = f"It was in force through {max(ended)}." if ended else ""
        return False, release["confidence"], note
    return None, None, f"Not every code of {release['release']} is held."


def _kind(plain: str) -> str:
    cuts = (plain[:length] for length in range(len(plain), 0, -1))
    return next((_kinds()[cut] for cut in cuts if cut in _kinds()), "condition")


def _below(plain: str, on: date) -> tuple[str, ...]:
    """Return what stands directly below a heading on a date."""
    names = [
        _plain(row["code"])
        for rows in _table().values()
        for row in rows
        if _covers(row, on) and row["code"].replace(".", "").startswith(plain)
    ]
    longer = sorted(name for name in names if len(name) > len(plain))
    return tuple(
        _dotted(name)
        for name in longer
        if not any(name != each and name.startswith(each) for each in longer)
    )


def _excludes(plain: str, on: date) -> tuple[str, ...]:
    """Return the codes that an established Excludes1 note keeps from a code on a date."""
    found: dict[str, None] = {}
    for row in shipped_rows("diagnoses/excludes"):
        if covers(day(row["established_from"]), day(row["established_through"]), on):
            one, other = row["code"], row["excluded_code"]
            if plain.startswith(_plain(one)):
                found[other] = None
            if plain.startswith(_plain(other)):
                found[one] = None
    return tuple(sorted(found))


def title(code: str) -> str | None:
    """Return a code's title in the latest release, where simple-icd-10-cm is installed.

    The package reads its whole data when it is first asked, which takes seconds.
    """
    try:
        package: Any = importlib.import_module("simple_icd_10_cm")  # Any: it has no types
    except ModuleNotFoundError:
        return None
    plain = _dotted(_plain(code))
    return str(package.get_description(plain)) if package.is_valid_item(plain) else None
