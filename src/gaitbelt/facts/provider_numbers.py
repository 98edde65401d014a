"""Whether the numbers and kinds of the providers on a claim can be right."""

from functools import cache

import polars as pl

from gaitbelt.language.fact import CLAIM, PROVIDER_DATE, fact, frame_fact
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


def _wrong(numbers: pl.Series, name: str) -> pl.Series:
    """Return the numbers that cannot be NPIs, and empty text for all others."""
    none = pl.Series(name, [""], pl.String).new_from_index(0, numbers.len())
    wrong = [each for each in numbers.unique() if each is not None and not is_npi(each)]
    if not wrong:
        return none
    return numbers.zip_with(numbers.is_in(wrong).fill_null(value=False), none).alias(name)


@frame_fact(
    reads=("rendering_provider_npi", "billing_provider_npi"),
    produces={"wrong_rendering_npi": pl.String(), "wrong_billing_npi": pl.String()},
    stands_for="rendering_provider_npi",
)
def _wrong_npis(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """The line's rendering and billing numbers that cannot be NPIs; empty for the others."""
    return pl.DataFrame(
        [
            _wrong(lines[f"{who}_provider_npi"], f"wrong_{who}_npi")
            for who in ("rendering", "billing")
        ]
    )


wrong_rendering_npi, wrong_billing_npi = _wrong_npis


@frame_fact(
    reads=("referring_provider_npi",),
    produces={"wrong_referring_npi": pl.String()},
    stands_for="referring_provider_npi",
)
def _wrong_referring_npi(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """The line's referring number where it cannot be an NPI; empty for the others."""
    return _wrong(lines["referring_provider_npi"], "wrong_referring_npi").to_frame()


(wrong_referring_npi,) = _wrong_referring_npi


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
