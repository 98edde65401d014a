"""What the codes of a claim acknowledgement (277CA) mean, and what to do.

Our own few words. Read with the standard library only.
"""

import functools
from dataclasses import dataclass

from gaitbelt.library.shipped import shipped_rows


@dataclass(frozen=True, slots=True)
class StatusCategory:
    """One claim status category code."""

    status_category_code: str
    meaning: str
    is_rejected: bool
    confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class FrontEndEdit:
    """One edit of a front end: what it looks at, where, and how it answers."""

    edit: str
    condition: str
    place: str
    status_category_code: str
    status_code: str
    entity_code: str
    action: str
    confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class MessagePlace:
    """Where a sender puts a message in free text."""

    transaction: str
    sender: str
    loop: str
    element: str
    meaning: str
    confidence: str
    cite: str


def status_category(code: str) -> StatusCategory | None:
    """Return what a status category says, or None where no source of it is held."""
    return _categories().get(code.strip().upper())


def front_end_edit(edit: str) -> FrontEndEdit | None:
    """Return an edit by its number, or None where it is not held."""
    return next((each for each in front_end_edits() if each.edit == edit.strip()), None)


def edits_answering(status_category_code: str, status_code: str) -> tuple[FrontEndEdit, ...]:
    """Return the edits that answer with a category and a status."""
    wanted = (status_category_code.strip().upper(), status_code.strip())
    return tuple(
        each
        for each in front_end_edits()
        if (each.status_category_code, each.status_code) == wanted
    )


@functools.cache
def front_end_edits() -> tuple[FrontEndEdit, ...]:
    """Return every edit held."""
    return tuple(FrontEndEdit(**row) for row in shipped_rows("acknowledgements/front_end_edits"))


@functools.cache
def message_places() -> tuple[MessagePlace, ...]:
    """Return where senders put messages in free text."""
    return tuple(MessagePlace(**row) for row in shipped_rows("acknowledgements/message_places"))


@functools.cache
def _categories() -> dict[str, StatusCategory]:
    return {
        row["status_category_code"]: StatusCategory(
            row["status_category_code"],
            row["meaning"],
            row["is_rejected"] == "yes",
            row["confidence"],
            row["cite"],
        )
        for row in shipped_rows("acknowledgements/status_categories")
    }
