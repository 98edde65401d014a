"""What therapy documents must hold, and facts that belong to no one code.

Read from the package's tables with the standard library only, once, when first asked.
"""

import functools
from dataclasses import dataclass
from datetime import date

from gaitbelt.library.shipped import covers, day, shipped_rows

ALL_PAYERS = "all"
"""The payer of an item that holds whoever pays."""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing that a document must hold over a stretch of dates, both ends inclusive.

    ``obligation`` is required or recommended; ``condition`` says when, empty always.
    ``disciplines`` empty means each. ``answer_type`` is boolean, date, integer, string,
    text or choice. ``effective_from`` None means that the first day is not established.
    """

    document: str
    item_id: str
    section: str
    requirement: str
    why: str
    who_may_write: str
    obligation: str
    condition: str
    disciplines: tuple[str, ...]
    answer_type: str
    answer_options: tuple[str, ...]
    payer: str
    effective_from: date | None
    effective_through: date | None
    cite: str
    confidence: str

    def covers(self, on: date) -> bool:
        """Return whether the item holds for a date of service."""
        return covers(self.effective_from, self.effective_through, on)


@dataclass(frozen=True, slots=True)
class GeneralFact:
    """A cited fact about a topic such as ``certification_days``, with its value."""

    topic: str
    value: str
    fact: str
    effective_from: date | None
    effective_through: date | None
    confidence: str
    cite: str


def documents() -> tuple[str, ...]:
    """Return the names of the documents that items are held for, in order of the table."""
    return tuple(dict.fromkeys(item.document for item in _items()))


def checklist_items(document: str, on: date) -> tuple[ChecklistItem, ...]:
    """Return a document's items on a date, of every payer, in order of the table."""
    return tuple(item for item in _items() if item.document == document and item.covers(on))


def general_fact(topic: str, on: date) -> GeneralFact | None:
    """Return what is held on a topic for a date of service, or None where nothing is."""
    return next((each for each in general_facts(topic, on)), None)


def general_facts(topic: str, on: date) -> tuple[GeneralFact, ...]:
    """Return what is held on a date about a topic, or about each that it begins.

    ``adjustment_reason:`` stands for every topic that starts with it.
    """
    return tuple(
        each
        for each in _facts()
        if (each.topic == topic or (topic.endswith(":") and each.topic.startswith(topic)))
        and covers(each.effective_from, each.effective_through, on)
    )


@functools.cache
def _items() -> tuple[ChecklistItem, ...]:
    return tuple(
        ChecklistItem(
            document=cells["document"],
            item_id=cells["item_id"],
            section=cells["section"],
            requirement=cells["requirement"],
            why=cells["why"],
            who_may_write=cells["who_may_write"],
            obligation=cells["obligation"],
            condition=cells["condition"],
            disciplines=tuple(cells["disciplines"].split()),
            answer_type=cells["answer_type"],
            answer_options=tuple(filter(None, cells["answer_options"].split("|"))),
            payer=cells["payer"],
            effective_from=day(cells["effective_from"]),
            effective_through=day(cells["effective_through"]),
            cite=cells["cite"],
            confidence=cells["confidence"],
        )
        for cells in shipped_rows("documents/checklist_items")
    )


@functools.cache
def _facts() -> tuple[GeneralFact, ...]:
    return tuple(
        GeneralFact(
            cells["topic"],
            cells["value"],
            cells["fact"],
            day(cells["effective_from"]),
            day(cells["effective_through"]),
            cells["confidence"],
            cells["cite"],
        )
        for cells in shipped_rows("documents/general_facts")
    )
