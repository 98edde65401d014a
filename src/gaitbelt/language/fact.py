"""The fact: a named derived column that predicates and other facts are written in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

import polars as pl

FrameFunction: TypeAlias = Callable[[pl.DataFrame, Any], pl.DataFrame]
"""A table of a grain and the reference tables, which this room does not know, to columns."""

SERVICE_LINE = "service line"
CODE_ON_DATE = "code on date"
DATE_OF_SERVICE = "date of service"
PROVIDER_CODE_ON_DATE = "provider's code on date"
PROVIDER_DATE = "provider's date"
CLAIM = "claim"
PLAN_OF_CARE = "plan of care"
PATIENT = "patient"

GROUPS: dict[str, tuple[str, ...]] = {
    CODE_ON_DATE: ("person", "date_of_service", "line_discipline", "payer", "hcpcs_code"),
    DATE_OF_SERVICE: ("person", "date_of_service", "line_discipline", "payer"),
    PROVIDER_CODE_ON_DATE: ("person", "date_of_service", "provider", "payer", "hcpcs_code"),
    PROVIDER_DATE: ("person", "date_of_service", "provider", "payer"),
    CLAIM: ("person", "claim_id"),
    PLAN_OF_CARE: ("person", "line_discipline", "payer", "plan"),
    PATIENT: ("person",),
}
"""What lines share when they belong to one group of each grain."""

GRAINS = (SERVICE_LINE, *GROUPS)


@dataclass(frozen=True, slots=True)
class Fact:
    """A derived column: its name, meaning, grain and how it is made.

    ``expression`` is evaluated on the table of ``per``, or aggregates the lines of each
    group where ``is_aggregate``.
    ``of_value`` makes it of one value of the column that it ``reads``.
    ``columns`` makes one or more columns from a frame where no expression can; it names
    what it ``reads`` and the type of what it ``produces``. Where fewer than ``fewest`` rows
    have ``only_where`` it is not called, and what it produces is null. ``stands_for`` is the input a user would have to supply when the
    fact is null, where that is not plain from what it reads.
    """

    name: str
    meaning: str
    per: str = SERVICE_LINE
    is_aggregate: bool = False
    expression: pl.Expr | None = None
    columns: FrameFunction | None = None
    of_value: Callable[[Any], object] | None = None  # Any: a cell of a frame
    reads: tuple[str, ...] = ()
    produces: Mapping[str, pl.DataType] = field(default_factory=dict)
    only_where: str | None = None
    fewest: int = 1
    stands_for: str | None = None


FACTS: dict[str, Fact] = {}
"""Every fact by the name of its column; filled as the modules of facts are read."""


def fact(
    *, per: str | None = None, on: str = SERVICE_LINE, stands_for: str | None = None
) -> Callable[[Callable[[], pl.Expr]], pl.Expr]:
    """Return a decorator that names a derived column after the decorated function.

    The decorated name becomes an expression (``pl.col`` of that name), so facts and
    predicates read it like a column. With ``per`` the expression aggregates the lines of
    each group of that grain; with ``on`` it is written in facts of that grain already.
    """

    def register(function: Callable[[], pl.Expr]) -> pl.Expr:
        name, grain = function.__name__, per or on
        made = function()
        _add(Fact(name, _meaning(function), grain, per is not None, made, stands_for=stands_for))
        return pl.col(name)

    return register


def frame_fact(
    *,
    per: str = SERVICE_LINE,
    reads: tuple[str, ...],
    produces: Mapping[str, pl.DataType],
    only_where: str | None = None,
    fewest: int = 1,
    stands_for: str | None = None,
) -> Callable[[FrameFunction], tuple[pl.Expr, ...]]:
    """Return a decorator for columns that a frame function makes at one grain.

    The function gets the table of the grain with the columns it ``reads`` (and ``line_id``
    or the group's own number) and the reference tables (``gaitbelt.reference.Reference``),
    and returns the columns it ``produces``, one row per row given, in the same order. A
    function that has something to say only where a boolean column is true of ``fewest``
    rows names it as ``only_where``: elsewhere it is not called and every column is null.
    """

    def register(function: FrameFunction) -> tuple[pl.Expr, ...]:
        for name in produces:
            _add(
                Fact(
                    name,
                    _meaning(function),
                    per,
                    columns=function,
                    reads=reads,
                    produces=produces,
                    only_where=only_where,
                    fewest=fewest,
                    stands_for=stands_for,
                )
            )
        return tuple(pl.col(name) for name in produces)

    return register


def value_fact(
    *, of: str, dtype: pl.DataType
) -> Callable[[Callable[[Any], object]], pl.Expr]:  # Any: a cell of a frame
    """Return a decorator for a column that a plain function makes of another column's value.

    The function is called once for each different value, missing ones too.
    """

    def register(function: Callable[[Any], object]) -> pl.Expr:  # Any: a cell of a frame
        name = function.__name__
        _add(Fact(name, _meaning(function), of_value=cache(function), reads=(of,),
                  produces={name: dtype}))  # fmt: skip
        return pl.col(name)

    return register


def _add(new: Fact) -> None:
    if new.per not in GRAINS:
        raise ValueError(f"Fact {new.name}: {new.per} is not a grain; use one of {GRAINS}.")
    if new.name in FACTS and FACTS[new.name].meaning != new.meaning:
        raise ValueError(f"Fact {new.name} is defined twice; give one of them another name.")
    FACTS[new.name] = new


def _meaning(function: Callable[..., object]) -> str:
    if not function.__doc__:
        raise ValueError(f"Fact {function.__name__} has no docstring; say what it means.")
    return function.__doc__.strip().splitlines()[0]
