"""NCCI code pairs and unit limits of one practitioner's or facility's day."""

import polars as pl

from gaitbelt.facts.modifiers import SEPARATE
from gaitbelt.language.fact import PROVIDER_CODE_ON_DATE, PROVIDER_DATE, fact, frame_fact
from gaitbelt.language.words import any_of, code_fact, total
from gaitbelt.methods.ncci import ptp_hits
from gaitbelt.reference import Reference

PROVIDER_GROUP = f"group:{PROVIDER_DATE}"
EITHER_CODE = "policy:medicare.pair_modifier_on_either_code"
PTP_EDITION = "NCCI pair edition for the date and setting"
MUE_EDITION = "MUE edition for the date and setting"

PAIR_MODIFIERS = (
    *SEPARATE,
    *("LT", "RT", "E1", "E2", "E3", "E4", "FA", "TA", "LC", "LD", "LM", "RC", "RI"),
    *(f"{limb}{digit}" for limb in "FT" for digit in range(1, 10)),
    *("24", "25", "27", "57", "58", "78", "79", "91"),
)
"""What NCCI takes as a sign that a service was separate, where a pair allows it."""


@fact()
def has_pair_modifier() -> pl.Expr:
    """Whether the line carries a modifier that NCCI takes as a sign of a separate service."""
    is_one = pl.element().is_in(list(PAIR_MODIFIERS))
    return pl.col("modifiers").list.eval(is_one).list.any()


