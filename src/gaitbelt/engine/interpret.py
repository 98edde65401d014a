"""Interpreting: a Polars expression as a plain function of one row, or of a group's rows.

For one visit the work is nothing and each call of the frame library costs. So on few lines
the very expressions that facts and predicates are written in are evaluated row by row;
there is no second definition. What is not understood raises, and the caller uses frames.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

import polars as pl

Node: TypeAlias = Any  # Any: a tree of JSON objects, lists, words and numbers
Value: TypeAlias = Any  # Any: a cell of a frame
Row: TypeAlias = Mapping[str, Value]
Plain: TypeAlias = Callable[[Any], Value]  # Any: a row, or the rows of a group


class NotUnderstood(Exception):
    """An expression uses something that only a frame evaluates."""


def on_row(expression: pl.Expr) -> Plain:
    """Return a function of one row that gives what the expression gives.

    Raises NotUnderstood where the expression reads more than the row, or uses an
    operation that is not known here; the function raises it for values it cannot treat.
    """
    return _Compiler(is_grouped=False).compiled(_tree(expression))


def on_rows(expression: pl.Expr) -> Plain:
    """Return a function of a group's rows for an expression that aggregates them.

    Raises NotUnderstood as ``on_row`` does.
    """
    return _Compiler(is_grouped=True).compiled(_tree(expression))


def _tree(expression: pl.Expr) -> Node:
    return json.loads(expression.meta.serialize(format="json"))


class _Compiler:
    """Turns the nodes of one expression into functions, innermost first."""

    def __init__(self, *, is_grouped: bool) -> None:
        self.is_grouped = is_grouped

    def compiled(self, node: Node) -> Plain:
        """Return the function of a node."""
        if not isinstance(node, dict) or len(node) != 1:
            raise NotUnderstood(str(node)[:80])
        ((kind, inner),) = node.items()
        make = getattr(self, f"_{kind.lower()}", None)
        if make is None:
            raise NotUnderstood(kind)
        made: Plain = make(inner)
        return made

    def _column(self, name: str) -> Plain:
        if self.is_grouped:
            raise NotUnderstood(f"{name} of a group, not aggregated")
        return lambda row: row[name]

    def _literal(self, inner: Node) -> Plain:
        value = _constant(json.dumps({"Literal": inner}))
        return lambda _: value

    def _alias(self, inner: Node) -> Plain:
        return self.compiled(inner[0])

    def _ternary(self, inner: Node) -> Plain:
        asked, yes, no = (self.compiled(inner[part]) for part in ("predicate", "truthy", "falsy"))
        return lambda row: yes(row) if asked(row) else no(row)

    def _binaryexpr(self, inner: Node) -> Plain:
        make = BINARY.get(inner["op"])
        if make is None:
            raise NotUnderstood(str(inner["op"]))
        return make(self.compiled(inner["left"]), self.compiled(inner["right"]))

    def _cast(self, inner: Node) -> Plain:
        if inner["dtype"] == {"Literal": "String"}:
            return _strictly(self.compiled(inner["expr"]), _as_text)
        if inner["dtype"] == {"Literal": {"List": "String"}}:
            return _strictly(self.compiled(inner["expr"]), lambda each: [*map(_text, each)])
        if inner["dtype"] == {"Literal": "Int64"}:
            return _strictly(self.compiled(inner["expr"]), _as_whole)
        raise NotUnderstood(str(inner["dtype"]))

    def _agg(self, inner: Node) -> Plain:
        ((kind, own),) = inner.items()
        reduce = AGGREGATES.get(kind)
        if reduce is None or not self.is_grouped:
            raise NotUnderstood(f"{kind} here")
        each = _Compiler(is_grouped=False).compiled(own.get("input", own))
        return lambda rows: reduce([each(row) for row in rows])

    def _function(self, inner: Node) -> Plain:
        name, options = _named(inner["function"])
        if name in ("Any", "All"):
            return self._any_or_all(name, inner["input"], options)
        inputs = [self.compiled(each) for each in inner["input"]]
        make = FUNCTIONS.get(name)
        if make is None:
            raise NotUnderstood(name)
        return make(inputs, options)

    def _any_or_all(self, name: str, inputs: Node, options: Node) -> Plain:
        if not self.is_grouped:
            raise NotUnderstood(f"{name} of a single row")
        each = _Compiler(is_grouped=False).compiled(inputs[0])
        decided = name == "Any"
        ignores = bool(options["ignore_nulls"])

        def reduced(rows: Sequence[Row]) -> Value:
            values = [each(row) for row in rows]
            if decided in values:
                return decided
            return None if None in values and not ignores else not decided

        return reduced


def _named(function: Node) -> tuple[str, Node]:
    """Return the innermost name of a function and its options: ListExpr.Get of true."""
    if isinstance(function, str):
        return function, None
    ((name, options),) = function.items()
    if name in ("Boolean", "ListExpr", "StringExpr"):
        inner, own = _named(options)
        return (inner if name == "Boolean" else f"{name}.{inner}"), own
    return name, options


@lru_cache(maxsize=4096)
def _constant(node: str) -> Value:
    """Return the value of a literal, as a frame would hold it."""
    made = pl.select(pl.Expr.deserialize(node.encode(), format="json")).to_series()
    value = made.item()
    return value.to_list() if isinstance(value, pl.Series) else value


def _strictly(given: Plain, of: Callable[[Value], Value]) -> Plain:
    def run(row: Row) -> Value:
        value = given(row)
        return None if value is None else of(value)

    return run


def _as_text(value: Value) -> str:
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


def _text(value: Value) -> str | None:
    return None if value is None else _as_text(value)


def _as_whole(value: Value) -> int:
    if isinstance(value, int):
        return int(value)
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
    return lambda inputs, _: _strictly(inputs[0], of)


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
    if options["ignore_nulls"]:
        raise NotUnderstood("text with gaps")
    between = options["delimiter"]

    def run(row: Row) -> Value:
        parts = [each(row) for each in inputs]
        return None if None in parts else between.join(parts)

    return run


def _formatted(inputs: list[Plain], options: Node) -> Plain:
    text, places = options["format"].encode(), [*options["insertions"], None]
    cuts = [text[start:end].decode() for start, end in zip([0, *places[:-1]], places, strict=True)]

    def run(row: Row) -> Value:
        parts = [_text(each(row)) for each in inputs]
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
