"""Values of a text, typed all at once: text, money, counts and days."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from gaitbelt.edges.x12.text import Bytes, Marks, Places, Spans, Text, words
from gaitbelt.tables.column import MONEY
from gaitbelt.tables.remittance import QUANTITY

AMOUNT = r"^[+-]?(\d{1,10}(\.\d{0,2}0*)?|\.\d{1,2}0*)$"
NUMBER = r"^[+-]?(\d{1,11}(\.\d{0,3}0*)?|\.\d{1,3}0*)$"

_ZEROS = np.uint64(0x3030303030303030)
_KEPT = np.array([(1 << (8 * size)) - 1 for size in range(9)], dtype=np.uint64)
_LENGTHS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)


def strings(text: Text, spans: Spans, is_upper: Marks | None = None) -> pl.Series:
    """Return values as text, null where they are empty; in capitals where so marked."""
    sizes = spans.sizes
    begins = spans.begins
    if len(begins) <= _FEW:
        return _few(text, spans, is_upper)
    data = text.data
    if is_upper is not None and text.upper is not text.data:
        data = text.data + text.upper
        begins = np.where(is_upper, begins + len(text.data), begins)
    whole = pl.DataFrame({"text": pl.Series([data], dtype=pl.Binary)})
    cut = whole.select(pl.col("text").bin.slice(pl.Series(begins), pl.Series(sizes)))["text"]
    if len(cut) != len(sizes):
        cut = cut.head(len(sizes))
    if _is_utf8(text.data):
        return known(cut.cast(pl.String), sizes > 0)
    high = np.flatnonzero(np.frombuffer(data, np.uint8) >= 0x80)
    has_high = np.searchsorted(high, begins) < np.searchsorted(high, begins + sizes)
    found = _with_latin(cut, has_high)
    return known(found, sizes > 0)


def known(values: pl.Series, is_there: Marks) -> pl.Series:
    """Return the values, null where they are not there."""
    if is_there.all():
        return values
    blank = pl.Series([None], dtype=values.dtype)
    return values.zip_with(pl.Series(is_there), blank)


_FEW = 4000
"""So few values are cut one by one."""


def _few(text: Text, spans: Spans, is_upper: Marks | None) -> pl.Series:
    pairs = zip(spans.begins.tolist(), spans.ends.tolist(), strict=True)
    upper = [False] * len(spans.begins) if is_upper is None else is_upper.tolist()
    found = [
        _decoded((text.upper if is_so else text.data)[begin:end]) if end > begin else None
        for (begin, end), is_so in zip(pairs, upper, strict=True)
    ]
    return pl.Series(found, dtype=pl.String)


def _is_utf8(data: bytes) -> bool:
    if data.isascii():
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _with_latin(cut: pl.Series, has_high: Marks) -> pl.Series:
    """Read values as UTF-8, and those that are none as Latin-1, each for itself."""
    is_plain = pl.Series(~has_high)
    found = cut.zip_with(is_plain, pl.Series([b""], dtype=pl.Binary)).cast(pl.String)
    rows = np.flatnonzero(has_high)
    return found.scatter(rows, [_decoded(each) for each in cut.gather(rows).to_list()])


def _decoded(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def figures(raw: Bytes, ends: Places, sizes: Places) -> tuple[Places, Marks]:
    """Return up to eight figures before each end as a number, and whether they are figures.

    A value of no figures is 0; whether that may be is for the caller to say.
    """
    kept = _KEPT[np.clip(sizes, 0, 8)]
    word = words(raw, 8)[np.maximum(ends - 8, 0)].astype(np.uint64)
    word = ((word & kept) | (_ZEROS & ~kept)) ^ _ZEROS
    odd = ((word + np.uint64(0x7676767676767676)) | word) & np.uint64(0x8080808080808080)
    low = np.uint64(0x00FF00FF00FF00FF)
    word = ((word >> np.uint64(8)) & low) * np.uint64(10) + (word & low)
    low = np.uint64(0x0000FFFF0000FFFF)
    word = ((word >> np.uint64(16)) & low) * np.uint64(100) + (word & low)
    word = (word >> np.uint64(32)) * np.uint64(10000) + (word & np.uint64(0xFFFFFFFF))
    is_read = (odd == 0) & (sizes >= 0) & (sizes <= 8) & (ends >= 8)
    return word.astype(np.int64), is_read


@dataclass(frozen=True, slots=True)
class Typed:
    """Typed values, and the places among them of what is there but could not be read."""

    values: pl.Series
    bad: Places


def _typed(values: pl.Series, sizes: Places) -> Typed:
    if not values.null_count():
        return Typed(values, np.zeros(0, dtype=np.int64))
    bad = np.flatnonzero(values.is_null().to_numpy() & (sizes > 0))
    return Typed(values, bad)


def _with_slow(
    text: Text, spans: Spans, fast: pl.Series, is_read: Marks, pattern: str, dtype: pl.DataType
) -> Typed:
    """Read the values that the quick way leaves by their text; null where it is not so formed."""
    sizes = spans.sizes
    rest = np.flatnonzero(~is_read & (sizes > 0))
    found = known(fast.cast(dtype), is_read)
    if len(rest):
        raw = strings(text, spans.take(rest)).to_frame("raw")
        read = raw.select(
            pl.when(pl.col("raw").str.contains(pattern)).then("raw").cast(dtype, strict=False)
        )["raw"]
        found = found.scatter(rest, read)
    return _typed(found, sizes)


def money(text: Text, spans: Spans) -> Typed:
    """Return values as money; null where they are no amounts of two decimals."""
    ends, sizes = spans.ends, spans.sizes
    point = np.uint8(0x2E)
    two = (text.raw[ends - 3] == point) & (sizes >= 3)
    one = (text.raw[ends - 2] == point) & (sizes >= 2) & ~two
    behind = np.where(two, 3, np.where(one, 2, 0))
    whole, is_read = figures(text.raw, ends - behind, sizes - behind)
    tens = text.raw[ends - np.where(two, 2, 1)].astype(np.int64) - 0x30
    ones = text.raw[ends - 1].astype(np.int64) - 0x30
    parts = np.where(two, tens * 10 + ones, np.where(one, tens * 10, 0))
    is_read &= ~(two | one) | ((tens >= 0) & (tens <= 9) & (~two | ((ones >= 0) & (ones <= 9))))
    is_read &= sizes > 0
    cents = pl.Series(whole * 100 + parts)
    hundred = pl.lit(100).cast(MONEY)
    amounts = pl.select(cents.cast(pl.Decimal(14, 2)) / hundred).to_series()
    return _with_slow(text, spans, amounts, is_read, AMOUNT, MONEY)


def quantities(text: Text, spans: Spans) -> Typed:
    """Return values as counts of three places; null where they are none."""
    whole, is_read = figures(text.raw, spans.ends, spans.sizes)
    is_read &= spans.sizes > 0
    return _with_slow(text, spans, pl.Series(whole), is_read, NUMBER, QUANTITY)


def counts(text: Text, spans: Spans) -> Typed:
    """Return values as whole numbers; null where they are none."""
    whole, is_read = figures(text.raw, spans.ends, spans.sizes)
    is_read &= spans.sizes > 0
    return _with_slow(text, spans, pl.Series(whole), is_read, r"^[+-]?\d{1,18}$", pl.Int64())


def days(text: Text, spans: Spans, *, is_last: bool = False) -> Typed:
    """Return values as days: eight figures, or a range of which the first or the last.

    A day with its time (twelve figures) is read as its day. ``is_last`` leaves what is no
    range null.
    """
    sizes = spans.sizes
    dash = np.uint8(0x2D)
    is_range = (sizes == 17) & (text.raw[spans.begins + 8] == dash)
    if is_last:
        ends = spans.ends
        is_there = is_range
    else:
        ends = spans.begins + 8
        is_there = is_range | (sizes == 8) | (sizes == 12)
    found = _days(text.raw, ends, is_there)
    if not is_last:
        return _typed(found, sizes)
    return Typed(found, np.flatnonzero(found.is_null().to_numpy() & is_range))


def last_days(text: Text, spans: Spans) -> Typed:
    """Return the last days of values that are ranges, null where they are none."""
    return days(text, spans, is_last=True)


def _days(raw: Bytes, ends: Places, is_there: Marks) -> pl.Series:
    number, is_read = figures(raw, ends, np.full(len(ends), 8, dtype=np.int64))
    year, rest = np.divmod(number, 10000)
    month, day = np.divmod(rest, 100)
    is_month = (month >= 1) & (month <= 12)
    lengths = _LENGTHS[np.where(is_month, month, 0)]
    is_leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    lengths = lengths + ((month == 2) & is_leap)
    is_read = is_read & is_there & is_month & (day >= 1) & (day <= lengths) & (year >= 1)
    return known(pl.Series(_since_1970(year, month, day)).cast(pl.Date), is_read)


def _since_1970(year: Places, month: Places, day: Places) -> npt.NDArray[np.int32]:
    """Return days since 1970-01-01 of days of the Gregorian calendar."""
    shifted = year - (month <= 2)
    era, of_era = np.divmod(shifted, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    of_cycle = of_era * 365 + of_era // 4 - of_era // 100 + of_year
    since: npt.NDArray[np.int32] = (era * 146097 + of_cycle - 719468).astype(np.int32)
    return since


def lists(values: pl.Series, owners: Places, count: int) -> pl.Series:
    """Return a list for each of ``count`` owners, empty where it has no value.

    ``owners`` are the values' owners in order; a value of no owner (-1) comes first.
    """
    empty = pl.Series("value", [[]], dtype=pl.List(values.dtype))
    if not len(values):
        return empty.new_from_index(0, count)
    rows = pl.DataFrame({"owner": pl.Series(owners).set_sorted(), "value": values})
    grouped = rows.group_by("owner", maintain_order=True).agg("value")
    index = np.full(count + 1, len(grouped), dtype=np.int64)
    index[grouped["owner"].to_numpy()] = np.arange(len(grouped))
    return pl.concat([grouped["value"], empty]).gather(index[:count])


def parted(keys: pl.Series, mark: str, dtype: pl.DataType) -> pl.Series:
    """Return composite values as lists of their parts, empty where there is none.

    Each composite that differs is taken apart once. A list of numbers is null where a part
    is none.
    """
    named = keys.fill_null("").alias("key")
    distinct = named.unique()
    parts = distinct.to_frame("key").select(
        pl.col("key")
        .str.split(mark)
        .list.eval(pl.element().str.strip_chars().filter(pl.element().str.strip_chars() != ""))
    )["key"]
    if dtype == pl.Int64:
        numbers = parts.cast(pl.List(pl.Int64), strict=False)
        odd = numbers.list.eval(pl.element().is_null().any()).list.first()
        parts = numbers.zip_with(
            ~odd.fill_null(value=False), pl.Series([None], dtype=numbers.dtype)
        )
    both = pl.DataFrame({"key": distinct, "parts": parts})
    joined = named.to_frame().join(both, on="key", how="left", maintain_order="left")
    return joined["parts"]
