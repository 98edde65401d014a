"""Which evaluation code the documented components of one evaluation support.

In plain Python, so that a small question is answered at once; the rules ask the same of
frames (``methods.evaluation_level``), from the same table.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gaitbelt.language.errors import ImpossibleInput, check_word
from gaitbelt.library import codes as registry
from gaitbelt.library.evaluation_levels import LEVELS, Component, components

DISCIPLINES = ("PT", "OT")
BELOW = "below low"

NOTES = {
    "PT": (
        "A comorbidity counts only where it affects the plan of care.",
        "Elements need not come from different domains.",
    ),
    "OT": ("At 3 and 5 deficits two bands meet, and the other components decide.",),
}
ALWAYS = (
    "All components have to reach a level; time does not decide.",
    "Medicare pays the three levels alike; the level is a matter of the record.",
)


@dataclass(frozen=True, slots=True)
class ComponentLevel:
    """One component: what is documented, and the level this reaches.

    ``given`` is None where nothing was stated; ``level`` is low, moderate or high,
    ``below low`` where not even low is reached, None where nothing was stated.
    """

    name: str
    given: int | str | None
    level: str | None


@dataclass(frozen=True, slots=True)
class EvaluationLevel:
    """The evaluation code that one evaluation supports.

    ``hcpcs_code`` and ``level`` are None where a component is not stated, which
    ``missing`` then names, or where not even low is reached. ``at_most`` is the code that
    the components stated allow at most. ``limited_by`` names the lowest of them, and is
    empty where all are high. ``confidence`` is that of the weakest source.
    """

    discipline: str
    hcpcs_code: str | None
    level: str | None
    label: str | None
    at_most: str | None
    components: tuple[ComponentLevel, ...]
    limited_by: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    citations: tuple[str, ...]
    confidence: str

    def to_dict(self) -> dict[str, Any]:  # JSON holds values of many types
        """Return the answer as JSON shows it."""
        held = dataclasses.asdict(self)
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in held.items()
        }


def evaluation_level(
    discipline: str,
    *,
    personal_factor_count: int | None = None,
    examination_element_count: int | None = None,
    clinical_presentation: str | None = None,
    occupational_profile: str | None = None,
    performance_deficit_count: int | None = None,
    decision_making: str | None = None,
) -> EvaluationLevel:
    """Return the code that the documented components of an evaluation support.

    PT has personal factors, examined elements, clinical presentation and decision making;
    OT has occupational profile, performance deficits and decision making. A component
    that is not given is not stated. The lowest governs. Raises ImpossibleInput for
    another discipline, a component of the other one, a count below 0 or an unknown word.
    """
    check_word("Discipline", discipline, DISCIPLINES)
    given: dict[str, int | str | None] = {
        "personal_factor_count": personal_factor_count,
        "examination_element_count": examination_element_count,
        "clinical_presentation": clinical_presentation,
        "occupational_profile": occupational_profile,
        "performance_deficit_count": performance_deficit_count,
        "decision_making": decision_making,
    }
    own = components(discipline)
    _refuse_others(discipline, own, given)
    return _answer(discipline, own, {each.name: _reached(each, given[each.name]) for each in own})


def _refuse_others(
    discipline: str, own: tuple[Component, ...], given: Mapping[str, int | str | None]
) -> None:
    names = [each.name for each in own]
    for name, value in given.items():
        if value is not None and name not in names:
            raise ImpossibleInput(
                f"{_said(name).capitalize()} is no component of a {discipline} evaluation. "
                f"Give {', '.join(map(_said, names))}."
            )


def _reached(component: Component, given: int | str | None) -> ComponentLevel:
    """Return what was given for a component, and the level it reaches."""
    if given is None:
        return ComponentLevel(component.name, None, None)
    if component.words:
        word = str(given)
        check_word(_said(component.name).capitalize(), word, component.words)
        return ComponentLevel(component.name, word, LEVELS[component.words.index(word)])
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise ImpossibleInput(
            f"{_said(component.name).capitalize()} {given} is no count. Give 0 or more."
        )
    reached = sum(given >= floor for floor in component.floors)
    return ComponentLevel(component.name, given, LEVELS[reached - 1] if reached else BELOW)


def _answer(
    discipline: str, own: tuple[Component, ...], reached: Mapping[str, ComponentLevel]
) -> EvaluationLevel:
    order = (BELOW, *LEVELS)
    stated = [order.index(each.level) for each in reached.values() if each.level]
    missing = tuple(_said(each.name) for each in reached.values() if each.level is None)
    lowest = min(stated, default=len(LEVELS))
    at_most = own[0].codes[lowest - 1] if lowest else None
    is_told = not missing and at_most is not None
    is_limited = bool(stated) and lowest < len(LEVELS)
    return EvaluationLevel(
        discipline=discipline,
        hcpcs_code=at_most if is_told else None,
        level=order[lowest] if is_told else None,
        label=_label(at_most) if is_told else None,
        at_most=at_most,
        components=tuple(reached.values()),
        limited_by=tuple(
            _said(each.name)
            for each in reached.values()
            if is_limited and each.level == order[lowest]
        ),
        missing=missing,
        notes=(*NOTES[discipline], *ALWAYS),
        citations=tuple(dict.fromkeys(each.source for each in own)),
        confidence=max((each.confidence for each in own), key="PSDM".index),
    )


def _label(hcpcs_code: str | None) -> str | None:
    return registry.code_periods(hcpcs_code)[-1].label if hcpcs_code else None


def _said(name: str) -> str:
    """Return a component's name as people say it."""
    words = {"personal_factor_count": "personal factors"}
    words["examination_element_count"] = "examination elements"
    words["performance_deficit_count"] = "performance deficits"
    return words.get(name, name.replace("_", " "))
