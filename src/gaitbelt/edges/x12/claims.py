"""Elements of segments as columns, and amounts."""

import polars as pl

from gaitbelt.edges.x12.segments import ELEMENT, Places, Segments
from gaitbelt.tables.column import MONEY

AMOUNT = r"^[+-]?(\d{1,10}(\.\d{0,2}0*)?|\.\d{1,2}0*)$"


def amount(raw: pl.Expr) -> pl.Expr:
    """Return the text as money, null where it is not an amount of two places."""
    return pl.when(raw.str.contains(AMOUNT)).then(raw).cast(MONEY, strict=False)


def elements(segments: Segments, places: Places, *wanted: int) -> pl.DataFrame:
    """Return the wanted elements of the segments as columns e1, e2, …: trimmed, or null."""
    parts = segments.text_at(places).str.split_exact(ELEMENT, max(wanted)).struct.unnest()
    fields = {f"e{at}": pl.col(f"field_{at}") for at in wanted}
    if not segments.is_tidy:
        bare = parts.select(field.str.strip_chars().alias(name) for name, field in fields.items())
        return bare.select(pl.when(pl.all() != "").then(pl.all()))
    return parts.select(
        pl.when(field != "").then(field).alias(name) for name, field in fields.items()
    )
