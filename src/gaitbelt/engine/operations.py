"""What the operations of an expression do to the values of one row, or of a group's rows.

Nulls are treated as frames treat them; an operation that is absent, or a value of a type
that none here treats, raises NotUnderstood.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

import polars as pl

EPOCH = date(1970, 1, 1).toordinal()

Node: TypeAlias = Any  # Any: a tree of JSON objects, lists, words and numbers
Value: TypeAlias = Any  # Any: a cell of a frame
Row: TypeAlias = Mapping[str, Value]
Plain: TypeAlias = Callable[[Any], Value]  # Any: a row, or the rows of a group


class NotUnderstood(Exception):
    """An expression uses something that only a frame evaluates."""


def strictly(given: Plain, of: Callable[[Value], Value]) -> Plain:
    """Return a function of what another gives, null where that is null."""

    def run(row: Row) -> Value:
        value = given(row)
        return None if value is None else of(value)

    return run


def as_text(value: Value) -> str:
    """Return a value as text, as frames write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if type(value) in (int, date):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise NotUnderstood(f"text of {type(value).__name__}")


def text_or_none(value: Value) -> str | None:
    """Return a value as text, none for none."""
    return None if value is None else as_text(value)


def as_whole(value: Value) -> int:
    """Return a whole number, a truth value or a date (days since 1970) as a whole number."""
    if isinstance(value, int):
        return int(value)
    if type(value) is date:
        return value.toordinal() - EPOCH
    raise NotUnderstood(f"a whole number of {type(value).__name__}")


def _and(left: Plain, right: Plain) -> Plain:
    def run(row: Row) -> Value:
        one = left(row)
        if one is False:
            return False
        other = right(row)
        if other is False:
            return False
        if one is None or other is None:
            return None
        return _agreed(one, other)

    return run


def _or(left: Plain, right: Plain) -> Plain:
    def run(row: Row) -> Value:
        one = left(row)
        if one is True:
            return True
        other = right(row)
        if other is True:
            return True
        if one is None or other is None:
            return None
        return _agreed(one, other)

    return run


def _agreed(one: Value, other: Value) -> bool:
    """Return what two booleans alike say; other values are joined bit by bit in frames."""
    if one is other and isinstance(one, bool):
        return one
    raise NotUnderstood("bits of numbers")


def _pairwise(of: Callable[[Value, Value], Value]) -> Callable[[Plain, Plain], Plain]:
    """Return an operation that is null where either side is."""

    def make(left: Plain, right: Plain) -> Plain:
        def run(row: Row) -> Value:
            one = left(row)
            if one is None:
                return None
            other = right(row)
            return None if other is None else of(one, other)

        return run

    return make


def _counted(of: Callable[[Value, Value], Value]) -> Callable[[Plain, Plain], Plain]:
    """Return an operation on whole numbers alone."""

    def run(one: Value, other: Value) -> Value:
        if type(one) is int and type(other) is int:
            return of(one, other)
        raise NotUnderstood(f"arithmetic of {type(one).__name__} and {type(other).__name__}")

    return _pairwise(run)


def _validity(is_equal: bool) -> Callable[[Plain, Plain], Plain]:  # noqa: FBT001 (one of two)
    def make(left: Plain, right: Plain) -> Plain:
        return lambda row: (left(row) == right(row)) is is_equal

    return make


