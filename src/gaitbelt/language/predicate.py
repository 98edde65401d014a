"""The predicate: one expression that is true where a rule is broken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import overload

import polars as pl


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a rule tests, and from which date of service in this form.

    ``expression`` is true (breach), false (clear) or null (cannot tell).
    """

    expression: pl.Expr
    since: date | None = None


@overload
def predicate(violated: Callable[[], pl.Expr]) -> Predicate: ...
@overload
def predicate(*, since: date) -> Callable[[Callable[[], pl.Expr]], Predicate]: ...
def predicate(
    violated: Callable[[], pl.Expr] | None = None, *, since: date | None = None
) -> Predicate | Callable[[Callable[[], pl.Expr]], Predicate]:
    """Return the decorated function as a predicate.

    Use ``@predicate`` alone, or ``@predicate(since=date(...))`` where the logic changed
    on a date of service: the older function stays in the file.
    """
    if violated is not None:
        return Predicate(violated())
    return lambda function: Predicate(function(), since)
