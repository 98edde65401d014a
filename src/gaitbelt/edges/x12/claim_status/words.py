"""What the status categories of a 277CA mean, in our own few words."""

import polars as pl

ACCEPTED, PARTLY, REJECTED, UNKNOWN = "accepted", "partly accepted", "rejected", "cannot tell"

CATEGORIES = {
    "A0": (ACCEPTED, "passed on to another entity"),
    "A1": (ACCEPTED, "received; not yet taken for payment"),
    "A2": (ACCEPTED, "accepted for adjudication"),
    "A3": (REJECTED, "sent back as unprocessable; it was not taken for adjudication"),
    "A4": (REJECTED, "the claim was not found"),
    "A5": (ACCEPTED, "split into several claims"),
    "A6": (REJECTED, "rejected: information is missing"),
    "A7": (REJECTED, "rejected: information does not hold"),
    "A8": (REJECTED, "rejected: two pieces of information contradict each other"),
}
"""Category to what became of the claim, and why; A0 and A5 are seldom seen."""

ACTIONS = {"WQ": ACCEPTED, "U": REJECTED}
"""STC03 to what became of it."""


def outcome(category: pl.Expr) -> pl.Expr:
    """Return what became of the claim; cannot tell where the category is another."""
    outcomes = {code: found for code, (found, _) in CATEGORIES.items()}
    known = category.replace_strict(outcomes, default=UNKNOWN, return_dtype=pl.String)
    return known.fill_null(UNKNOWN)


def reason(category: pl.Expr, status: pl.Expr, entity: pl.Expr) -> pl.Expr:
    """Return why, with the codes: the status and entity codes have no words here."""
    words = {code: said for code, (_, said) in CATEGORIES.items()}
    known = category.replace_strict(
        words, default="a category without words here", return_dtype=pl.String
    )
    codes = pl.concat_str(category, status, entity, separator=":", ignore_nulls=True)
    return pl.when(category.is_not_null()).then(pl.format("{} ({})", known, codes))
