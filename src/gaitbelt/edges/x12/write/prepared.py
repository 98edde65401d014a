"""Tables as reading gives them, made into those that writing goes by."""

from collections.abc import Callable, Mapping

import polars as pl

from gaitbelt.edges.x12.write.acknowledged import acknowledgement, claim_acknowledgment
from gaitbelt.edges.x12.write.instructions import Instructions
from gaitbelt.edges.x12.write.lifted import lifted

Tables = Mapping[str, pl.DataFrame]


def prepared(tables: Tables, told: Instructions) -> Tables:
    """Return the tables that a transaction set is written from.

    Tables that have what writing needs already are left as they are.
    """
    make = _MAKERS.get(told.name)
    found = make(tables) if make else tables
    for table, whole, first, rest in told.splits:
        found = _split(found, table, whole, (first, rest))
    return lifted(found, told)


def _split(tables: Tables, table: str, whole: str, parts: tuple[str, str]) -> Tables:
    """Return tables in which a list is its first entry and the others."""
    rows = tables.get(table)
    if rows is None or whole not in rows.columns or parts[0] in rows.columns:
        return tables
    first = pl.col(whole).list.first().alias(parts[0])
    return {**tables, table: rows.with_columns(first, pl.col(whole).list.slice(1).alias(parts[1]))}


def remittance(tables: Tables) -> Tables:
    """Return remittance tables with the code of each line and its qualifier in one place."""
    lines = tables.get("lines")
    if lines is None or "hcpcs_code" not in lines.columns or "service_code" in lines.columns:
        return tables
    code = pl.coalesce("hcpcs_code", "other_code")
    lines = lines.with_columns(service_code=code)
    return {**tables, "lines": lines}


_MAKERS: dict[str, Callable[[Tables], Tables]] = {
    "835": remittance,
    "999": acknowledgement,
    "277CA": claim_acknowledgment,
}
