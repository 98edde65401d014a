"""Stand-ins for names, numbers and days, made from a secret key."""

import datetime as dt
import hashlib
import hmac
import re
from dataclasses import dataclass

from gaitbelt.services.x12_practice import FIRST_NAMES, LAST_NAMES

_OLDEST = 90
_WEEKS = 104


@dataclass(frozen=True, slots=True)
class Stand:
    """Stand-ins for what a file says, made from a secret key."""

    key: bytes

    def digest(self, what: str, value: str) -> int:
        """Return a number that only the key tells from the value."""
        text = f"{what}\x00{value}".encode()
        return int.from_bytes(hmac.new(self.key, text, hashlib.sha256).digest()[:16], "big")

    @property
    def days(self) -> int:
        """By how many days every date is moved: whole weeks, back or forth, never none."""
        weeks = self.digest("dates", "") % (2 * _WEEKS) - _WEEKS
        return 7 * (weeks or _WEEKS)

    def number(self, value: str) -> str:
        """Return another number of the same form: figures for figures, letters for letters."""
        if re.fullmatch(r"[12]\d{9}", value):
            return _with_check_digit(f"2{self.digest('npi', value) % 10**8:08}")
        left = self.digest("number", value)
        found = []
        for place, sign in enumerate(value):
            if sign.isdecimal():
                found.append(str((left >> (3 * place)) % 10))
            elif sign.isalpha():
                found.append(chr(ord("A") + (left >> (2 * place)) % 26))
            else:
                found.append(sign if sign in " -." else "0")
            left = left or 1
            left = (left * 6364136223846793005 + 1442695040888963407) % (1 << 128)
        made = "".join(found)
        return made if made != value else made[::-1].translate(_OTHERS)

    def name(self, value: str, *, is_first: bool) -> str:
        """Return a fictional name."""
        names = FIRST_NAMES if is_first else LAST_NAMES
        at = self.digest("name", value.upper())
        return f"{names[at % len(names)]}{at // len(names) % 1000:03}"

    def day(self, value: str) -> str:
        """Return a day moved with all others; what is no day becomes one that is."""
        try:
            moved = dt.date(int(value[:4]), int(value[4:6]), int(value[6:8]))
            return (moved + dt.timedelta(days=self.days)).strftime("%Y%m%d")
        except (ValueError, OverflowError):
            return "19000101"

    def birth(self, value: str, latest: int) -> str:
        """Return the first day of a birth year, moved; nobody is older than ninety."""
        moved = self.day(value)
        year = max(int(moved[:4]), latest - _OLDEST)
        return f"{year:04}0101"


_OTHERS = str.maketrans(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "1234567890BCDEFGHIJKLMNOPQRSTUVWXYZA"
)


def _with_check_digit(nine: str) -> str:
    total = 24
    for place, digit in enumerate(reversed(nine)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 (two figures become one)
    return nine + str(-total % 10)
