"""The plan: which facts a set of rules reaches, where each lives, and in what order."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from gaitbelt.engine.message import fields
from gaitbelt.engine.rulebook import Rule
from gaitbelt.language.fact import FACTS, GROUPS, SERVICE_LINE, Fact
from gaitbelt.language.words import CODE_PREFIX, POLICY_PREFIX

KIND = "kind of line"
"""Lines alike in payer, setting, code, modifiers, discipline and era of law: few per run."""

KIND_COLUMNS = ("payer", "setting", "hcpcs_code", "modifiers", "discipline", "line_discipline")
CONSTANT_IN_GROUP = {"payer", "setting", "hcpcs_code", "discipline", "line_discipline"}
GROUP_PREFIX = "group:"


def roots(expression: pl.Expr) -> tuple[str, ...]:
    """Return the columns an expression reads, each once, in a fixed order."""
    return tuple(sorted(set(expression.meta.root_names())))


def reads(fact: Fact) -> tuple[str, ...]:
    """Return the columns and facts that a fact is made from."""
    return fact.reads if fact.expression is None else roots(fact.expression)


@dataclass(frozen=True, slots=True)
class Step:
    """Facts that are made together on one table."""

    table: str
    facts: tuple[Fact, ...]


class Plan:
    """Where every column that the rules reach lives, and the steps that make them."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        """Plan for the rules, whose predicates may read any fact."""
        self.rules = rules
        self.expressions = {rule.card.code: rule.expression() for rule in rules}
        self._homes: dict[str, str] = {}
        self._wanted = {name for each in self.expressions.values() for name in roots(each)}
        self._wanted |= {name for rule in rules for name in fields(rule.card.message)}
        wanted = sorted(self._wanted)
        self.facts = self._reachable(wanted)

    def _reachable(self, wanted: Iterable[str]) -> dict[str, Fact]:
        found: dict[str, Fact] = {}

        def visit(name: str, path: tuple[str, ...]) -> None:
            if name in path:
                raise ValueError(f"Facts read each other in a circle: {' → '.join((*path, name))}.")
            if name in found or name not in FACTS:
                return
            for read in reads(FACTS[name]):
                visit(read, (*path, name))
            found[name] = FACTS[name]

        for name in wanted:
            visit(name, ())
        return found

    def home(self, name: str) -> str:
        """Return the table a column lives on: kinds, service lines or a group's."""
        if name not in self._homes:
            self._homes[name] = self._find_home(name)
        return self._homes[name]

    def _find_home(self, name: str) -> str:
        if name.startswith((POLICY_PREFIX, CODE_PREFIX)) or name in KIND_COLUMNS:
            return KIND
        fact = FACTS.get(name)
        if fact is None:
            return SERVICE_LINE
        if fact.per != SERVICE_LINE:
            return fact.per
        if fact.expression is not None and all(self.home(read) == KIND for read in reads(fact)):
            return KIND
        return SERVICE_LINE

    def table_of(self, rule: Rule) -> str:
        """Return the table a rule is evaluated on."""
        if rule.card.grain != SERVICE_LINE:
            return rule.card.grain
        names = roots(self.expressions[rule.card.code])
        is_kind = all(self.home(name) == KIND for name in names)
        return KIND if is_kind else SERVICE_LINE

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The facts in rounds: each round only reads what earlier rounds made."""
        done: set[str] = set()
        left = dict(self.facts)
        steps: list[Step] = []
        while left:
            ready = {
                name: fact
                for name, fact in left.items()
                if all(read in done or read not in self.facts for read in reads(fact))
            }
            tables = {self.home(name) for name in ready}
            table = min(tables, key=lambda each: (each != KIND, each != SERVICE_LINE, each))
            batch = [fact for name, fact in ready.items() if self.home(name) == table]
            steps.append(Step(table, _once(batch)))
            for fact in batch:
                done.add(fact.name)
                del left[fact.name]
        return tuple(steps)

    @cached_property
    def policies(self) -> tuple[str, ...]:
        """The paths of the published values that the rules reach."""
        return self._prefixed(POLICY_PREFIX)

    @cached_property
    def code_facts(self) -> tuple[str, ...]:
        """The columns of the code registry that the rules reach."""
        return self._prefixed(CODE_PREFIX)

    def _prefixed(self, prefix: str) -> tuple[str, ...]:
        names = {
            read.removeprefix(prefix)
            for expression in (self._wanted, *(reads(fact) for fact in self.facts.values()))
            for read in expression
            if read.startswith(prefix)
        }
        return tuple(sorted(names))

    @cached_property
    def columns(self) -> frozenset[str]:
        """Every column and fact that rules, messages and facts read."""
        read = {name for fact in self.facts.values() for name in reads(fact)}
        return frozenset(self._wanted | read)

    @cached_property
    def groups(self) -> tuple[str, ...]:
        """The grains whose groups have to be numbered."""
        homes = {self.home(name) for name in self.facts}
        homes |= {rule.card.grain for rule in self.rules}
        homes |= {
            read.removeprefix(GROUP_PREFIX)
            for fact in self.facts.values()
            for read in reads(fact)
            if read.startswith(GROUP_PREFIX)
        }
        return tuple(grain for grain in GROUPS if grain in homes)

    def reached(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return every column and fact that the named ones are made from, and themselves."""
        seen: dict[str, None] = {}

        def visit(name: str) -> None:
            if name in seen:
                return
            if name in self.facts:
                for read in reads(self.facts[name]):
                    visit(read)
            seen[name] = None

        for name in names:
            visit(name)
        return tuple(seen)

    def inputs(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return what a user supplies for the named columns: columns of the contract.

        A fact that stands for an input is not looked behind.
        """
        seen: dict[str, None] = {}

        def visit(name: str) -> None:
            fact = self.facts.get(name)
            if fact is None or fact.stands_for is not None:
                seen[name] = None
                return
            for read in reads(fact):
                visit(read)

        for name in names:
            visit(name)
        return tuple(seen)


def _once(batch: list[Fact]) -> tuple[Fact, ...]:
    """Keep one of the facts that one frame function produces together."""
    kept: list[Fact] = []
    for fact in batch:
        is_twin = fact.columns is not None and any(other.columns is fact.columns for other in kept)
        if not is_twin:
            kept.append(fact)
    return tuple(kept)
