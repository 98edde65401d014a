"""Money is multiplied and rounded in one place, and is never a float."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGE, at, calls, python_files, tree

THE_PLACE = PACKAGE / "language" / "money.py"
AMOUNT = re.compile(r"(^|_)amounts?$|(^|_)dollars$|(^|_)fee$")
SCALING = (ast.Mult, ast.Div, ast.FloorDiv)
SCALING_METHODS = {"mul", "truediv", "floordiv"}

ROUNDING_ALLOWED: dict[str, str] = {}
"""A file that may round something that is not money, and what that is."""


def files() -> list[Path]:
    return [path for path in python_files("src") if path != THE_PLACE]


def mentions_money(node: ast.AST) -> bool:
    """Return whether an expression names an amount, as a variable, field or column."""
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Constant(value=str(name)):
                if AMOUNT.search(name):
                    return True
    return False


def scaled(path: Path) -> Iterator[ast.AST]:
    """Give every expression that multiplies or divides something that names an amount."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.BinOp(left=left, op=op, right=right) if isinstance(op, SCALING):
                if mentions_money(left) or mentions_money(right):
                    yield node
            case ast.AugAssign(target=target, op=op, value=value) if isinstance(op, SCALING):
                if mentions_money(target) or mentions_money(value):
                    yield node
            case ast.Call(func=ast.Attribute(attr=name)) if name in SCALING_METHODS:
                if mentions_money(node):
                    yield node


def test_an_amount_is_recognised_by_its_name() -> None:
    assert mentions_money(ast.parse('pl.col("charge_amount") + 1'))
    assert not mentions_money(ast.parse("unit_count + minutes"))


def test_money_is_multiplied_in_one_place_only() -> None:
    assert [at(path, node) for path in files() for node in scaled(path)] == []


def test_no_amount_becomes_a_float() -> None:
    found = [
        at(path, call)
        for path in python_files("src")
        for call, name in calls(path)
        if (name == "float" or "Float" in ast.unparse(call)) and mentions_money(call)
    ]
    assert found == []


def test_nothing_else_rounds() -> None:
    found = [
        at(path, call)
        for path in files()
        for call, name in calls(path)
        if name.split(".")[-1] in {"round", "quantize"} and path.stem not in ROUNDING_ALLOWED
    ]
    assert found == []
