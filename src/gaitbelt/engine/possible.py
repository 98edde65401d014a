"""Which rules some kind of line here could break; the facts of the others are not made.

A rule about remote monitoring cannot be broken where nothing monitors. Its predicate is
false for every kind of line, whatever the lines themselves hold, so it is clear without
deriving what it reads. What is not known of a kind is treated as unknown, never as null:
only false of a kind's own facts, or false with anything, counts.
"""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
import polars as pl

from gaitbelt.engine.bind import Compiled, Scope, scope_of
from gaitbelt.engine.interpret import Interpreter, NotUnderstood, Plain, tree_of
from gaitbelt.engine.operations import Node, Value
from gaitbelt.language.fact import Fact

MOST_KINDS = 20_000
"""Kinds of lines above which asking each costs more than it saves."""


UNKNOWN = object()
Outcomes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint8]]


class Unknown(Exception):
    """A kind of line does not tell the value."""


def possible_rules(
    kinds: pl.DataFrame, scopes: Mapping[Scope, Outcomes], ready: Compiled
) -> frozenset[str]:
    """Return the codes of the rules that some kind of line could break.

    ``kinds`` has every fact of the plan that lives on the table of kinds; ``scopes`` has
    for each whether rules of it apply: 0 no, 1 yes, 2 cannot tell.
    """
    if kinds.height > MOST_KINDS:
        return frozenset(rule.card.code for rule in ready.rules)
    if "could break" not in ready.kept:
        ready.kept["could break"] = _Questions(ready)
    questions: _Questions = ready.kept["could break"]
    known = kinds.drop("date_of_service")
    questions.rows = [_Kind(row, questions) for row in known.iter_rows(named=True)]
    asked = []
    for rule in ready.rules:
        violated, applies = questions.rules[rule.card.code], scopes[scope_of(rule)]
        if any(_maybe(violated, questions.rows[each]) for each in np.flatnonzero(applies)):
            asked.append(rule.card.code)
    questions.rows = []
    return frozenset(asked)


def _maybe(condition: Plain, row: "_Kind") -> bool:
    """Return whether a condition is anything but certainly false for a kind."""
    try:
        return condition(row) is not False
    except (Unknown, NotUnderstood):
        return True


class _Kind(dict[str, Value]):
    """What is known of a kind of line; the facts of its lines follow from it or are unknown."""

    __slots__ = ("questions", "unknown")

    def __init__(self, row: dict[str, Value], questions: "_Questions") -> None:
        super().__init__(row)
        self.questions = questions
        self.unknown: set[str] = set()

    def __missing__(self, name: str) -> Value:
        """Make a line's fact of what the kind tells. Raises Unknown where it does not."""
        if name in self.unknown:
            raise Unknown
        try:
            value = self.questions.value(name, self)
        except (Unknown, NotUnderstood) as error:
            self.unknown.add(name)
            raise Unknown from error
        self[name] = value
        return value


class _Questions:
    """The predicates and facts of a plan as functions of a kind of line."""

    def __init__(self, ready: Compiled) -> None:
        self.rows: list[_Kind] = []
        self.rules = {
            rule.card.code: _cautious(ready.plan.expressions[rule.card.code])
            for rule in ready.rules
        }
        self.facts = {name: self._function(fact) for name, fact in ready.plan.facts.items()}

    def value(self, name: str, row: _Kind) -> Value:
        """Return a fact of a kind's lines. Raises Unknown where the kind does not tell it."""
        make = self.facts.get(name)
        if make is None:
            raise Unknown(name)
        return make(row)

    def _function(self, fact: Fact) -> Plain:
        if fact.columns is not None:
            return self._of_frame(fact.only_where)
        if fact.expression is None:
            return _unknown
        if fact.is_aggregate:
            return self._of_group(fact.expression)
        return _cautious(fact.expression)

    def _of_frame(self, only_where: str | None) -> Plain:
        """Return what a frame function makes: nothing where no kind has what it asks for."""

        def run(_: _Kind) -> None:
            if only_where is None or self._is_anywhere(lambda row: row[only_where]):
                raise Unknown

        return run

    def _of_group(self, expression: pl.Expr) -> Plain:
        """Return what an aggregate gives: false where no line of any kind has it."""
        inner = _any_of(expression)
        if inner is None:
            return _unknown
        condition = _cautious_tree(inner)

        def run(_: _Kind) -> bool:
            if self._is_anywhere(condition):
                raise Unknown
            return False

        return run

    def _is_anywhere(self, condition: Plain) -> bool:
        return any(_maybe(condition, row) for row in self.rows)


def _unknown(_: _Kind) -> None:
    raise Unknown


def _any_of(expression: pl.Expr) -> Node:
    """Return the condition of an expression that is ``any`` of it over a group, or none."""
    match tree_of(expression):
        case {"Function": {"function": {"Boolean": {"Any": _}}, "input": [inner]}}:
            return inner
    return None


def _cautious(expression: pl.Expr) -> Plain:
    return _cautious_tree(tree_of(expression))


def _cautious_tree(tree: Node) -> Plain:
    try:
        return _Cautious(is_grouped=False).compiled(tree)
    except NotUnderstood:
        return _unknown


class _Cautious(Interpreter):
    """Interprets expressions of which parts may be unknown: false with anything is false."""

    def _binaryexpr(self, inner: Node) -> Plain:
        decides = {"And": False, "Or": True}.get(inner["op"])
        if decides is None:
            return super()._binaryexpr(inner)
        return _decided_by([self.compiled(inner[side]) for side in ("left", "right")], decides)

    def _function(self, inner: Node) -> Plain:
        match inner["function"]:
            case {"Boolean": "AllHorizontal" | "AnyHorizontal" as name}:
                parts = [self.compiled(each) for each in inner["input"]]
                return _decided_by(parts, name == "AnyHorizontal")
        return super()._function(inner)

    def _ternary(self, inner: Node) -> Plain:
        asked, *answers = (self.compiled(inner[part]) for part in ("predicate", "truthy", "falsy"))

        def run(row: _Kind) -> Value:
            try:
                return answers[0 if asked(row) else 1](row)
            except Unknown:
                if all(_told(each, row) is False for each in answers):
                    return False
                raise

        return run


def _decided_by(parts: list[Plain], is_or: bool) -> Plain:  # noqa: FBT001 (one of two)
    """Return a condition that one part decides, a true one of ``or``, though others are unknown."""

    def run(row: _Kind) -> Value:
        told = []
        for part in parts:
            told.append(_told(part, row))
            if told[-1] is is_or:
                return is_or
        if UNKNOWN in told:
            raise Unknown
        return None if None in told else not is_or

    return run


def _told(part: Plain, row: _Kind) -> Value:
    """Return what a part gives for a kind, or that it is unknown."""
    try:
        return part(row)
    except Unknown:
        return UNKNOWN
