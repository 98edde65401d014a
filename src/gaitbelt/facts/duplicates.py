"""Lines and claims that say what another says already."""

import polars as pl

from gaitbelt.facts.claim_forms import is_billed
from gaitbelt.facts.codes import is_once_a_day, is_timed
from gaitbelt.facts.units import lines_of_code
from gaitbelt.language.fact import CLAIM, PATIENT, PROVIDER_CODE_ON_DATE, fact, frame_fact

CLAIM_GROUP = f"group:{CLAIM}"
PATIENT_GROUP = f"group:{PATIENT}"
SERVICE = ("date_of_service", "hcpcs_code", "modifiers", "rendering_provider")
"""What two lines of one service share."""


def _in_one_order(*names: str) -> pl.Expr:
    """Return columns as one value that two lines share where they agree in all of them."""
    sorted_modifiers = pl.col("modifiers").list.sort().list.join(" ")
    return pl.struct(sorted_modifiers if name == "modifiers" else name for name in names)


@fact()
def may_repeat_a_line() -> pl.Expr:
    """Whether the line's code stands on several lines of its date, where no other rule asks.

    A code that a day has once is UNT005's; a timed code that Medicare pays is UNT006's.
    """
    is_asked_elsewhere = is_once_a_day | (is_timed & (pl.col("payer") == "medicare"))
    is_several = (lines_of_code > 1) & is_billed & pl.col("claim_id").is_not_null()
    return (is_several & ~is_asked_elsewhere).fill_null(value=False)


@frame_fact(
    reads=(PATIENT_GROUP, "claim_id", "payer", *SERVICE, "may_repeat_a_line"),
    produces={"is_repeated_line": pl.Boolean()},
    only_where="may_repeat_a_line",
    fewest=2,
)
def _repeated(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Whether another line of the claim has the same code, modifiers, date and provider."""
    asked = lines.with_row_index("row").filter("may_repeat_a_line")
    alike = asked.select(
        "row", twice=_in_one_order(PATIENT_GROUP, "claim_id", "payer", *SERVICE).is_duplicated()
    )
    rows = alike.filter("twice")["row"]
    found = pl.zeros(lines.height, pl.Int64, eager=True)
    return found.scatter(rows, 1).cast(pl.Boolean).alias("is_repeated_line").to_frame()


(is_repeated_line,) = _repeated


@fact(per=PROVIDER_CODE_ON_DATE)
def repeated_line_count() -> pl.Expr:
    """Lines of the code that another line of their claim repeats."""
    return is_repeated_line.fill_null(value=False).sum()


@frame_fact(
    reads=(
        CLAIM_GROUP,
        PATIENT_GROUP,
        "payer",
        "claim_id",
        *SERVICE,
        "unit_count",
        "is_original",
        "is_void",
        "is_placed",
        "is_subject",
    ),
    produces={"same_claim_id": pl.String()},
)
def _same_claims(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """The claim that says all of what the line's claim says again; empty without one.

    Claims whose services a void takes back repeat nothing: they may be billed anew.
    """
    is_kind = pl.col("is_original") | pl.col("is_void")
    is_asked = is_kind & pl.col("is_placed") & pl.col("claim_id").is_not_null()
    claims = (
        lines.filter(is_asked)
        .with_columns(service=_in_one_order(*SERVICE, "unit_count").hash(30))
        .group_by(CLAIM_GROUP)
        .agg(
            pl.col(PATIENT_GROUP, "payer", "claim_id").first(),
            pl.col("is_subject").any(),
            pl.col("is_void").any(),
            pl.col("service").sort().alias("services"),
        )
        .with_columns(services=pl.col("services").hash(31))
        .filter(~pl.col("is_void").any().over(PATIENT_GROUP, "payer", "services"))
        .sort("is_subject", "claim_id")
    )
    first = pl.col("claim_id").first().over(PATIENT_GROUP, "payer", "services")
    is_later = first != pl.col("claim_id")
    told = claims.select(CLAIM_GROUP, same_claim_id=pl.when(is_later).then(first))
    found = lines.select(CLAIM_GROUP).join(told, on=CLAIM_GROUP, how="left", maintain_order="left")
    return found.select(pl.col("same_claim_id").fill_null(""))


(same_claim_id,) = _same_claims


@fact(per=CLAIM)
def repeated_claim_id() -> pl.Expr:
    """The claim that this one repeats; empty where it repeats none."""
    return same_claim_id.max()


@fact(stands_for="payer_sequence")
def is_line_billed_first() -> pl.Expr:
    """Whether the line asks its payer to pay before all others."""
    return pl.col("payer_sequence") == "primary"


@frame_fact(
    reads=(PATIENT_GROUP, *SERVICE[:3], "payer", "is_line_billed_first", "is_void", "is_placed"),
    produces={"other_first_payer": pl.String()},
    only_where="is_line_billed_first",
    fewest=2,
)
def _first_payers(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Another payer that is asked to pay the line's service first; empty without one.

    A payer to which the service was voided is not asked any longer.
    """
    same = [PATIENT_GROUP, *SERVICE[:3]]
    rows = lines.with_row_index("row")
    asked = rows.filter("is_line_billed_first", "is_placed", pl.col("payer").is_not_null())
    if asked["is_void"].any():
        asked = asked.filter(~pl.col("is_void").any().over(*same, "payer"))
    both = asked.select(
        "row",
        "payer",
        lowest=pl.col("payer").min().over(same),
        highest=pl.col("payer").max().over(same),
    )
    other = (
        pl.when(pl.col("payer") != pl.col("highest"))
        .then("highest")
        .when(pl.col("payer") != pl.col("lowest"))
        .then("lowest")
    )
    found = rows.select("row").join(
        both.select("row", other_first_payer=other), on="row", how="left", maintain_order="left"
    )
    return found.select(pl.col("other_first_payer").fill_null(""))


(other_first_payer,) = _first_payers


@fact(per=CLAIM)
def other_first_payer_of_claim() -> pl.Expr:
    """Another payer asked to pay a service of the claim first; empty without one."""
    return other_first_payer.fill_null("").max()
