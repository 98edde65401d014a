"""Write the documentation pages that come from cards, policy values and provenance.

``python -m scripts.docs`` writes them; with ``--check`` it writes nothing and fails when
a page on disk differs from what its source says. Words after that, such as ``codes`` or
``values``, name the kinds of pages to go by; none means all.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import yaml

from gaitbelt.engine.plan import Plan
from gaitbelt.engine.rulebook import Authority, Card
from gaitbelt.library.policy import load_policies, load_profiles
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.tables.vocabulary import CONFIDENCE
from scripts import docs_codes, docs_records, docs_values
from scripts.cards import CODES, ROOT, SECTIONS, Filed, every, register, registered
from scripts.markdown import DOCS, NOTE, cell, note

REFERENCE = ROOT / "src" / "gaitbelt" / "reference"


def rule_page(filed: Filed, plan: Plan) -> str:
    """Return a rule's page: its standing, its card's prose, its authority, what it reads.

    ``plan`` is the engine's plan for this rule alone.
    """
    card = filed.card
    lines = [note(filed.path), f"# {card.code} · {card.title}\n", _standing(card)]
    written = [heading for heading in SECTIONS if card.sections.get(heading)]
    lines += [f"## {heading}\n\n{card.sections[heading]}\n" for heading in written]
    lines.append(f"## What a finding says\n\n> {card.message}\n")
    lines.append("## Authority\n\n" + "\n".join(map(_authority, card.authorities)) + "\n")
    facts = [f"- `{name}`: {fact.meaning}" for name, fact in sorted(plan.facts.items())]
    if facts:
        lines.append("## Facts it reads\n\n" + "\n".join(facts) + "\n")
    values = [_value_read(name) for name in plan.policies]
    if values:
        lines.append("## Published values it reads\n\n" + "\n".join(values) + "\n")
    lines.append(f"The predicate is `{filed.predicate.relative_to(ROOT).as_posix()}`.\n")
    return "\n".join(lines)


def rules_index(rules: list[Filed]) -> str:
    """Return the page that lists every rule, one row each."""
    rows = [
        f"| [{card.code}]({card.code.lower()}.md) | {card.title} | {card.grain} "
        f"| {card.severity} | {', '.join(card.payers)} | {card.status} |"
        for card in (filed.card for filed in rules)
    ]
    head = [
        NOTE.format(source="the cards in src/gaitbelt/rules"),
        "# Rules\n",
        "A code is never used twice, and a retired rule keeps its page.\n",
        "| code | finding | grain | severity | payers | status |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return "\n".join([*head, *rows]) + "\n"


def reference_page(entries: list[dict[str, object]]) -> str:
    """Return the page that says where each reference table comes from."""
    lines = [note(REFERENCE), "# Where the reference tables come from\n"]
    for entry in entries:
        lines.append(f"## {entry.get('file')}\n")
        rest = {key: value for key, value in entry.items() if key != "file"}
        lines += [line for key, value in rest.items() for line in _listed(key, value)]
        lines.append("")
    return "\n".join(lines)


def _listed(name: object, value: object, depth: int = 0) -> list[str]:
    """Return a named value as lines of a list, what it holds one step further in."""
    bullet = f"{'    ' * depth}- "
    named = f"{bullet}{str(name).replace('_', ' ')}:"
    if isinstance(value, dict):
        held = (_listed(key, each, depth + 1) for key, each in value.items())
        return [named, *(line for lines in held for line in lines)]
    if isinstance(value, list):
        return [named, *(f"    {bullet}{cell(each)}" for each in value)]
    return [f"{named} {cell(value)}"]


def provenance(folder: Path = REFERENCE) -> list[dict[str, object]]:
    """Return the provenance entries of every folder of tables, files named from above."""
    entries: list[dict[str, object]] = []
    for path in sorted(folder.glob("*/PROVENANCE.yaml")):
        held = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries.extend({**each, "file": f"{path.parent.name}/{each['file']}"} for each in held)
    return entries


def rule_pages() -> dict[Path, str]:
    """Return the page of every rule, and the page that lists them."""
    rules = every()
    rulebook = load_rulebook()
    found: dict[Path, str] = {}
    for each in rules:
        rule = rulebook.rule(each.card.code)
        if rule is not None:
            page = rule_page(each, Plan((rule,)))
            found[DOCS / "rules" / f"{each.card.code.lower()}.md"] = page
    found[DOCS / "rules" / "index.md"] = rules_index(rules)
    return found


KINDS: dict[str, Callable[[], dict[Path, str]]] = {
    "rules": rule_pages,
    "values": lambda: docs_values.pages(load_rulebook(), load_profiles(), load_policies()),
    "codes": docs_codes.pages,
    "records": lambda: docs_records.pages(load_rulebook()),
    "provenance": lambda: {DOCS / "reference.md": reference_page(provenance())},
}
"""What makes each kind of generated pages."""

FOLDERS = {"rules": ("rules",), "values": ("values", "policy"), "codes": ("codes",)}
"""The folders that a kind fills alone."""


def pages(kinds: Sequence[str] = tuple(KINDS)) -> dict[Path, str]:
    """Return the generated pages of some kinds: each path and the text it is to have."""
    return {path: text for kind in kinds for path, text in KINDS[kind]().items()}


def stale(expected: dict[Path, str], kinds: Sequence[str] = tuple(KINDS)) -> list[Path]:
    """Return the pages that are missing, differ from their source, or have none left."""
    folders = [folder for kind in kinds for folder in FOLDERS.get(kind, ())]
    present = {path for folder in folders for path in (DOCS / folder).glob("*.md")}
    differing = [
        path
        for path, text in expected.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    return sorted([*differing, *(present - set(expected))])


def main() -> int:
    """Write the pages, or with ``--check`` name those that are not as their source says."""
    asked = [word for word in sys.argv[1:] if word != "--check"]
    if unknown := sorted(set(asked) - set(KINDS)):
        print(f"{' '.join(unknown)}: no such pages. Name some of {' '.join(KINDS)}.")
        return 2
    kinds = asked or list(KINDS)
    expected = pages(kinds)
    outdated = stale(expected, kinds)
    if "--check" in sys.argv[1:]:
        missing = sorted({each.card.code for each in every()} - set(registered()))
        for path in outdated:
            print(f"{path.relative_to(ROOT)} is not as its source says: run make docs.")
        if missing:
            print(f"{CODES.relative_to(ROOT)} lacks {' '.join(missing)}: run make docs.")
        return 1 if outdated or missing else 0
    if "rules" in kinds:
        register(every())
    for path in outdated:
        if path in expected:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(expected[path], encoding="utf-8")
        else:
            path.unlink()
    print(f"{len(expected)} pages, {len(outdated)} changed.")
    return 0


def _standing(card: Card) -> str:
    until = f"through {card.effective_through}" if card.effective_through else "onward"
    rows = {
        "Name": f"`{card.name}`",
        "Status": card.status,
        "A finding is about": card.grain,
        "Severity": card.severity,
        "Payers": ", ".join(card.payers),
        "Dates of service": f"{card.effective_from} {until}",
        "Source last read": card.checked_on,
        "Confidence": CONFIDENCE[card.confidence],
    }
    body = [f"| {key} | {cell(value)} |" for key, value in rows.items()]
    return "\n".join(["| | |", "| --- | --- |", *body]) + "\n"


def _authority(authority: Authority) -> str:
    cite = f"[{authority.cite}]({authority.url})" if authority.url else authority.cite
    return f"- {cite}" + (f", {authority.title}" if authority.title else "")


def _value_read(name: str) -> str:
    payer, _, own = name.rpartition(".")
    held = [series.payer for series in load_policies() if series.name == own]
    linked = [f"[{each}](../values/{each}.{own}.md)" for each in held if payer in ("", each)]
    return f"- `{name}`: {', '.join(linked) or 'not held'}"


if __name__ == "__main__":
    sys.exit(main())
