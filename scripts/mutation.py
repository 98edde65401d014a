"""Mutation testing of facts, methods and rules: which wrong laws do the tests notice?

``python -m scripts.mutation --minutes 35 --out out/mutation.jsonl``. Each mutant lives in
a process of its own, forked before the package is imported, and in memory only: no file
is changed. It is first shown the worked examples of the rules that reach it, then the
tests of its topic; the first that fails kills it.
"""

import argparse
import ast
import contextlib
import hashlib
import importlib
import importlib.machinery
import json
import math
import os
import select
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np  # noqa: F401 what every mutant needs is read once, before the forks
import polars as pl  # noqa: F401 as numpy
import pytest
import yaml

from scripts.mutants import Mutant, mutants
from scripts.mutation_topics import topics

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
ROOMS = ("facts", "methods", "rules")
LONGEST = 90.0
"""Seconds after which a mutant counts as noticed: it does not end."""

SURVIVED = "survived"
Answer = dict[str, Any]  # Any: what JSON holds


@dataclass(frozen=True, slots=True)
class Reach:
    """What a rule is made from: its module, facts by name, and modules read on the way."""

    module: str
    facts: frozenset[str]
    homes: frozenset[str]
    read: frozenset[str]


@dataclass(slots=True)
class Score:
    """How many mutants of a part of the tree there are, were tried, and were noticed."""

    all: int = 0
    tried: int = 0
    noticed: int = 0


def modules() -> dict[str, Path]:
    """Return the modules under test by name."""
    paths = (path for room in ROOMS for path in sorted((SOURCE / "gaitbelt" / room).rglob("*.py")))
    return {_module(path): path for path in paths if path.name != "__init__.py"}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


def sample(found: Iterable[Mutant]) -> list[Mutant]:
    """Return the mutants so that any first part covers each module by its size.

    Every module's first mutant comes before all second ones. The order is fixed by the
    mutants' own names.
    """
    ranked: dict[str, list[Mutant]] = {}
    for each in found:
        ranked.setdefault(each.module, []).append(each)
    placed: list[tuple[float, str, Mutant]] = []
    for held in ranked.values():
        held.sort(key=lambda each: _chance(each.name))
        for rank, each in enumerate(held):
            place = -1.0 if rank == 0 else (rank + _chance(each.name, "place")) / len(held)
            placed.append((place, each.name, each))
    return [each for _, _, each in sorted(placed, key=lambda row: row[:2])]


