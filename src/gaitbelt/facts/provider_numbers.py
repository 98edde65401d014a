"""Whether the numbers and kinds of the providers on a claim can be right."""

from functools import cache

import polars as pl

from gaitbelt.language.fact import CLAIM, PROVIDER_DATE, fact, value_fact
from gaitbelt.language.words import any_of

NPI_LENGTH = 10
CHECK_PREFIX = 24
"""What the prefix 80840, which stands before an NPI on a card, adds to the sum of digits."""

DISCIPLINE_OF_TAXONOMY = {
    "225100000X": "PT",
    "225200000X": "PT",
    "225X00000X": "OT",
    "224Z00000X": "OT",
    "235Z00000X": "SLP",
}
"""The kinds of therapists and assistants, without their specialties; from memory."""

ASSISTANT_TAXONOMIES = ("225200000X", "224Z00000X")


@cache
def is_npi(number: str) -> bool:
    """Return whether the text is ten digits whose last is the check digit of the others.

    The Luhn sum of 45 CFR § 162.406's standard, with 80840 before the ten digits.
    """
    if len(number) != NPI_LENGTH or not (number.isascii() and number.isdigit()):
        return False
    doubled = [sum(divmod(int(digit) * 2, 10)) for digit in number[-2::-2]]
    return (CHECK_PREFIX + sum(doubled) + sum(map(int, number[-1::-2]))) % 10 == 0


def _if_wrong(number: str | None) -> str:
    return "" if number is None or is_npi(number) else number


@value_fact(of="rendering_provider_npi", dtype=pl.String())
def wrong_rendering_npi(number: str | None) -> str:
    """The line's rendering number where it cannot be an NPI; empty otherwise."""
    return _if_wrong(number)


@value_fact(of="billing_provider_npi", dtype=pl.String())
def wrong_billing_npi(number: str | None) -> str:
    """The line's billing number where it cannot be an NPI; empty otherwise."""
    return _if_wrong(number)


@value_fact(of="referring_provider_npi", dtype=pl.String())
def wrong_referring_npi(number: str | None) -> str:
    """The line's referring number where it cannot be an NPI; empty otherwise."""
    return _if_wrong(number)


@fact(per=PROVIDER_DATE)
def wrong_npi() -> pl.Expr:
    """A rendering or billing number of the date that cannot be an NPI; empty without one."""
    return pl.max_horizontal(wrong_rendering_npi.max(), wrong_billing_npi.max())


@fact(per=CLAIM)
def wrong_referring_npi_of_claim() -> pl.Expr:
    """The referring number of the claim where it cannot be an NPI; empty otherwise."""
    return wrong_referring_npi.max()


@fact()
def taxonomy_discipline() -> pl.Expr:
    """The discipline of the rendering provider's kind; empty where it names none."""
    taxonomy = pl.col("rendering_provider_taxonomy_code")
    named = [
        pl.when(taxonomy == code).then(pl.lit(discipline))
        for code, discipline in DISCIPLINE_OF_TAXONOMY.items()
    ]
    return pl.when(taxonomy.is_not_null()).then(pl.coalesce(*named, pl.lit("")))


@fact(per=CLAIM)
def has_taxonomy_of_other_discipline() -> pl.Expr:
    """Whether the rendering provider's kind is of another discipline than a line's."""
    is_named = taxonomy_discipline != ""
    return any_of(is_named & (taxonomy_discipline != pl.col("line_discipline")))


@fact(per=CLAIM)
def has_assistant_taxonomy() -> pl.Expr:
    """Whether a line names an assistant's kind as its rendering provider's."""
    return any_of(pl.col("rendering_provider_taxonomy_code").is_in(list(ASSISTANT_TAXONOMIES)))


@fact(per=CLAIM)
def taxonomy_of_claim() -> pl.Expr:
    """The rendering provider's kind on the claim; of several the last in order."""
    return pl.col("rendering_provider_taxonomy_code").max()