@frame_fact(
    reads=(
        PROVIDER_GROUP,
        "hcpcs_code",
        "unit_count",
        "date_of_service",
        "setting",
        "is_placed",
        "has_pair_modifier",
        EITHER_CODE,
    ),
    produces={
        "unseparated_edit": pl.Boolean(),
        "final_edit": pl.Boolean(),
        "in_edit": pl.Boolean(),
        "is_pair_edition_read": pl.Boolean(),
        "unseparated_partners": pl.String(),
        "final_partners": pl.String(),
    },
)
def _pairs(lines: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """How the line stands in NCCI pairs with the provider's other codes of the date."""
    asked = lines.select(_ASKED)
    hits = ptp_hits(asked, reference.ptp_edits)
    if hits.is_empty():
        return lines.select(_UNPAIRED)
    hits = _judged(hits, lines)
    found = (
        asked.hstack([lines["is_placed"]])
        .join(_of_second(hits), on="line_id", how="left", maintain_order="left")
        .join(_of_either(hits), on="line_id", how="left", maintain_order="left")
    )
    return found.select(
        *[
            pl.when("is_placed")
            .then(pl.when(hit).then(name).otherwise(statement=False))
            .alias(name)
            for name, hit in (
                ("unseparated_edit", "is_second"),
                ("final_edit", "is_second"),
                ("in_edit", "is_hit"),
            )
        ],
        pl.when("is_hit")
        .then("is_pair_edition_read")
        .otherwise(statement=True)
        .alias("is_pair_edition_read"),
        "unseparated_partners",
        "final_partners",
    )


_ASKED = [
    pl.int_range(pl.len(), dtype=pl.UInt32).alias("line_id"),
    pl.col(PROVIDER_GROUP).alias("provider_day"),
    pl.when(pl.col("unit_count").ne_missing(0)).then("hcpcs_code").alias("hcpcs_code"),
    pl.col("date_of_service"),
    pl.col("setting"),
]
"""The lines as pairs are looked up among them: those that are billed, by provider and date."""

_UNPAIRED = [
    *(
        pl.when("is_placed").then(statement=False).alias(name)
        for name in ("unseparated_edit", "final_edit", "in_edit")
    ),
    pl.when(pl.col("is_placed").is_not_null()).then(statement=True).alias("is_pair_edition_read"),
    *(
        pl.when(pl.col("is_placed").is_null()).then(pl.lit("")).alias(name)
        for name in ("unseparated_partners", "final_partners")
    ),
]
"""What is said of lines none of which is in a pair."""


def _judged(hits: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Add whether each pair is separated, and whether its edition answers, null where not."""
    sides = ("column_one_line_id", "column_two_line_id")
    first, second = (lines["has_pair_modifier"][hits[side]] for side in sides)
    no_setting = [lines["setting"][hits[side]].is_null() for side in sides]
    on_either = lines[EITHER_CODE][hits["column_two_line_id"]]
    is_told = pl.col("is_active").is_not_null() & pl.col("modifier_indicator").is_not_null()
    return hits.with_columns(
        (second | (first & on_either)).alias("is_separated"),
        pl.when(is_told | no_setting[0] | no_setting[1])
        .then(statement=True)
        .alias("is_edition_read"),
    )


def _of_second(hits: pl.DataFrame) -> pl.DataFrame:
    """What the pairs say of each line that is column two of one."""
    is_active, indicator = pl.col("is_active"), pl.col("modifier_indicator")
    is_unseparated = is_active & (indicator == 1) & ~pl.col("is_separated")
    is_final = is_active & (indicator == 0)

    def partners(is_wanted: pl.Expr) -> pl.Expr:
        return pl.col("column_one").filter(is_wanted).unique().sort().str.join(", ")

    return hits.group_by(line_id="column_two_line_id").agg(
        any_of(is_unseparated).alias("unseparated_edit"),
        any_of(is_final).alias("final_edit"),
        partners(is_unseparated).alias("unseparated_partners"),
        partners(is_final).alias("final_partners"),
        pl.lit(value=True).alias("is_second"),
    )


def _of_either(hits: pl.DataFrame) -> pl.DataFrame:
    """What the pairs say of each line that is one of the two."""
    sides = pl.concat(
        [
            hits.select(pl.col(side).alias("line_id"), "is_active", "is_edition_read")
            for side in ("column_one_line_id", "column_two_line_id")
        ]
    )
    is_unread = pl.col("is_edition_read").is_null().any()
    return sides.group_by("line_id").agg(
        any_of(pl.col("is_active")).alias("in_edit"),
        pl.when(~is_unread).then(statement=True).alias("is_pair_edition_read"),
        pl.lit(value=True).alias("is_hit"),
    )


@fact(stands_for=PTP_EDITION)
def is_pair_edition_held() -> pl.Expr:
    """Whether the NCCI editions held answer for the line's pairs; empty where they do not."""
    return pl.col("is_pair_edition_read")


def _answered(answer: str) -> pl.Expr:
    """Return an answer, and read the edition so that its absence is named."""
    return pl.when(pl.col(answer).is_not_null() | is_pair_edition_held).then(pl.col(answer))


@fact()
def has_unseparated_edit() -> pl.Expr:
    """Whether the line is the second code of a pair that a modifier may part and none does."""
    return _answered("unseparated_edit")


@fact()
def has_final_edit() -> pl.Expr:
    """Whether the line is the second code of a pair that no modifier parts."""
    return _answered("final_edit")


@fact()
def is_in_edit() -> pl.Expr:
    """Whether the line is either code of a pair in force on the date."""
    return _answered("in_edit")


@fact(per=PROVIDER_DATE)
def are_codes_known() -> pl.Expr:
    """Whether every code of the provider's date is in the registry."""
    return code_fact("is_known").all(ignore_nulls=False)


@fact(per=PROVIDER_CODE_ON_DATE)
def units_by_provider() -> pl.Expr:
    """Billed units of the code by one provider on the date, over all lines."""
    return total(pl.col("unit_count"))


@fact(stands_for=MUE_EDITION)
def practitioner_unit_limit() -> pl.Expr:
    """The most units of the code in a day in the practitioner table; empty without one."""
    return code_fact("mue_practitioner")


@fact(stands_for=MUE_EDITION)
def outpatient_unit_limit() -> pl.Expr:
    """The most units of the code in a day in the outpatient table; empty without one."""
    return code_fact("mue_outpatient")


def _by_setting(practitioner: pl.Expr, outpatient: pl.Expr, unknown: pl.Expr) -> pl.Expr:
    """Return what the table of the line's setting says, or another answer without one."""
    setting = pl.col("setting")
    return (
        pl.when(setting == "practitioner")
        .then(practitioner)
        .when(setting == "outpatient")
        .then(outpatient)
        .when(setting.is_null())
        .then(unknown)
    )


@fact(per=PROVIDER_CODE_ON_DATE)
def unit_limit() -> pl.Expr:
    """The most units of the code in a day (MUE); the higher of two without a setting."""
    both = (practitioner_unit_limit, outpatient_unit_limit)
    is_either_missing = pl.any_horizontal(limit.is_null() for limit in both)
    limit = _by_setting(*both, pl.when(~is_either_missing).then(pl.max_horizontal(both)))
    return pl.when(~limit.is_null().any()).then(limit.max())


@fact(per=PROVIDER_CODE_ON_DATE)
def lower_unit_limit() -> pl.Expr:
    """The most units of the code in a day (MUE); the lower of two without a setting."""
    both = (practitioner_unit_limit, outpatient_unit_limit)
    return _by_setting(*both, pl.min_horizontal(both)).min()


@fact(per=PROVIDER_CODE_ON_DATE, stands_for=MUE_EDITION)
def has_unit_limit() -> pl.Expr:
    """Whether a table has an MUE for the code and date; empty where no edition held tells."""
    both = (code_fact("has_mue_practitioner"), code_fact("has_mue_outpatient"))
    is_either = pl.when(both[0].is_not_null() & both[1].is_not_null()).then(both[0] | both[1])
    held = _by_setting(*both, is_either)
    is_listed = code_fact("is_known")
    return any_of(pl.when(is_listed).then(held).when(~is_listed).then(statement=False))
