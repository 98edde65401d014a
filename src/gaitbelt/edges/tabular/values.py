"""Cells of text as typed columns; null where a cell cannot be read."""

import polars as pl

from gaitbelt.tables.column import MONEY
from gaitbelt.tables.vocabulary import DISCIPLINES, SETTINGS

_WHOLE = r"^[+-]?\d{1,15}(?:\.0*)?$"
_MONEY = r"^-?\$?(?:\d{1,10}|\d{1,3}(?:,\d{3}){1,3})?(?:\.\d{1,2}0*|\.)?$"
_ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
_ISO_START = r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}"
_US_DATE = r"^(\d{1,2})/(\d{1,2})/(\d{4})$"
_SEPARATORS = r"[\s,;\[\]\"']+"

WORDS = {"discipline": DISCIPLINES, "setting": SETTINGS}
LETTERS = dict(zip("ABCDEFGHIJKL", range(1, 13), strict=True))


def trimmed(raw: pl.Expr) -> pl.Expr:
    """Return the cell without outer white space or NUL bytes, null when nothing is left."""
    bare = raw.cast(pl.String).str.strip_chars(" \t\r\n\0\u00a0\ufeff")
    return pl.when(bare != "").then(bare)


def whole_number(raw: pl.Expr) -> pl.Expr:
    """Return a whole number; ``2.0`` is one, ``2.5`` is not."""
    figures = pl.when(raw.str.contains(_WHOLE)).then(raw.str.replace(r"\.0*$", ""))
    return figures.str.strip_prefix("+").cast(pl.Int64, strict=False)


def money(raw: pl.Expr) -> pl.Expr:
    """Return dollars and cents; a dollar sign and commas between thousands are let pass."""
    readable = raw.str.contains(_MONEY) & raw.str.contains(r"\d")
    figures = pl.when(readable).then(raw.str.replace_all(r"[$,]", "").str.strip_suffix("."))
    return figures.cast(MONEY, strict=False)


def day(raw: pl.Expr) -> pl.Expr:
    """Return a date from 2026-03-02, 3/2/2026, 20260302, or a timestamp's first part."""
    iso = pl.when(raw.str.contains(_ISO_DATE)).then(raw)
    return pl.coalesce(iso, _other_day(raw)).str.to_date("%Y-%m-%d", strict=False)


def is_other_day(raw: pl.Expr) -> pl.Expr:
    """Return whether the cell writes its date in another way than 2026-03-02."""
    return _other_day(raw).is_not_null()


def _other_day(raw: pl.Expr) -> pl.Expr:
    american = raw.str.extract_groups(_US_DATE)
    month = american.struct.field("1").str.zfill(2)
    date = american.struct.field("2").str.zfill(2)
    joined = pl.concat_str(american.struct.field("3"), month, date, separator="-")
    compact = pl.when(raw.str.contains(r"^\d{8}$")).then(
        pl.concat_str(raw.str.slice(0, 4), raw.str.slice(4, 2), raw.str.slice(6, 2), separator="-")
    )
    return pl.coalesce(joined, compact, raw.str.extract(_ISO_START, 1))


def moment(raw: pl.Expr, on: pl.Expr) -> pl.Expr:
    """Return a time: a full timestamp, or a clock time on the line's date of service.

    ``on`` is the date of service. An offset from UTC is not applied: the clock on the wall
    of the clinic is what counts.
    """
    text = raw.str.to_uppercase().str.replace(r"^(\d{4}-\d{2}-\d{2})T", "${1} ")
    text = text.str.replace(r"(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?$", "")
    dated = pl.when(text.str.contains(r"^\d{1,2}:")).then(
        pl.concat_str(on.dt.to_string("%Y-%m-%d"), text, separator=" ")
    )
    full = pl.coalesce(dated, text)
    patterns = [
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%d %I:%M %p",
        "%Y-%m-%d %I:%M%p",
        "%m/%d/%Y %H:%M",
        "%m/%d/%Y %I:%M %p",
    ]
    return pl.coalesce(
        full.str.to_datetime(pattern, strict=False, time_unit="us") for pattern in patterns
    )


def truth(raw: pl.Expr) -> pl.Expr:
    """Return true or false from the usual words."""
    word = raw.str.to_lowercase()
    return (
        pl.when(word.is_in(["true", "t", "yes", "y", "1"]))
        .then(pl.lit(value=True))
        .when(word.is_in(["false", "f", "no", "n", "0"]))
        .then(pl.lit(value=False))
    )


def word(name: str, raw: pl.Expr) -> pl.Expr:
    """Return one of the column's known words, null for another."""
    known = list(WORDS[name])
    text = raw.str.to_uppercase() if name == "discipline" else snake(raw)
    return pl.when(text.is_in(known)).then(text)


def snake(raw: pl.Expr) -> pl.Expr:
    """Return a name in lower case, its words joined by underscores."""
    return raw.str.to_lowercase().str.replace_all(r"[\s-]+", "_")


def listed(raw: pl.Expr) -> pl.Expr:
    """Return the parts of a cell, upper case; none when the cell is blank."""
    text = raw.fill_null("").str.to_uppercase().str.replace_all(_SEPARATORS, " ")
    text = text.str.strip_chars()
    empty = pl.lit([], dtype=pl.List(pl.String))
    return pl.when(text == "").then(empty).otherwise(text.str.split(" "))


def pointers(raw: pl.Expr) -> pl.Expr:
    """Return diagnosis pointers from figures, or from the form's letters A to L."""
    text = raw.fill_null("").str.to_uppercase().str.replace_all(_SEPARATORS, " ")
    text = text.str.replace_all(":", " ").str.strip_chars()
    spaced = text.str.replace_all(r"([A-L])", " ${1} ").str.strip_chars()
    for letter, number in LETTERS.items():
        spaced = spaced.str.replace_all(letter, str(number), literal=True)
    parts = spaced.str.replace_all(r"\.0\b", "").str.replace_all(r"\s+", " ").str.split(" ")
    empty = pl.lit([], dtype=pl.List(pl.Int64))
    return (
        pl.when(text == "")
        .then(empty)
        .when(text.str.contains(r"^[\dA-L. ]+$"))
        .then(parts.cast(pl.List(pl.Int64), strict=False))
    )


def code(raw: pl.Expr) -> pl.Expr:
    """Return a code in upper case, without the ``.0`` a spreadsheet may add to figures."""
    return raw.str.to_uppercase().str.replace(r"^(\d+)\.0$", "${1}")
