"""Mutants: one small wrong change each to a module that says what the law is.

A mutant is a span of the source and the text that stands there instead; nothing is
written to a file. Left alone are docstrings, annotations, what a frame fact says it reads
and produces, and keywords that decide types or speed and no answer.
"""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

SWAPPED_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
SWAPPED_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
}
SWAPPED_METHODS = {
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
    "first": "last",
    "last": "first",
    "any_horizontal": "all_horizontal",
    "all_horizontal": "any_horizontal",
    "min_horizontal": "max_horizontal",
    "max_horizontal": "min_horizontal",
    "minimum": "maximum",
    "maximum": "minimum",
}
DROPPED_METHODS = ("fill_null", "abs", "not_", "is_not")
NAMING = ("policy", "code_fact", "col")
"""Functions whose first argument names a published value, a fact of a code or a column."""

VARIADIC = ("coalesce", "carries", "count_carried", "any_horizontal", "all_horizontal")
KEPT_KEYWORDS = (
    *("dtype", "return_dtype", "schema", "seed", "strict", "copy", "frozen", "slots"),
    *("reads", "produces", "only_where", "fewest"),
)
SHOWN = 90


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one module: where, what stood there, and what stands there now.

    ``owner`` is the function or the name at the top of the module that holds the change;
    ``is_fact`` says that it is a fact of that name. ``start`` and ``end`` are bytes.
    """

    module: str
    path: Path
    line: int
    start: int
    end: int
    kind: str
    before: str
    after: str
    owner: str
    is_fact: bool

    @property
    def name(self) -> str:
        """What tells the mutant from all others, as long as the module stays as it is."""
        return f"{self.module}:{self.line}:{self.start}:{self.kind}:{self.after[:40]}"

    @property
    def shown(self) -> str:
        """The change in one line."""
        where = self.module.removeprefix("gaitbelt.")
        return f"{where}:{self.line} [{self.kind}] {self.before[:SHOWN]} → {self.after[:SHOWN]}"

    @property
    def source(self) -> bytes:
        """The module with the change."""
        whole = self.path.read_bytes()
        return whole[: self.start] + f"({self.after})".encode() + whole[self.end :]


def mutants(path: Path, module: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its lines."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    starts = [0]
    for line in text.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    names = _names(tree)
    found: dict[str, Mutant] = {}
    for statement in tree.body:
        owner, is_fact = _owner(statement)
        for node in _expressions(statement):
            if node.end_lineno is None or node.end_col_offset is None:
                continue
            start = starts[node.lineno - 1] + node.col_offset
            end = starts[node.end_lineno - 1] + node.end_col_offset
            for kind, changed in _changes(node, names):
                before, after = ast.unparse(node), ast.unparse(changed)
                each = Mutant(
                    *(module, path, node.lineno, start, end, kind),
                    *(before, after, owner, is_fact),
                )
                found.setdefault(each.name, each)
    return sorted(found.values(), key=lambda each: (each.start, each.end, each.kind, each.after))


def _owner(statement: ast.stmt) -> tuple[str, bool]:
    if isinstance(statement, ast.FunctionDef):
        called = [each.func for each in statement.decorator_list if isinstance(each, ast.Call)]
        is_fact = any(isinstance(each, ast.Name) and "fact" in each.id for each in called)
        return statement.name, is_fact
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id, False
    return getattr(statement, "name", ""), False


def _expressions(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the expressions that may be changed, outermost first."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Raise | ast.JoinedStr | ast.Delete):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.expr):
        yield node
    skipped = {"annotation", "returns", "type_params"}
    for name, value in ast.iter_fields(node):
        if name in skipped or (isinstance(node, ast.keyword) and node.arg in KEPT_KEYWORDS):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _expressions(child)


def _names(tree: ast.AST) -> dict[str, list[str]]:
    """Return the names given to each naming function in the module, each once."""
    found: dict[str, dict[str, None]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in NAMING and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.setdefault(_called(node), {})[argument.value] = None
    return {function: list(names) for function, names in found.items()}


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _changes(node: ast.expr, names: dict[str, list[str]]) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Compare):
        yield from _comparisons(node)
    elif isinstance(node, ast.BinOp) and type(node.op) in SWAPPED_OPERATORS:
        changed = deepcopy(node)
        changed.op = SWAPPED_OPERATORS[type(node.op)]()
        kind = "logic" if isinstance(node.op, ast.BitAnd | ast.BitOr) else "arithmetic"
        yield kind, changed
    elif isinstance(node, ast.BoolOp):
        joined: ast.boolop = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "logic", ast.BoolOp(joined, node.values)
    elif isinstance(node, ast.UnaryOp):
        yield "negation", node.operand
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.List | ast.Tuple | ast.Set) and isinstance(
        getattr(node, "ctx", ast.Load()), ast.Load
    ):
        yield from _elements(node)
    elif isinstance(node, ast.Call):
        yield from _calls(node, names)


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, ast.expr]]:
    for place, operator in enumerate(node.ops):
        changed = deepcopy(node)
        changed.ops[place] = SWAPPED_COMPARISONS[type(operator)]()
        yield "comparison", changed


def _constants(node: ast.Constant) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node.value, bool):
        yield "boolean", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield "number", ast.Constant(node.value + 1)
        yield (
            "number",
            ast.UnaryOp(ast.USub(), ast.Constant(1))
            if node.value == 0
            else (ast.Constant(node.value - 1)),
        )


def _elements(node: ast.List | ast.Tuple | ast.Set) -> Iterator[tuple[str, ast.expr]]:
    is_plain = all(isinstance(each, ast.Constant) for each in node.elts)
    if not is_plain or len(node.elts) < 2:  # noqa: PLR2004 an only element is a list's point
        return
    for place in range(len(node.elts)):
        changed = deepcopy(node)
        del changed.elts[place]
        yield "element", changed


def _calls(node: ast.Call, names: dict[str, list[str]]) -> Iterator[tuple[str, ast.expr]]:
    called = _called(node)
    for place, keyword in enumerate(node.keywords):
        if keyword.arg and keyword.arg not in KEPT_KEYWORDS:
            changed = deepcopy(node)
            del changed.keywords[place]
            yield "keyword", changed
    if isinstance(node.func, ast.Attribute) and called in SWAPPED_METHODS:
        changed = deepcopy(node)
        changed.func = ast.Attribute(node.func.value, SWAPPED_METHODS[called], ast.Load())
        yield "method", changed
    if isinstance(node.func, ast.Attribute) and called in DROPPED_METHODS:
        yield "method", node.func.value
    if called in VARIADIC and len(node.args) > 1:
        for place in range(len(node.args)):
            changed = deepcopy(node)
            del changed.args[place]
            yield "element", changed
    if called in NAMING and node.args and isinstance(node.args[0], ast.Constant):
        other = _next(names.get(called, []), node.args[0].value)
        if other is not None:
            changed = deepcopy(node)
            changed.args[0] = ast.Constant(other)
            yield "name", changed


def _next(names: list[str], name: object) -> str | None:
    if len(names) < 2:  # noqa: PLR2004 there is no other name to swap with
        return None
    return dict(pairwise([*names, names[0]])).get(str(name))