def _chance(name: str, salt: str = "order") -> float:
    digest = hashlib.blake2b(f"{salt} {name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


@cache
def _imports(module: str) -> frozenset[str]:
    """Return the modules of the package that a module reads, and those they read."""
    path = SOURCE.joinpath(*module.split(".")).with_suffix(".py")
    if not path.is_file():
        return frozenset()
    named: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("gaitbelt."):
            named |= {f"{node.module}", *(f"{node.module}.{each.name}" for each in node.names)}
    return frozenset(named.union(*(_imports(each) for each in named)))


def in_fork(work: Callable[[], object], longest: float) -> Answer:
    """Return what a piece of work answers in a process of its own, or how that ended."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        _work_in_child(work, out, into)
    os.close(into)
    said, ends = b"", time.monotonic() + longest
    while (left := ends - time.monotonic()) > 0:
        if not select.select([out], [], [], left)[0]:
            break
        if not (more := os.read(out, 1 << 16)):
            break
        said += more
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.close(out)
    os.waitpid(child, 0)
    answer = json.loads(said) if said.endswith(b"\n") else {"by": "no answer"}
    return dict(answer) if left > 0 else {"by": "no end"}


def _work_in_child(work: Callable[[], object], out: int, into: int) -> None:
    os.setpgid(0, 0)
    os.close(out)
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    try:
        answer = json.dumps(work())
    except BaseException as error:  # noqa: BLE001 whatever a mutant raises has noticed it
        last = traceback.extract_tb(error.__traceback__)[-1]
        answer = json.dumps({"by": f"error: {type(error).__name__} in {last.name}"})
    os.write(into, answer.encode() + b"\n")
    os._exit(0)


def become(mutant: Mutant | None) -> None:
    """Read the mutant instead of its module whenever that is imported."""
    yaml.SafeLoader = yaml.CSafeLoader  # type: ignore[assignment, misc]
    hypothesis.settings.register_profile("mutation", deadline=None, derandomize=True, database=None)
    hypothesis.settings.load_profile("mutation")
    plain = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, fullname: str) -> object:
        if mutant is not None and fullname == mutant.module:
            return compile(mutant.source, str(mutant.path), "exec")
        return plain(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]


def reaches() -> dict[str, Reach]:
    """Return what each active rule is made from; run in a fork."""

    def work() -> object:
        become(None)
        package = importlib.import_module("gaitbelt")
        if Path(str(package.__file__)).parent.parent != SOURCE:
            raise ImportError(f"gaitbelt is not read from {SOURCE}; put it first on PYTHONPATH.")
        plans = importlib.import_module("gaitbelt.engine.plan")
        homes = {
            each.owner: name
            for name, path in modules().items()
            for each in mutants(path, name)
            if each.is_fact
        }
        rulebook = importlib.import_module("gaitbelt.library.rulebook").load_rulebook()
        found = {}
        for rule in rulebook.active():
            facts = plans.Plan((rule,)).facts
            made = {fact.columns for fact in facts.values() if fact.columns is not None}
            names = {*facts, *(f"{each.__module__}.{each.__name__}" for each in made)}
            at = {homes[name] for name in facts if name in homes} | {e.__module__ for e in made}
            family = SOURCE / "gaitbelt" / "rules" / rule.card.family
            path = next(family.glob(f"{rule.card.code.lower()}_*.py"))
            found[rule.card.code] = [_module(path), sorted(names), sorted(at)]
        return {"rules": found}

    answer = in_fork(work, LONGEST)
    if "rules" not in answer:
        raise SystemExit(f"The rules cannot be read: {answer['by']}.")
    return {
        code: Reach(
            module,
            frozenset(facts),
            frozenset(homes),
            frozenset(homes).union(*(_imports(each) for each in (module, *homes))),
        )
        for code, (module, facts, homes) in answer["rules"].items()
    }


def rules_of(mutant: Mutant, reached: Mapping[str, Reach]) -> list[str]:
    """Return the rules that a mutant may change, those that reach it most directly first."""
    if mutant.module.startswith("gaitbelt.rules."):
        return [code for code, each in reached.items() if each.module == mutant.module]
    if mutant.is_fact:
        names = {mutant.owner, f"{mutant.module}.{mutant.owner}"}
        codes = [code for code, each in reached.items() if not names.isdisjoint(each.facts)]
    else:
        codes = [code for code, each in reached.items() if mutant.module in each.read]
    near = {code: mutant.module in reached[code].homes for code in codes}
    return sorted(codes, key=lambda code: (not near[code], len(reached[code].facts), code))


def judged(codes: Iterable[str], passed_over: frozenset[str]) -> str | None:
    """Return the first worked example of the rules that fails, or none."""
    shown = importlib.import_module("tests.cards.examples")
    judge = importlib.import_module("gaitbelt.engine.evaluate").judge
    tables = importlib.import_module("gaitbelt.library.tables")
    rulebook = importlib.import_module("gaitbelt.library.rulebook").load_rulebook()
    policy, reference = tables.load_policy(), tables.load_reference()
    for code in codes:
        for example in shown.examples(rulebook.rule(code).card):
            name = f"{code}: {example.case}"
            if name in passed_over:
                continue
            found = judge(example.lines, rulebook, policy, reference, only=frozenset({code}))
            said = set(found.findings["outcome"])
            worst = next((each for each in ("breach", "cannot tell") if each in said), "clear")
            if worst != example.outcome:
                return name
    return None


class Failures:
    """The tests of a pytest run that failed."""

    def __init__(self) -> None:
        """Begin with none."""
        self.names: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that failed."""
        if report.failed:
            self.names.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that cannot be read."""
        if report.failed:
            self.names.append(report.nodeid)


def tested(paths: Iterable[str], passed_over: Iterable[str], *more: str) -> list[str]:
    """Return the tests that fail; with ``-x`` among ``more`` the first only."""
    known = [path for path in paths if (ROOT / path).exists()]
    if not known:
        return []
    failures = Failures()
    deselected = [f"--deselect={each}" for each in passed_over]
    read_before = "ignore::pytest.PytestAssertRewriteWarning"
    quiet = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", read_before)
    pytest.main([*quiet, *more, *deselected, *known], plugins=[failures])
    return failures.names


def baseline(reached: Mapping[str, Reach], paths: Iterable[str]) -> frozenset[str]:
    """Return the examples and tests that fail without any mutant: they can notice none."""

    def work() -> object:
        become(None)
        red: set[str] = set()
        while (name := judged(reached, frozenset(red))) is not None:
            red.add(name)
        return {"red": sorted({*red, *tested(sorted({*paths}), ())})}

    answer = in_fork(work, 20 * LONGEST)
    if "red" not in answer:
        raise SystemExit(f"The tests do not run without a mutant: {answer['by']}.")
    return frozenset(answer["red"])


def tried(
    mutant: Mutant, codes: list[str], red: frozenset[str], also: Iterable[str] = ()
) -> Answer:
    """Return by what a mutant is noticed, or that it survived."""
    paths = (*topics(mutant.module), *also)

    def work() -> object:
        become(mutant)
        importlib.import_module("gaitbelt.facts")
        importlib.import_module(mutant.module)
        example = judged(codes, red) if codes else None
        if example is not None:
            return {"by": f"example {example}"}
        failed = tested(paths, [each for each in red if "::" in each], "-x")
        return {"by": f"test {failed[0]}" if failed else SURVIVED}

    began = time.monotonic()
    answer = in_fork(work, LONGEST * (2 if also else 1))
    seconds = round(time.monotonic() - began, 2)
    shown = {"name": mutant.name, "shown": mutant.shown, "owner": mutant.owner}
    return {**shown, **answer, "rules": len(codes), "seconds": seconds}


def interval(noticed: int, count: int) -> tuple[float, float]:
    """Return the 95 % Wilson interval of a share."""
    z, share = 1.96, noticed / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    half /= 1 + z * z / count
    return middle - half, middle + half


def weighted(scores: Iterable[Score]) -> tuple[float, float]:
    """Return the share noticed over parts weighted by size, and half its 95 % interval."""
    kept = list(scores)
    whole = sum(each.all for each in kept)
    share = spread = 0.0
    for each in kept:
        part, own = each.all / whole, each.noticed / each.tried
        share += part * own
        left = 1 - each.tried / each.all
        spread += part * part * own * (1 - own) * left / each.tried
    return share, 1.96 * math.sqrt(spread)


def report(found: Iterable[Mutant], answers: Iterable[Answer]) -> None:
    """Print the score of each module, family of rules and room, and what survived."""
    scores: dict[str, Score] = {}
    for each in found:
        for part in _parts(each.module):
            scores.setdefault(part, Score()).all += 1
    kept = list(answers)
    for answer in kept:
        for part in _parts(answer["name"].split(":")[0]):
            scores[part].tried += 1
            scores[part].noticed += answer["by"] != SURVIVED
    print("| part | mutants | tried | noticed | score |\n| - | -: | -: | -: | -: |")
    for part, score in sorted(scores.items()):
        share = f"{score.noticed / score.tried:.0%}" if score.tried else "-"
        print(f"| {part} | {score.all} | {score.tried} | {score.noticed} | {share} |")
    for room in ROOMS:
        score = scores[room]
        if score.tried:
            low, high = interval(score.noticed, score.tried)
            print(f"{room}: {score.noticed / score.tried:.1%} (95 %: {low:.1%} to {high:.1%})")
    mean, half = weighted([scores[room] for room in ROOMS if scores[room].tried])
    print(f"all, each room by its size: {mean:.1%} (95 %: ± {half:.1%})")
    for answer in sorted(kept, key=lambda each: str(each["shown"])):
        if answer["by"] == SURVIVED:
            print(f"{answer['shown']}    ({answer['owner']})")


def _parts(module: str) -> tuple[str, ...]:
    names = module.split(".")[1:]
    return ("all", names[0], "/".join(names[:2] if names[0] == "rules" else names))


def main() -> None:
    """Try mutants until the time is up, or those that are named, and print the score."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=35)
    asked.add_argument("--out", type=Path, default=ROOT / "out" / "mutation.jsonl")
    asked.add_argument("--again", action="store_true", help="try the survivors in OUT again")
    asked.add_argument("--only", default="", help="modules whose name holds this text")
    asked.add_argument("--also", nargs="*", default=[], help="tests beside those of the topic")
    given = asked.parse_args()
    found = [each for name, path in modules().items() for each in mutants(path, name)]
    chosen = [each for each in sample(found) if given.only in each.module]
    kept: dict[str, Answer] = {}
    if given.again:
        said = [json.loads(line) for line in given.out.read_text().splitlines()]
        kept = {str(each["name"]): each for each in said}
        survived = {name for name, each in kept.items() if each["by"] == SURVIVED}
        chosen = [each for each in chosen if each.name in survived]
    reached = reaches()
    paths = {path for each in chosen for path in topics(each.module)}
    red = baseline(reached, {*paths, *given.also})
    print(f"{len(found)} mutants, {len(chosen)} chosen; red before: {sorted(red)}", flush=True)
    ends = time.monotonic() + 60 * given.minutes
    given.out.parent.mkdir(exist_ok=True)
    for mutant in chosen:
        if time.monotonic() > ends:
            break
        kept[mutant.name] = tried(mutant, rules_of(mutant, reached), red, given.also)
        given.out.write_text("".join(json.dumps(each) + "\n" for each in kept.values()))
    report(found, kept.values())


if __name__ == "__main__":
    main()
