"""Worked examples as they stand in the cards: one row, one service line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import polars as pl

from gaitbelt.engine.rulebook import Card
from gaitbelt.tables.record import RECORD
from gaitbelt.tables.service_line import CONTRACT, SERVICE_LINE

MISSING = "-"
COLUMNS = {
    "hcpcs": "hcpcs_code",
    "units": "unit_count",
    "assistant": "assistant_minutes",
    "date": "date_of_service",
    "claim": "claim_id",
    "line": "line_number",
    "patient": "patient_id",
    "allowed": "allowed_amount",
    "charge": "charge_amount",
    "diagnoses": "diagnosis_codes",
    "rendering": "rendering_provider_npi",
    "billing": "billing_provider_npi",
    "place": "place_of_service_code",
}
"""Short headings of the tables, by the column of the contract; others are spelled out."""

MODIFIER = {"PT": "GP", "OT": "GO", "SLP": "GN"}
FINDS = {"yes": "breach", "no": "clear", "cannot tell": "cannot tell"}


@dataclass(frozen=True, slots=True)
class Example:
    """One case of a card: its lines and what the rule says of them."""

    case: str
    lines: pl.DataFrame
    outcome: str


def examples(card: Card) -> Iterator[Example]:
    """Yield the cases of a card's table, in order."""
    rows = _table(card.sections["Worked examples"])
    cases: list[list[dict[str, str]]] = []
    for row in rows:
        if row["case"]:
            cases.append([])
        cases[-1].append(row)
    for case in cases:
        shown = {COLUMNS.get(name, name) for name in case[0]}
        given = {name: RECORD[name] for name in RECORD if name in shown}
        lines = pl.DataFrame(
            [_line(row, number) for number, row in enumerate(case, 1)],
            schema={**SERVICE_LINE, **given, "is_subject": pl.Boolean()},
        )
        yield Example(case[0]["case"], lines, FINDS[case[0]["finds"]])


def _table(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    heading, _, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(heading, cells, strict=True)) for cells in body]


def _line(row: dict[str, str], number: int) -> dict[str, object]:
    given = {COLUMNS.get(name, name): text for name, text in row.items()}
    line: dict[str, object] = {
        "claim_id": "c1",
        "line_number": number,
        "patient_id": "p1",
        "date_of_service": date(2026, 3, 2),
        "payer": "medicare",
        "discipline": "PT",
        "setting": "practitioner",
        "unit_count": 1,
        "minutes": 15,
        "assistant_minutes": 0,
        "charge_amount": Decimal("60.00"),
        "is_subject": given.get("history", "") != "yes",
    }
    line.update({name: _cell(name, text) for name, text in given.items() if name in CONTRACT})
    if "modifiers" not in given:
        line["modifiers"] = [MODIFIER[str(line["discipline"] or "PT")]]
    return line


def _cell(name: str, text: str) -> object:
    dtype = CONTRACT[name]
    if text == MISSING or dtype == pl.String():
        return None if text == MISSING else text
    if isinstance(dtype, pl.List):
        parts = text.split()
        return [int(each) for each in parts] if dtype == pl.List(pl.Int64()) else parts
    return READERS[dtype](text)


READERS: dict[pl.DataType, Callable[[str], object]] = {
    pl.Int64(): int,
    pl.Date(): date.fromisoformat,
    pl.Datetime("us"): datetime.fromisoformat,
    pl.Boolean(): {"yes": True, "no": False}.__getitem__,
    pl.Decimal(12, 2): Decimal,
}
"""How a cell of each type is read."""
