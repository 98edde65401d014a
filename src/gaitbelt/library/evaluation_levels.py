"""What each component of an evaluation has to reach, level by level, as published.

Read from the package's table with the standard library only, once, when first asked.
"""

import functools
from dataclasses import dataclass

from gaitbelt.library.shipped import shipped_rows

LEVELS = ("low", "moderate", "high")
"""What the levels 1, 2 and 3 are called."""


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a discipline's evaluation, with what each level asks of it.

    ``floors`` are the least counts of levels 1 to 3, ``words`` the words of levels 1 to 3;
    one of the two is empty. ``codes`` are the evaluation codes of levels 1 to 3.
    """

    discipline: str
    name: str
    codes: tuple[str, ...]
    floors: tuple[int, ...]
    words: tuple[str, ...]
    confidence: str
    source: str


def components(discipline: str) -> tuple[Component, ...]:
    """Return the components of a discipline's evaluation, in order; none but for PT and OT."""
    return _components().get(discipline, ())


def evaluation_codes() -> dict[str, tuple[str, int]]:
    """Return the discipline and the level of every evaluation code that has levels."""
    return {
        code: (discipline, level)
        for discipline, held in _components().items()
        for level, code in enumerate(held[0].codes, 1)
    }


@functools.cache
def _components() -> dict[str, tuple[Component, ...]]:
    rows: dict[tuple[str, str], list[dict[str, str]]] = {}
    for cells in shipped_rows("codes/evaluation_levels"):
        rows.setdefault((cells["discipline"], cells["component"]), []).append(cells)
    found: dict[str, tuple[Component, ...]] = {}
    for (discipline, name), of_component in rows.items():
        found[discipline] = (*found.get(discipline, ()), _component(discipline, name, of_component))
    return found


def _component(discipline: str, name: str, rows: list[dict[str, str]]) -> Component:
    ordered = sorted(rows, key=lambda cells: int(cells["level"]))
    return Component(
        discipline,
        name,
        tuple(cells["hcpcs_code"] for cells in ordered),
        tuple(int(cells["count_from"]) for cells in ordered if cells["count_from"]),
        tuple(cells["word"] for cells in ordered if cells["word"]),
        max((cells["confidence"] for cells in ordered), key="PSDM".index),
        "; ".join(dict.fromkeys(cells["source"] for cells in ordered)),
    )
