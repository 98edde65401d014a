"""Words for values in messages: never a person's name, birth date or id."""

import polars as pl

SHOWABLE = r"^[0-9+\-.,/:$% ]{1,20}$"
"""Only figures are repeated in a message: text in the wrong place may be a name."""


def shown(raw: pl.Expr) -> pl.Expr:
    """Return a value as a message may show it: figures as sent, text only counted."""
    size = raw.str.len_chars()
    return (
        pl.when(raw.is_null() | (size == 0))
        .then(pl.lit("an empty value"))
        .when(raw.str.contains(SHOWABLE))
        .then(raw)
        .otherwise(pl.format("a text of {} characters", size))
    )


def shown_date(raw: pl.Expr) -> pl.Expr:
    """Return eight figures as year-month-day, anything else as ``shown`` does."""
    return (
        pl.when(raw.str.contains(r"^\d{8}$"))
        .then(
            pl.concat_str(
                raw.str.slice(0, 4), raw.str.slice(4, 2), raw.str.slice(6, 2), separator="-"
            )
        )
        .otherwise(shown(raw))
    )


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its noun, thousands parted by commas."""
    return f"{count:,} {one if count == 1 else many}"
