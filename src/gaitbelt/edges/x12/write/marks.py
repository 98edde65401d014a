"""What a written file is parted by, and the envelopes that it stands in."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from gaitbelt.language.errors import ImpossibleInput

_PADDED = {"sender_id": 15, "receiver_id": 15}
_LINE_ENDS = ("", "\n", "\r\n")


@dataclass(frozen=True, slots=True)
class Marks:
    """The separators of a written file, one character each, and the line end after a segment.

    Raises ImpossibleInput where two are the same, or one may stand in a value.
    """

    element: str = "*"
    component: str = ":"
    repetition: str = "^"
    segment: str = "~"
    line_end: str = "\n"

    def __post_init__(self) -> None:
        """Refuse separators that no reader could tell from text."""
        every = (self.element, self.component, self.repetition, self.segment)
        is_plain = all(
            len(each) == 1 and each.isascii() and not each.isalnum() and each not in " .-+"
            for each in every
        )
        if not is_plain or len(set(every)) < len(every) or self.line_end not in _LINE_ENDS:
            raise ImpossibleInput(
                "The separators of element, component, repetition and segment must be four "
                "different ASCII characters that are no letters, digits, blanks, points or "
                "signs, and the line end nothing, a line feed or both. Name others."
            )

    @property
    def signs(self) -> tuple[str, ...]:
        """What no value may hold."""
        return (self.element, self.component, self.repetition, self.segment, "\r", "\n")

    @property
    def end(self) -> str:
        """What stands behind every segment."""
        return self.segment + ("" if self.segment in "\r\n" else self.line_end)


@dataclass(frozen=True, slots=True)
class Envelope:
    """The interchange and the group that the transactions are written into.

    Ids are those agreed with the trading partner; the day and time (``HHMM``) are passed in,
    never asked of a clock; ``usage`` is P for production and T for test. Transactions are
    numbered on from ``first_transaction_number``. Raises ImpossibleInput where a value does
    not fit its element.
    """

    sender_id: str
    receiver_id: str
    created_on: dt.date
    created_at: str = "0000"
    sender_qualifier: str = "ZZ"
    receiver_qualifier: str = "ZZ"
    application_sender: str = ""
    application_receiver: str = ""
    interchange_number: int = 1
    group_number: int = 1
    first_transaction_number: int = 1
    usage: str = "T"
    is_answer_wanted: bool = False

    def __post_init__(self) -> None:
        """Refuse what does not fit the envelope."""
        for name, size in _PADDED.items():
            value = getattr(self, name)
            if not value.strip() or len(value) > size or not value.isprintable():
                raise ImpossibleInput(
                    f"The {name.replace('_', ' ')} of the envelope must have 1 to {size} "
                    "characters. Name the one agreed with the trading partner."
                )
        for given in (self.application_sender or self.sender_id,
                      self.application_receiver or self.receiver_id):  # fmt: skip
            if not 2 <= len(given.strip()) <= 15:
                raise ImpossibleInput(
                    "The sender and the receiver of the group (GS02, GS03) have 2 to 15 "
                    "characters. Name them as agreed with the trading partner."
                )
        for name in ("interchange_number", "group_number", "first_transaction_number"):
            if not 1 <= getattr(self, name) <= 999_999_999:
                raise ImpossibleInput(f"The {name.replace('_', ' ')} must be from 1 to 999999999.")
        is_time = len(self.created_at) == 4 and self.created_at.isdecimal()
        if not is_time or self.created_at[:2] > "23" or self.created_at[2:] > "59":
            raise ImpossibleInput("The time of the envelope is written HHMM, such as 0915.")
        if self.usage not in ("P", "T"):
            raise ImpossibleInput("The usage of the envelope is P (production) or T (test).")


def interchange_head(envelope: Envelope, marks: Marks) -> str:
    """Return the ISA of a written file."""
    isa = (
        "ISA", "00", " " * 10, "00", " " * 10,
        envelope.sender_qualifier.ljust(2), envelope.sender_id.ljust(15),
        envelope.receiver_qualifier.ljust(2), envelope.receiver_id.ljust(15),
        envelope.created_on.strftime("%y%m%d"), envelope.created_at, marks.repetition, "00501",
        f"{envelope.interchange_number:09}", "1" if envelope.is_answer_wanted else "0",
        envelope.usage, marks.component,
    )  # fmt: skip
    return marks.element.join(isa) + marks.end


def group_head(envelope: Envelope, marks: Marks, group: str, version: str) -> str:
    """Return the GS of a written file."""
    gs = (
        "GS", group,
        envelope.application_sender or envelope.sender_id.strip(),
        envelope.application_receiver or envelope.receiver_id.strip(),
        envelope.created_on.strftime("%Y%m%d"), envelope.created_at,
        str(envelope.group_number), "X", version,
    )  # fmt: skip
    return marks.element.join(gs) + marks.end


def interchange_lines(tables: Mapping[str, pl.DataFrame], marks: Marks) -> list[str]:
    """Return a TA1 for each answer to an interchange."""
    rows = tables.get("interchanges")
    if rows is None or rows.is_empty() or "acknowledged_interchange_number" not in rows.columns:
        return []
    named = ("acknowledged_interchange_number", "interchange_date", "interchange_time",
             "acknowledgement_code", "note_code")  # fmt: skip
    lines = []
    for number, day, time, code, note in rows.select(named).iter_rows():
        told = day.strftime("%y%m%d") if day else ""
        parts = ("TA1", number or "", told, time or "", code or "", note or "")
        lines.append(marks.element.join(parts).rstrip(marks.element) + marks.end)
    return lines


def closing(envelope: Envelope, marks: Marks, transactions: int) -> str:
    """Return the GE and the IEA of a written file."""
    ge = ("GE", str(transactions), str(envelope.group_number))
    return marks.element.join(ge) + marks.end + interchange_end(envelope, marks, 1)


def interchange_end(envelope: Envelope, marks: Marks, groups: int) -> str:
    """Return the IEA with its count of groups."""
    return marks.element.join(("IEA", str(groups), f"{envelope.interchange_number:09}")) + marks.end
