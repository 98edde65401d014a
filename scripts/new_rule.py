"""Write a rule's two files, card and predicate, with the next free number.

``make new-rule FAMILY=units NAME="timed units exceed minutes"``. The card starts as a
draft and its examples are to be written first: red, then the predicate: green.
"""

import re
import sys
from pathlib import Path

from scripts.cards import RULES, Filed, every, register, registered

FAMILIES = {
    "units": "UNT",
    "modifiers": "MOD",
    "pairs": "PTP",
    "codes": "COD",
    "diagnoses": "DXC",
    "plans": "POC",
    "notes": "DOC",
    "thresholds": "THR",
    "supervision": "SUP",
    "telehealth": "TEL",
    "payment": "PAY",
    "forms": "FRM",
    "remittance": "REM",
}
"""Folder of a family to the letters of its codes."""

PROMPTS = {
    "What it checks": "Say in one sentence what a finding means.",
    "Why it matters": "Say what happens to the claim, and by which authority.",
    "How to fix": "Say in the imperative what to do.",
}
"""What a draft says under each heading until its author does."""

CARD = """\
---
code: {code}
name: {name}
status: draft
grain: service line
severity: note
payers: [medicare]
effective_from: 9999-12-31 # the first date of service it governs; until that is known, none
checked_on: 1900-01-01     # the day someone read the source; until then, never
message: ""
confidence: M
authority:
  - cite: ""
    title: ""
    url: ""
---
# {title}

{prompts}
## Worked examples

| case | hcpcs | minutes | units | finds |
| ---- | ----- | ------- | ----- | ----- |
"""

PREDICATE = '''\
"""{code}. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether {sentence}."""
    return pl.lit(None, dtype=pl.Boolean)
'''


def letters_of(family: str, folder: Path = RULES) -> str:
    """Return the letters that a family's codes begin with.

    A family is named by its folder or by its letters. Raises ``ValueError`` for a
    family that has neither a folder with rules nor a place in the table above.
    """
    if family.upper() in FAMILIES.values():
        return family.upper()
    present = {filed.card.code[:3] for filed in every(folder / family)} if family else set()
    letters = present.pop() if present else FAMILIES.get(family)
    if letters is None:
        message = f"There is no family named {family!r}. The families: {', '.join(FAMILIES)}."
        raise ValueError(message)
    return letters


def folder_of(letters: str, folder: Path = RULES) -> Path:
    """Return the folder of a family: where its cards are, else the one in the table."""
    for filed in every(folder):
        if filed.card.code.startswith(letters):
            return filed.path.parent
    return folder / next(name for name, known in FAMILIES.items() if known == letters)


def next_code(letters: str, found: list[Filed], known: dict[str, str]) -> str:
    """Return the code after the highest that the family ever had."""
    codes = {filed.card.code for filed in found} | set(known)
    numbers = [int(code[3:]) for code in codes if code.startswith(letters)]
    return f"{letters}{max(numbers, default=0) + 1:03d}"


def draft(code: str, words: list[str], sentence: str) -> str:
    """Return a card that can be read and says where its author is to write."""
    title = " ".join(sentence.split())
    prompts = "\n".join(f"## {heading}\n\n{said}\n" for heading, said in PROMPTS.items())
    name, title = "-".join(words), title[0].upper() + title[1:]
    return CARD.format(code=code, name=name, title=title, prompts=prompts)


def write(family: str, sentence: str, folder: Path = RULES) -> list[Path]:
    """Write the card and the predicate, and return the two paths, card first.

    ``sentence`` names the defect in plain words. Raises ``ValueError`` when the family
    or the sentence is missing or cannot be a name.
    """
    words = re.findall(r"[a-z0-9]+", sentence.lower())
    if not words:
        message = 'Name the defect: make new-rule FAMILY=units NAME="timed units exceed minutes".'
        raise ValueError(message)
    letters = letters_of(family, folder)
    register_path = folder / "CODES.txt"
    if "-".join(words) in registered(register_path).values():
        message = f"There is a rule named {'-'.join(words)}; name the difference."
        raise ValueError(message)
    code = next_code(letters, every(folder), registered(register_path))
    place = folder_of(letters, folder)
    place.mkdir(parents=True, exist_ok=True)
    package = place / "__init__.py"
    if not package.exists():
        package.write_text(f'"""Rules about {place.name}."""\n', encoding="utf-8")
    stem = place / "_".join([code.lower(), *words])
    stem.with_suffix(".md").write_text(draft(code, words, sentence), encoding="utf-8")
    stem.with_suffix(".py").write_text(
        PREDICATE.format(code=code, sentence=" ".join(sentence.split())), encoding="utf-8"
    )
    register(every(folder), register_path)
    return [stem.with_suffix(".md"), stem.with_suffix(".py")]


def main() -> int:
    """Write the two files that the arguments ask for, and say what comes next."""
    family, sentence = ([*sys.argv[1:], "", ""])[:2]
    try:
        card, predicate = write(family, sentence)
    except ValueError as problem:
        print(problem, file=sys.stderr)
        return 2
    print(f"{card.name} and {predicate.name} are in {card.parent.relative_to(Path.cwd())}.")
    print("Write the worked examples, see them fail, then write the predicate.")
    print("Set status to active when the card is complete; make check says what is missing.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
