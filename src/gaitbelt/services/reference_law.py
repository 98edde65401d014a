"""The law a run judges by, with the tables of a user's local store."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.reference import Reference
from gaitbelt.services.law import Law, load_law
from gaitbelt.services.reference_store import with_store


def law_with_store(
    store: Path | None, extra: tuple[Path, ...] = (), *, today: date | None = None
) -> Law:
    """Return the law of ``load_law`` with the tables of a store in their place.

    Without a store it is the same law. Raises as ``load_law``, and UnusableStore where
    the store's files are not those that were imported.
    """
    law = load_law(extra, today=today)
    return law if store is None else law_by(law, with_store(law.reference, store), extra)


def law_by(law: Law, reference: Reference, extra: tuple[Path, ...] = ()) -> Law:
    """Return a law with other reference tables; its digest says so."""
    digest = load_rulebook(extra, (law.policy.digest, reference.digest)).digest
    return replace(law, reference=reference, rulebook=replace(law.rulebook, digest=digest))
