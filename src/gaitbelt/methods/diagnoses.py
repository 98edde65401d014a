"""What ICD-10-CM says of lists of diagnosis codes on dates.

The code set by release, the Tabular List's Excludes1 notes, and the Official Guidelines for
Coding and Reporting; ``tables.diagnosis`` says how the reference frames are to be read.
Each code is looked up once, each distinct list is answered once, whatever the lines are.
"""

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl

from gaitbelt.methods.diagnosis_codes import SaidOfCode, said_of_codes
from gaitbelt.methods.diagnosis_lists import ANSWERS, UNTOLD, Answer, answer
from gaitbelt.reference import Diagnoses

Question = tuple[tuple[str | None, ...], int]
"""A list of codes, and the number of the days of change between which its date lies."""

FEW = 250
"""Lines up to which they are read one by one."""

MOST_KEPT = 100_000


class _Held:
    """What has been looked up of a set of tables, and the days on which it changes."""

    def __init__(self, tables: Diagnoses) -> None:
        self.tables = tables
        self.cuts = _cuts(tables)
        self.codes: dict[tuple[str, int], SaidOfCode] = {}
        self.answers: dict[Question, Answer] = {}

    def answered(self, questions: Sequence[Question]) -> list[Answer]:
        """Return the answer to each list of codes in its era."""
        new = [each for each in dict.fromkeys(questions) if each not in self.answers]
        if len(self.answers) + len(new) > MOST_KEPT:
            self.answers.clear()
            new = list(dict.fromkeys(questions))
        self._look_up(new)
        for codes, era in new:
            said = [self.codes[code, era] for code in codes if code is not None]
            self.answers[codes, era] = answer(said)
        return [self.answers[each] for each in questions]

    def _look_up(self, questions: Sequence[Question]) -> None:
        asked = {(code, era) for codes, era in questions for code in codes if code is not None}
        by_era: dict[int, list[str]] = {}
        for code, era in sorted(asked - self.codes.keys()):
            by_era.setdefault(era, []).append(code)
        if len(self.codes) > MOST_KEPT:
            self.codes.clear()
            by_era = {}
            for code, era in sorted(asked):
                by_era.setdefault(era, []).append(code)
        for era, codes in by_era.items():
            for code, said in said_of_codes(codes, self.cuts[era], self.tables).items():
                self.codes[code, era] = said


_HELD: dict[int, _Held] = {}


def _held(tables: Diagnoses) -> _Held:
    """Return what is kept of a set of tables; the last sets are kept alive by it."""
    if id(tables) not in _HELD:
        if len(_HELD) > 1:
            _HELD.clear()
        _HELD[id(tables)] = _Held(tables)
    return _HELD[id(tables)]


def diagnosis_answers(lines: pl.DataFrame, tables: Diagnoses) -> pl.DataFrame:
    """Return what is said of each line's diagnosis codes, one row per line, in order.

    ``lines`` has ``diagnosis_codes`` and ``date_of_service``; the result has the columns of
    ``diagnosis_lists.ANSWERS``: words that name the codes at fault, empty where there are
    none, and null where a line has no list or no date, or the tables cannot tell.
    """
    held = _held(tables)
    asked = lines.select("diagnosis_codes", era=_eras(lines["date_of_service"], held.cuts))
    if lines.height <= FEW:
        return _by_row(asked, held)
    given = asked.select(
        key=pl.col("diagnosis_codes").hash(1) ^ pl.col("era").hash(2),
        is_asked=pl.col("diagnosis_codes").is_not_null() & pl.col("era").is_not_null(),
    )
    told = given.with_row_index("row").filter("is_asked")
    firsts = told.group_by("key").agg(pl.col("row").min()).sort("row")
    found = _by_row(asked[firsts["row"]], held).with_columns(firsts["key"])
    keys = given.select(pl.when("is_asked").then("key").alias("key"))
    return keys.join(found, on="key", how="left", maintain_order="left").select(*ANSWERS)


def _by_row(asked: pl.DataFrame, held: _Held) -> pl.DataFrame:
    """Answer lists of codes with their eras, row by row; each answer is written out once."""
    rows = asked.rows()
    places = [n for n, row in enumerate(rows) if None not in row]
    found = held.answered([(tuple(rows[n][0]), rows[n][1]) for n in places])
    numbers: dict[Answer, int] = {UNTOLD: 0}
    number = np.zeros(len(rows), dtype=np.uint32)
    for n, each in zip(places, found, strict=True):
        number[n] = numbers.setdefault(each, len(numbers))
    distinct = pl.DataFrame([*numbers], schema=ANSWERS, orient="row")
    return distinct[pl.Series(number)]


def _cuts(tables: Diagnoses) -> list[date]:
    """Return every day on which what the tables say may change, from the earliest day on."""
    starts = [tables.notes[name].unique() for name in ("not_before", "established_from")]
    ends = [tables.notes[name].unique() for name in ("established_through", "not_after")]
    after = [each.filter(each < date.max).dt.offset_by("1d") for each in ends]
    first = pl.Series([date.min], dtype=pl.Date)
    days = pl.concat([first, tables.releases["period_from"], *starts, *after])
    return days.unique().sort().to_list()


def _eras(days: pl.Series, cuts: list[date]) -> pl.Series:
    """Return between which days of change each day lies, null without a day."""
    starts = pl.Series(cuts, dtype=pl.Date).to_physical().to_numpy()
    numbers = days.to_physical().fill_null(0).to_numpy()
    place = pl.Series("era", np.searchsorted(starts, numbers, side="right") - 1, pl.Int64)
    return place if not days.null_count() else place.zip_with(days.is_not_null(), _NOTHING)


_NOTHING = pl.Series([None], dtype=pl.Int64)
