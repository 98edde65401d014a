"""Values of a text, typed all at once: text, money, counts and days."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from gaitbelt.edges.x12.columns import DAY, WHOLE, Values
from gaitbelt.edges.x12.text import Bytes, Marks, Places, Spans, Text, numbers_at
from gaitbelt.tables.column import MONEY
from gaitbelt.tables.remittance import QUANTITY

_Words = npt.NDArray[np.uint64]

AMOUNT = r"^[+-]?(\d{1,10}(\.\d{0,2}0*)?|\.\d{1,2}0*)$"
NUMBER = r"^[+-]?(\d{1,11}(\.\d{0,3}0*)?|\.\d{1,3}0*)$"

_ZEROS = np.uint64(0x3030303030303030)
_KEPT = np.array([(1 << (8 * size)) - 1 for size in range(9)], dtype=np.uint64)


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
    if is_utf8(text.data):
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


def is_utf8(data: bytes) -> bool:
    """Return whether bytes are text as UTF-8 writes it."""
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
    least, most = (int(sizes.min()), int(sizes.max())) if len(sizes) else (0, 0)
    is_plain = least >= 0 and most <= _EIGHT
    word = numbers_at(raw, np.maximum(ends - 8, 0))
    word, is_read = _numbers(_only(word, sizes if is_plain else np.clip(sizes, 0, 8)))
    is_read &= ends >= _EIGHT
    if not is_plain:
        is_read &= (sizes >= 0) & (sizes <= _EIGHT)
    word = ((word >> np.uint64(16)) & _FOURS) * np.uint64(100) + (word & _FOURS)
    word = (word >> np.uint64(32)) * np.uint64(10000) + (word & np.uint64(0xFFFFFFFF))
    return word.view(np.int64), is_read


def _only(word: _Words, sizes: Places) -> _Words:
    """Return the last bytes of each word, as many as its size, and figures 0 before."""
    kept = _KEPT[sizes]
    word &= kept
    word |= _ZEROS & ~kept
    return word


def _numbers(word: _Words) -> tuple[_Words, Marks]:
    """Return eight figures each as four numbers below 100, and whether they are figures."""
    word ^= _ZEROS
    odd = ((word + _OVER_NINE) | word) & _HIGH_BITS
    return ((word >> np.uint64(8)) & _TWOS) * np.uint64(10) + (word & _TWOS), odd == 0


_OVER_NINE = np.uint64(0x7676767676767676)
_HIGH_BITS = np.uint64(0x8080808080808080)
_TWOS = np.uint64(0x00FF00FF00FF00FF)
_FOURS = np.uint64(0x0000FFFF0000FFFF)


@dataclass(frozen=True, slots=True)
class Typed:
    """Typed values, and the places among them of what is there but could not be read.

    ``values`` are whole numbers: of cents, of thousandths, of days since 1970 where
    ``layout`` says so. ``is_read`` is None where all are read.
    """

    layout: str
    values: Places
    is_read: Marks | None
    bad: Places

    @property
    def column(self) -> Values:
        """The values as a column."""
        values: npt.NDArray[np.generic] = self.values
        if self.layout.startswith("d:"):
            values = np.stack([self.values, self.values >> 63], axis=1).view("V16").ravel()
        elif self.layout == DAY:
            values = self.values.astype(np.int32)
        return Values(self.layout, len(self.values), (values,), self.is_read)


_NONE = np.zeros(0, dtype=np.int64)


def _typed(layout: str, values: Places, is_read: Marks, sizes: Places) -> Typed:
    if is_read.all():
        return Typed(layout, values, None, _NONE)
    return Typed(layout, values, is_read, np.flatnonzero(~is_read & (sizes > 0)))


def _with_slow(
    text: Text, spans: Spans, fast: tuple[Places, Marks], layout: str, form: tuple[str, pl.DataType]
) -> Typed:
    """Read the values that the quick way leaves by their text; null where it is not so formed."""
    sizes = spans.sizes
    values, is_read = fast
    is_read &= sizes > 0
    if is_read.all():
        return Typed(layout, values, None, _NONE)
    rest = np.flatnonzero(~is_read & (sizes > 0))
    if len(rest):
        pattern, dtype = form
        raw = strings(text, spans.take(rest)).to_frame("raw")
        read = raw.select(
            pl.when(pl.col("raw").str.contains(pattern)).then("raw").cast(dtype, strict=False)
        )["raw"]
        is_read[rest] = read.is_not_null().to_numpy()
        values[rest] = read.to_physical().cast(pl.Int64).fill_null(0).to_numpy()
    return _typed(layout, values, is_read, sizes)


def money(text: Text, spans: Spans) -> Typed:
    """Return values as money; null where they are no amounts of two decimals."""
    ends, sizes = spans.ends, spans.sizes
    word = numbers_at(text.raw, np.maximum(ends - 8, 0))
    two = ((word >> np.uint64(16)) & _BYTE) == _POINT
    one = ((word >> np.uint64(8)) & _BYTE) == _POINT
    one &= ~two
    bare = np.where(
        two, (word >> np.uint64(24) << np.uint64(16)) | (word & np.uint64(0xFFFF)), word
    )
    factor: Places | int = np.where(two, 1, 100)
    if one.any():
        other = (word >> np.uint64(16) << np.uint64(8)) | (word & _BYTE)
        bare = np.where(one, other, bare)
        factor = np.where(one, 10, factor)
    count = sizes - (two | one)
    is_near = (count >= 0) & (sizes <= _EIGHT) & (sizes >= np.where(two, 3, np.where(one, 2, 0)))
    bare = _only(bare, np.where(is_near, count, 0))
    word, is_read = _numbers(bare)
    word = ((word >> np.uint64(16)) & _FOURS) * np.uint64(100) + (word & _FOURS)
    word = (word >> np.uint64(32)) * np.uint64(10000) + (word & np.uint64(0xFFFFFFFF))
    is_read &= is_near & (ends >= _EIGHT)
    fast = word.view(np.int64) * factor, is_read
    return _with_slow(text, spans, fast, MONEY_LAYOUT, (AMOUNT, MONEY))


_BYTE, _POINT = np.uint64(0xFF), np.uint64(0x2E)
MONEY_LAYOUT, QUANTITY_LAYOUT = "d:12,2", "d:15,3"


def quantities(text: Text, spans: Spans) -> Typed:
    """Return values as counts of three places; null where they are none."""
    whole, is_read = figures(text.raw, spans.ends, spans.sizes)
    fast = whole * 1000, is_read
    return _with_slow(text, spans, fast, QUANTITY_LAYOUT, (NUMBER, QUANTITY))


def counts(text: Text, spans: Spans) -> Typed:
    """Return values as whole numbers; null where they are none."""
    fast = figures(text.raw, spans.ends, spans.sizes)
    return _with_slow(text, spans, fast, WHOLE, (r"^[+-]?\d{1,18}$", pl.Int64()))


def days(text: Text, spans: Spans, *, is_last: bool = False) -> Typed:
    """Return values as days: eight figures, or a range of which the first or the last.

    A day with its time (twelve figures) is read as its day. ``is_last`` leaves what is no
    range null.
    """
    sizes = spans.sizes
    is_range = sizes == _RANGE
    if is_range.any():
        is_range &= text.raw[spans.begins + 8] == _DASH
    if is_last:
        found, is_read = _days(text.raw, spans.ends, is_range)
        return Typed(DAY, found, is_read, np.flatnonzero(~is_read & is_range))
    is_there = is_range | (sizes == _EIGHT) | (sizes == _DAY_AND_TIME)
    found, is_read = _days(text.raw, spans.begins + 8, is_there)
    return _typed(DAY, found, is_read, sizes)


_EIGHT, _DAY_AND_TIME, _RANGE = 8, 12, 17
_DASH = np.uint8(0x2D)


def last_days(text: Text, spans: Spans) -> Typed:
    """Return the last days of values that are ranges, null where they are none."""
    return days(text, spans, is_last=True)


def _days(raw: Bytes, ends: Places, is_there: Marks) -> tuple[Places, Marks]:
    word = numbers_at(raw, np.maximum(ends - 8, 0))
    word, is_read = _numbers(word)
    is_read &= is_there & (ends >= _EIGHT)
    word[~is_read] = 0
    hundred = np.uint64(0xFFFF)
    year = (word >> np.uint64(48)) * np.uint64(100) + ((word >> np.uint64(32)) & hundred)
    month, day = (word >> np.uint64(16)) & hundred, word & hundred
    firsts, lengths = _calendar()
    at = ((year << np.uint64(4)) | np.minimum(month, np.uint64(15))).view(np.int64)
    is_read &= (day >= np.uint64(1)) & (day <= lengths[at])
    return firsts[at] + day.view(np.int64), is_read


@lru_cache(maxsize=1)
def _calendar() -> tuple[Places, npt.NDArray[np.uint64]]:
    """Return for sixteen months of each year from 0 the day before it, and its length."""
    year, month = np.divmod(np.arange(10000 * 16, dtype=np.int64), 16)
    before = np.zeros(len(year), dtype=np.int64)
    lengths = np.zeros(len(year), dtype=np.uint64)
    is_month = (month >= 1) & (month <= 12) & (year >= 1)
    since = _since_1970(year, month, np.ones(len(year), dtype=np.int64))
    before[is_month] = since[is_month] - 1
    after = _since_1970(year + (month == 12), month % 12 + 1, np.ones(len(year), dtype=np.int64))
    lengths[is_month] = (after - since)[is_month]
    return before, lengths


def _since_1970(year: Places, month: Places, day: Places) -> Places:
    """Return days since 1970-01-01 of days of the Gregorian calendar."""
    shifted = year - (month <= 2)
    era, of_era = np.divmod(shifted, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    of_cycle = of_era * 365 + of_era // 4 - of_era // 100 + of_year
    since: Places = era * 146097 + of_cycle - 719468
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