BINARY: dict[str, Callable[[Plain, Plain], Plain]] = {
    "And": _and,
    "Or": _or,
    "Eq": _pairwise(lambda one, other: one == other),
    "NotEq": _pairwise(lambda one, other: one != other),
    "Lt": _pairwise(lambda one, other: one < other),
    "LtEq": _pairwise(lambda one, other: one <= other),
    "Gt": _pairwise(lambda one, other: one > other),
    "GtEq": _pairwise(lambda one, other: one >= other),
    "EqValidity": _validity(is_equal=True),
    "NotEqValidity": _validity(is_equal=False),
    "Plus": _counted(lambda one, other: one + other),
    "Minus": _counted(lambda one, other: one - other),
    "FloorDivide": _counted(lambda one, other: one // other if other else None),
}


def _told(values: Sequence[Value]) -> list[Value]:
    return [each for each in values if each is not None]


AGGREGATES: dict[str, Callable[[list[Value]], Value]] = {
    "Sum": lambda values: sum(_told(values)),
    "Min": lambda values: min(_told(values), default=None),
    "Max": lambda values: max(_told(values), default=None),
    "First": lambda values: values[0],
    "NUnique": lambda values: len(set(values)),
}

Maker: TypeAlias = Callable[[list[Plain], Node], Plain]


def _first_told(inputs: list[Plain], _: Node) -> Plain:
    def run(row: Row) -> Value:
        for each in inputs:
            value = each(row)
            if value is not None:
                return value
        return None

    return run


def _across(of: Callable[[list[Value]], Value]) -> Maker:
    return lambda inputs, _: lambda row: of([each(row) for each in inputs])


def _any_across(values: list[Value]) -> Value:
    return True if True in values else None if None in values else False


def _all_across(values: list[Value]) -> Value:
    return False if False in values else None if None in values else True


def _of_one(of: Callable[[Value], Value]) -> Maker:
    return lambda inputs, _: strictly(inputs[0], of)


def _not(value: Value) -> bool:
    if isinstance(value, bool):
        return not value
    raise NotUnderstood("bits of a number")


def _is_in(inputs: list[Plain], options: Node) -> Plain:
    if options != {"nulls_equal": False}:
        raise NotUnderstood("nulls among others")
    return _pairwise(lambda value, others: value in others)(*inputs)


def _contains(inputs: list[Plain], options: Node) -> Plain:
    if options != {"nulls_equal": True}:
        raise NotUnderstood("nulls in a list")
    held, asked = inputs
    return lambda row: None if held(row) is None else asked(row) in held(row)


def _get(inputs: list[Plain], is_null_outside: Node) -> Plain:
    if not is_null_outside:
        raise NotUnderstood("a place that may be outside a list")
    return _pairwise(lambda held, n: held[n] if -len(held) <= n < len(held) else None)(*inputs)


def _concatenated(inputs: list[Plain], options: Node) -> Plain:
    between, ignores = options["delimiter"], options["ignore_nulls"]

    def run(row: Row) -> Value:
        parts = [each(row) for each in inputs]
        if None in parts and not ignores:
            return None
        return between.join(_told(parts))

    return run


def _formatted(inputs: list[Plain], options: Node) -> Plain:
    text, places = options["format"].encode(), [*options["insertions"], None]
    cuts = [text[start:end].decode() for start, end in zip([0, *places[:-1]], places, strict=True)]

    def run(row: Row) -> Value:
        parts = [text_or_none(each(row)) for each in inputs]
        if None in parts:
            return None
        return cuts[0] + "".join(f"{part}{cut}" for part, cut in zip(parts, cuts[1:], strict=True))

    return run


def _joined(inputs: list[Plain], ignores_nulls: Node) -> Plain:
    def join(held: Value, between: Value) -> Value:
        if None in held and not ignores_nulls:
            return None
        return between.join(_told(held))

    return _pairwise(join)(*inputs)


@lru_cache(maxsize=50_000)
def _hash(value: Value, seed: int) -> int:
    return int(pl.Series([value], dtype=pl.String).hash(seed).item())


def _hashed(inputs: list[Plain], seed: Node) -> Plain:
    def run(row: Row) -> Value:
        value = inputs[0](row)
        if not (value is None or isinstance(value, str)):
            raise NotUnderstood(f"a hash of {type(value).__name__}")
        return _hash(value, seed)

    return run


FUNCTIONS: dict[str, Maker] = {
    "Not": _of_one(_not),
    "IsNull": lambda inputs, _: lambda row: inputs[0](row) is None,
    "IsNotNull": lambda inputs, _: lambda row: inputs[0](row) is not None,
    "FillNull": _first_told,
    "Coalesce": _first_told,
    "AnyHorizontal": _across(_any_across),
    "AllHorizontal": _across(_all_across),
    "MinHorizontal": _across(lambda values: min(_told(values), default=None)),
    "MaxHorizontal": _across(lambda values: max(_told(values), default=None)),
    "IsIn": _is_in,
    "Hash": _hashed,
    "ListExpr.Contains": _contains,
    "ListExpr.Get": _get,
    "ListExpr.Length": _of_one(len),
    "ListExpr.Join": _joined,
    "StringExpr.ConcatHorizontal": _concatenated,
    "StringExpr.Format": _formatted,
}
"""What each function does, by its inputs and options."""
