"""Chance that is the same everywhere: draws named by what they decide."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Choice = TypeVar("Choice")

_BYTES = 8


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws from a seed, each by a name: adding a draw changes no other.

    The same seed and names give the same draw on every machine and version of Python.
    """

    seed: int

    def number(self, *names: object) -> int:
        """Return a whole number from 0 up to 2 to the 64th."""
        text = "/".join([str(self.seed), *(str(name) for name in names)])
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=_BYTES).digest())

    def is_under(self, percent: int, *names: object) -> bool:
        """Return whether a draw of 0 to 99 falls under a percentage."""
        return self.number(*names) % 100 < percent

    def between(self, low: int, high: int, *names: object) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        return low + self.number(*names) % (high - low + 1)

    def among(self, options: Sequence[tuple[Choice, int]], *names: object) -> Choice:
        """Return one of the options, each as likely as its weight says."""
        point = self.number(*names) % sum(weight for _, weight in options)
        for option, weight in options:
            if point < weight:
                return option
            point -= weight
        raise AssertionError("the weights add up to more than any point")  # pragma: no cover

    def one_of(self, options: Sequence[Choice], *names: object) -> Choice:
        """Return one of the options, all equally likely."""
        return options[self.number(*names) % len(options)]

    def shuffled(self, options: Sequence[Choice], *names: object) -> list[Choice]:
        """Return the options in an order of chance."""
        order = sorted(range(len(options)), key=lambda at: (self.number(*names, at), at))
        return [options[at] for at in order]
