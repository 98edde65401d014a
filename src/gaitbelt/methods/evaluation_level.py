"""The level of an evaluation from its documented components; the lowest one governs.

All components have to reach a level, so the level is that of the lowest (APTA Pelvic
Health, Clinicient: take the least complex code that all components describe). A count is
tried from the top, since four elements hold three and three hold one; at the counts that
two bands share, 3 and 5 performance deficits, the higher is reached and the other
components decide. Time never does.
"""

import polars as pl

LEVEL_COUNT = 3


def level_by_count(count: pl.Expr, floors: pl.Expr) -> pl.Expr:
    """Return the level a count reaches, 0 to 3; null where it or its floors are missing.

    ``floors`` is a list of the least counts of levels 1 to 3.
    """
    reached = [
        (count >= floors.list.get(level, null_on_oob=True)).cast(pl.Int64)
        for level in range(LEVEL_COUNT)
    ]
    return reached[0] + reached[1] + reached[2]


def level_by_word(word: pl.Expr, words: pl.Expr) -> pl.Expr:
    """Return the level of a word, 1 to 3; null where it is missing or not among the words.

    ``words`` is a list of the words of levels 1 to 3.
    """
    first, second, third = (words.list.get(level, null_on_oob=True) for level in range(LEVEL_COUNT))
    return pl.when(word == first).then(1).when(word == second).then(2).when(word == third).then(3)


def lowest(*levels: pl.Expr) -> pl.Expr:
    """Return the lowest of the levels that are known: the most that the record can support."""
    return pl.min_horizontal(*levels)


def supported_code(level: pl.Expr, codes: pl.Expr) -> pl.Expr:
    """Return the evaluation code of a level, or words where not even the lowest is reached.

    ``codes`` is a list of the codes of levels 1 to 3.
    """
    code = codes.list.get(level - 1, null_on_oob=True)
    return pl.when(level == 0).then(pl.lit("no evaluation code")).when(level > 0).then(code)


def in_words(level: pl.Expr) -> pl.Expr:
    """Return a level as people say it."""
    return (
        pl.when(level == 0)
        .then(pl.lit("below low"))
        .when(level == 1)
        .then(pl.lit("low"))
        .when(level == 2)  # noqa: PLR2004 (the second of three levels)
        .then(pl.lit("moderate"))
        .when(level == LEVEL_COUNT)
        .then(pl.lit("high"))
        .otherwise(pl.lit("not stated"))
    )
