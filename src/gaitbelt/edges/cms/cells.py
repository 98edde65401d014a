"""Cells of official tables as typed values; each says what cannot be read and why."""

import re
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

CODE = r"^[0-9A-Z]{5}$"
_CODE = re.compile(CODE)
_WHOLE = re.compile(r"^(\d+)(?:\.0+)?$")
_LONGEST_SHOWN = 24
_DAYS_OF_YEAR = 366
_LARGEST = 10_000


class UnreadCell(ValueError):
    """A cell that holds something else than its column does; the text says what."""


def shown(text: str) -> str:
    """Return a cell as it may be quoted in a message: short, and without odd characters."""
    bare = "".join(letter if letter.isprintable() else "?" for letter in text.strip())
    return repr(bare if len(bare) <= _LONGEST_SHOWN else f"{bare[:_LONGEST_SHOWN]}…")


def code(text: str) -> str:
    """Return a HCPCS code; small letters become capitals."""
    bare = text.strip().upper()
    if not _CODE.match(bare):
        raise UnreadCell(f"{shown(text)} is not a code of five letters or digits")
    return bare


def digits(text: str, width: int) -> str:
    """Return a number of exactly so many digits, as text."""
    if len(text) != width or not text.isascii() or not text.isdigit():
        raise UnreadCell(f"{shown(text)} is not a number of {width} digits")
    return text


def padded(text: str, width: int) -> str:
    """Return a number of so many digits; one that lost its first zeros gets them back."""
    number = _WHOLE.match(text.strip())
    return digits(number[1].zfill(width) if number else text, width)


def whole(text: str) -> int:
    """Return a whole number that is not negative."""
    number = _WHOLE.match(text.strip())
    if not number:
        raise UnreadCell(f"{shown(text)} is not a whole number")
    return int(number[1])


def figure(text: str, decimals: int = 2) -> Decimal:
    """Return a figure of zero or more with at most so many decimals."""
    try:
        found = Decimal(text.strip()).normalize()
    except InvalidOperation:
        raise UnreadCell(f"{shown(text)} is not a figure") from None
    if not found.is_finite() or found < 0 or found >= _LARGEST:
        raise UnreadCell(f"{shown(text)} is not a figure of zero or more")
    exponent = found.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        raise UnreadCell(f"{shown(text)} has more than {decimals} decimals")
    return found


def index(text: str) -> Decimal:
    """Return a figure with at most three decimals."""
    return figure(text, 3)


def factor(text: str) -> Decimal:
    """Return a figure with at most four decimals."""
    return figure(text, 4)


def word(text: str) -> str | None:
    """Return a short word or letter, None where the cell is blank."""
    return text.strip() or None


def ordinal_day(text: str) -> date | None:
    """Return a day written as year and day of the year (2026091), None where blank."""
    bare = text.strip()
    if not bare or bare == "0":
        return None
    number = _WHOLE.match(bare)
    if not number or len(number[1]) != len("2026091"):
        raise UnreadCell(f"{shown(text)} is not a year and a day of the year such as 2026091")
    year, at = int(number[1][:4]), int(number[1][4:])
    is_possible = year and 1 <= at <= _DAYS_OF_YEAR
    found = date(year, 1, 1) + timedelta(days=at - 1) if is_possible else None
    if found is None or found.year != year:
        raise UnreadCell(f"{shown(text)} is not a day of a year")
    return found
