"""The rulebook as it lies on disk: cards and predicates found by glob."""

import hashlib
import importlib
import importlib.util
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import yaml

from gaitbelt.engine.rulebook import Authority, Card, Rule, Rulebook, SwitchedOff
from gaitbelt.language.errors import GaitbeltError
from gaitbelt.language.fact import GRAINS
from gaitbelt.language.predicate import Predicate
from gaitbelt.tables.finding import SEVERITIES
from gaitbelt.tables.record import RECORD

RULES = Path(__file__).parent.parent / "rules"
FACT_MODULES = "gaitbelt.facts"
STATUSES = ("draft", "active", "retired")


class UnreadableCard(GaitbeltError):
    """A card or its predicate cannot be used; the message says where and why."""


@cache
def load_rulebook(extra: tuple[Path, ...] = (), known_digests: tuple[str, ...] = ()) -> Rulebook:
    """Return the rules shipped with gaitbelt and those of user directories.

    A user directory may hold ``rules/<family>/*.md`` with predicates beside them and
    ``switched_off.yaml``, a list of ``{code, reason, until}``. ``known_digests`` are those
    of the policy and the reference, so that the rulebook's digest covers all that decides.
    Raises UnreadableCard where a card is incomplete or a code is used twice.
    """
    importlib.import_module(FACT_MODULES)
    pairs = list(_shipped())
    for folder in extra:
        pairs.extend(_in_folder(folder / "rules"))
    rules = tuple(sorted((_rule(*pair) for pair in pairs), key=lambda rule: rule.card.code))
    _refuse_twice(rules)
    digest = hashlib.blake2b(digest_size=16)
    for card, _, text in sorted(pairs, key=lambda pair: pair[0].name):
        digest.update(card.read_bytes())
        digest.update(text.encode())
    for module in sorted((RULES.parent / "facts").glob("*.py")):
        digest.update(module.read_bytes())
    off = tuple(each for folder in extra for each in _switched_off(folder, rules))
    digest.update(repr((known_digests, off)).encode())
    return Rulebook(rules, digest.hexdigest(), off)


def _shipped() -> Iterable[tuple[Path, ModuleType, str]]:
    for card in sorted(RULES.glob("*/*.md")):
        name = f"gaitbelt.rules.{card.parent.name}.{card.stem}"
        source = card.with_suffix(".py")
        if not source.is_file():
            raise UnreadableCard(f"{card.name} has no predicate: write {source.name} beside it.")
        yield card, importlib.import_module(name), source.read_text(encoding="utf-8")


def _in_folder(folder: Path) -> Iterable[tuple[Path, ModuleType, str]]:
    for card in sorted(folder.glob("*/*.md")):
        source = card.with_suffix(".py")
        if not source.is_file():
            raise UnreadableCard(f"{card.name} has no predicate: write {source.name} beside it.")
        spec = importlib.util.spec_from_file_location(f"user_rule_{card.stem}", source)
        if spec is None or spec.loader is None:
            raise UnreadableCard(f"{source.name} cannot be read as Python; check its name.")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield card, module, source.read_text(encoding="utf-8")


def _rule(card: Path, module: ModuleType, _: str) -> Rule:
    predicates = tuple(value for value in vars(module).values() if isinstance(value, Predicate))
    if not predicates:
        raise UnreadableCard(f"{card.stem}.py has no function with @predicate; add one.")
    return Rule(read_card(card), predicates)


def read_card(path: Path) -> Card:
    """Return a card from its file. Raises UnreadableCard naming what is missing."""
    text = path.read_text(encoding="utf-8")
    match = re.match(r"---\n(.*?)\n---\n(.*)", text, flags=re.DOTALL)
    if match is None:
        raise UnreadableCard(f"{path.name} has no front matter between two lines of ---.")
    front = yaml.safe_load(match.group(1))
    title, sections = _sections(match.group(2))
    try:
        card = Card(
            code=front["code"],
            name=front["name"],
            title=title,
            family=path.parent.name,
            status=front["status"],
            grain=front["grain"],
            severity=front["severity"],
            payers=tuple(front["payers"]),
            effective_from=_day(front["effective_from"]),
            effective_through=_maybe(front.get("effective_through")),
            published=_maybe(front.get("published")),
            checked_on=_day(front["checked_on"]),
            confidence=front["confidence"],
            message=front["message"],
            fix=sections["How to fix"].splitlines()[0].strip(),
            needs=tuple(front.get("needs", ())),
            authorities=tuple(
                Authority(each["cite"], each.get("title", ""), each.get("url", ""))
                for each in front["authority"]
            ),
            sections=sections,
        )
    except KeyError as missing:
        raise UnreadableCard(f"{path.name} has no {missing}; every card needs it.") from missing
    _refuse_odd_words(card, path)
    return card


def _refuse_odd_words(card: Card, path: Path) -> None:
    for word, allowed in (
        (card.status, STATUSES),
        (card.grain, GRAINS),
        (card.severity, SEVERITIES),
        (card.confidence, ("P", "S", "M", "D")),
    ):
        if word not in allowed:
            raise UnreadableCard(f"{path.name}: {word!r} is not one of {', '.join(allowed)}.")
    for name in card.needs:
        if name not in RECORD:
            raise UnreadableCard(f"{path.name}: needs {name!r}, which is no column of the record.")
    if not path.stem.startswith(card.code.lower()):
        raise UnreadableCard(f"{path.name} does not begin with its code {card.code.lower()}.")


def _sections(body: str) -> tuple[str, dict[str, str]]:
    title, sections, heading = "", {}, ""
    lines: dict[str, list[str]] = {}
    for line in body.splitlines():
        if line.startswith("# ") and not title:
            title = line[2:].strip()
        elif line.startswith("## "):
            heading = line[3:].strip()
            lines[heading] = []
        elif heading:
            lines[heading].append(line)
    sections = {name: "\n".join(text).strip() for name, text in lines.items()}
    return title, sections


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value))


def _maybe(value: object) -> date | None:
    return None if value in (None, "unknown") else _day(value)


def _refuse_twice(rules: tuple[Rule, ...]) -> None:
    codes = [rule.card.code for rule in rules]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        raise UnreadableCard(f"Two cards carry the code {code}; give one of them the next number.")


def _switched_off(folder: Path, rules: tuple[Rule, ...]) -> Iterable[SwitchedOff]:
    path = folder / "switched_off.yaml"
    if not path.is_file():
        return
    known = {rule.card.code for rule in rules}
    for number, each in enumerate(yaml.safe_load(path.read_text(encoding="utf-8")) or [], 1):
        lacking = [name for name in ("code", "reason", "until") if not each.get(name)]
        if lacking:
            raise UnreadableCard(f"{path.name}, entry {number}: {', '.join(lacking)} missing.")
        if each["code"] not in known:
            raise UnreadableCard(f"{path.name}, entry {number}: no rule {each['code']}.")
        yield SwitchedOff(each["code"], each["reason"], _day(each["until"]))
