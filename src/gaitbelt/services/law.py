"""The law a run judges by: rules, published values and reference tables."""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from gaitbelt.engine.rulebook import Rulebook
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.library.tables import load_policy, load_reference
from gaitbelt.policy import Policy
from gaitbelt.reference import Reference


@dataclass(frozen=True, slots=True)
class Law:
    """What a check judges by."""

    rulebook: Rulebook
    policy: Policy
    reference: Reference


def load_law(extra: tuple[Path, ...] = (), *, today: date | None = None) -> Law:
    """Return the shipped law with that of user directories.

    A rule that a user switched off is on again once its last day is before ``today``.
    Raises UnreadableCard and GaitbeltError where a user's file cannot be used.
    """
    policy, reference = load_policy(extra), load_reference()
    rulebook = load_rulebook(extra, (policy.digest, reference.digest))
    if today is not None:
        kept = tuple(each for each in rulebook.switched_off if each.until >= today)
        if kept != rulebook.switched_off:
            rulebook = replace(rulebook, switched_off=kept)
    return Law(rulebook, policy, reference)
