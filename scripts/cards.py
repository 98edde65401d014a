"""The rules as they are filed: cards beside their predicates, and every code ever given."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from gaitbelt.engine.rulebook import Card
from gaitbelt.library.rulebook import read_card

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "src" / "gaitbelt" / "rules"
CODES = RULES / "CODES.txt"

SECTIONS = ("What it checks", "Why it matters", "How to fix", "Worked examples")
"""The headings of a card, in order."""

REGISTER_HEAD = (
    "# Every code ever given to a rule. A code is never used again, so no line is removed.",
    "# `make new-rule` and `make docs` add lines.",
)


@dataclass(frozen=True, slots=True)
class Filed:
    """A card and where it is."""

    path: Path
    card: Card

    @property
    def predicate(self) -> Path:
        """The file that holds the predicate: the same stem, ending in .py."""
        return self.path.with_suffix(".py")

    @property
    def cases(self) -> list[list[dict[str, str]]]:
        """The worked examples: one list of rows per case, cells by column heading."""
        return cases(self.card.sections.get("Worked examples", ""))

    @property
    def never_cannot_tell(self) -> str:
        """Why no input of the rule can be missing, where the card says so."""
        front = yaml.safe_load(self.path.read_text(encoding="utf-8").split("---\n")[1])
        return str(front.get("never_cannot_tell", ""))


def every(folder: Path = RULES) -> list[Filed]:
    """Return every rule under a folder, in the order of their codes.

    Raises ``UnreadableCard`` where a card is incomplete, naming what is missing.
    """
    found = (Filed(path, read_card(path)) for path in folder.rglob("*.md"))
    return sorted(found, key=lambda filed: (filed.card.code, filed.path))


def cases(section: str) -> list[list[dict[str, str]]]:
    """Return the cases of a section's tables: a row with an empty case cell continues one."""
    found: list[list[dict[str, str]]] = []
    heading: list[str] | None = None
    for line in section.splitlines():
        cells = _cells(line)
        if cells is None:
            heading = None
        elif heading is None:
            heading = cells
        elif not _is_ruling(cells):
            row = dict(zip(heading, cells, strict=False))
            if row.get("case"):
                found.append([row])
            elif found:
                found[-1].append(row)
    return found


def registered(path: Path = CODES) -> dict[str, str]:
    """Return every code ever given and the name it was given to."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = [line.partition(" ") for line in lines if line.strip() and not line.startswith("#")]
    return {code: name for code, _, name in pairs}


def register(found: list[Filed], path: Path = CODES) -> list[str]:
    """Add the codes that the register lacks, and return them; nothing is ever removed."""
    known = registered(path)
    added = {each.card.code: each.card.name for each in found if each.card.code not in known}
    if added:
        lines = [f"{code} {name}" for code, name in sorted({**known, **added}.items())]
        path.write_text("\n".join([*REGISTER_HEAD, *lines]) + "\n", encoding="utf-8")
    return sorted(added)


def _cells(line: str) -> list[str] | None:
    stripped = line.strip()
    if not stripped.startswith("|"):
        return None
    return [cell.strip() for cell in stripped.strip("|").split("|")]


def _is_ruling(cells: list[str]) -> bool:
    return all(cell and set(cell) <= set("-:") for cell in cells)
