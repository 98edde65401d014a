"""Interpreting: a Polars expression as a plain function of one row, or of a group's rows.

For one visit the work is nothing and each call of the frame library costs. So on few lines
the very expressions that facts and predicates are written in are evaluated row by row;
there is no second definition. What is not understood raises, and the caller uses frames.
"""

import json
from collections.abc import Sequence
from functools import lru_cache

import polars as pl

from gaitbelt.engine.operations import (
    AGGREGATES,
    BINARY,
    FUNCTIONS,
    Node,
    NotUnderstood,
    Plain,
    Row,
    Value,
    as_text,
    as_whole,
    strictly,
    text_or_none,
)

__all__ = ["Interpreter", "NotUnderstood", "Plain", "on_row", "on_rows", "tree_of"]


def on_row(expression: pl.Expr) -> Plain:
    """Return a function of one row that gives what the expression gives.

    Raises NotUnderstood where the expression reads more than the row, or uses an
    operation that is not known here; the function raises it for values it cannot treat.
    """
    return Interpreter(is_grouped=False).compiled(tree_of(expression))


def on_rows(expression: pl.Expr) -> Plain:
    """Return a function of a group's rows for an expression that aggregates them.

    Raises NotUnderstood as ``on_row`` does.
    """
    return Interpreter(is_grouped=True).compiled(tree_of(expression))


def tree_of(expression: pl.Expr) -> Node:
    """Return an expression as the tree of JSON that Polars writes."""
    return json.loads(expression.meta.serialize(format="json"))


class Interpreter:
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
            return strictly(self.compiled(inner["expr"]), as_text)
        if inner["dtype"] == {"Literal": {"List": "String"}}:
            return strictly(self.compiled(inner["expr"]), lambda each: [*map(text_or_none, each)])
        if inner["dtype"] == {"Literal": "Int64"}:
            return strictly(self.compiled(inner["expr"]), as_whole)
        raise NotUnderstood(str(inner["dtype"]))

    def _agg(self, inner: Node) -> Plain:
        ((kind, own),) = inner.items()
        reduce = AGGREGATES.get(kind)
        if reduce is None or not self.is_grouped:
            raise NotUnderstood(f"{kind} here")
        each = Interpreter(is_grouped=False).compiled(own.get("input", own))
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
        each = Interpreter(is_grouped=False).compiled(inputs[0])
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
