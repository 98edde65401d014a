"""The user's own rules and values, read before anything else so that faults are named."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gaitbelt.cli.options import today
from gaitbelt.language.errors import GaitbeltError, ImpossibleInput

if TYPE_CHECKING:
    from gaitbelt.services.law import Law


def law_with(folders: Sequence[Path] | None, store: Path | None = None) -> "Law":
    """Return the shipped law with that of the user's folders, and a store's tables.

    Raises GaitbeltError where a folder cannot be used, whatever is wrong in it: its
    predicates are programs, and its cards anything that a person may write.
    """
    from gaitbelt.services.reference_law import law_with_store

    try:
        return law_with_store(store, tuple(folders or ()), today=today())
    except GaitbeltError:
        raise
    except Exception as error:
        if not folders:
            raise
        named = ", ".join(folder.name for folder in folders)
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ImpossibleInput(
            f"The rules in {named} could not be read ({reason}). Correct the file and check again."
        ) from error
