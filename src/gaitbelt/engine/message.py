"""Messages: a card's sentence with the numbers of one finding in it."""

import re
from collections.abc import Mapping

import polars as pl

_FIELD = re.compile(r"\{([^{}|]+)(?:\|([^{}|]*)\|([^{}|]*))?\}")


def fields(message: str) -> tuple[str, ...]:
    """Return the facts and columns a message names, each once."""
    return tuple(dict.fromkeys(match.group(1) for match in _FIELD.finditer(message)))


def in_words(message: str, types: Mapping[str, pl.DataType]) -> pl.Expr:
    """Return the message as an expression over the columns it names.

    ``{name}`` becomes the value; ``{name|unit|units}`` becomes the second word where the
    value is 1 and the third otherwise. A value that is missing reads "unknown".
    """
    parts: list[pl.Expr] = []
    end = 0
    for match in _FIELD.finditer(message):
        parts.append(pl.lit(message[end : match.start()]))
        name, one, many = match.groups()
        parts.append(
            as_text(pl.col(name), types[name])
            if one is None
            else pl.when(pl.col(name) == 1).then(pl.lit(one)).otherwise(pl.lit(many))
        )
        end = match.end()
    parts.append(pl.lit(message[end:]))
    return pl.concat_str(parts)


def as_text(value: pl.Expr, dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
    """Return a value as people read it: lists joined, dates ISO, money with two places."""
    if isinstance(dtype, pl.List):
        joined = value.cast(pl.List(pl.String)).list.join(" ")
        return (
            pl.when(value.list.len() == 0)
            .then(pl.lit("none"))
            .otherwise(joined)
            .fill_null("unknown")
        )
    if dtype == pl.Boolean:
        words = pl.when(value).then(pl.lit("yes")).otherwise(pl.lit("no"))
        return pl.when(value.is_null()).then(pl.lit("unknown")).otherwise(words)
    return value.cast(pl.String).fill_null("unknown")
