"""Whether the recorded times of a line bear out that its service was separate."""

import polars as pl

from gaitbelt.facts.codes import is_timed
from gaitbelt.facts.modifiers import has_separate_modifier
from gaitbelt.language.fact import PROVIDER_DATE, fact, frame_fact
from gaitbelt.methods.separate_intervals import BLOCK

PROVIDER_GROUP = f"group:{PROVIDER_DATE}"
TIMES = ("started_at", "ended_at")
SPAN = pl.col("ended_at") - pl.col("started_at")
IS_IN_ONE_PIECE = SPAN.dt.total_minutes() <= pl.col("minutes")
"""With fewer minutes a line was given in pieces, which its two times do not tell."""


@fact()
def is_timed_in_record() -> pl.Expr:
    """Whether the line is of a 15-minute code and says when it began and ended."""
    is_told = pl.col("started_at").is_not_null() & pl.col("ended_at").is_not_null()
    return is_told & is_timed & pl.col("is_placed")


@fact()
def is_separation_timed() -> pl.Expr:
    """Whether a line with a recorded time carries 59, XE, XS or XU."""
    return is_timed_in_record & has_separate_modifier


@frame_fact(
    reads=(
        PROVIDER_GROUP,
        "hcpcs_code",
        "started_at",
        "ended_at",
        "minutes",
        "is_timed_in_record",
        "is_separation_timed",
    ),
    produces={"shared_time_code": pl.String(), "recorded_time": pl.String()},
    only_where="is_separation_timed",
)
def _shared(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Another timed code whose recorded time is not apart from the line's, and that time.

    Times are not apart where they overlap or fit in one 15-minute span, as
    ``methods.separate_intervals`` has it; the lines of one code are taken together.
    """
    rows = lines.with_row_index("row")
    code = [PROVIDER_GROUP, "hcpcs_code"]
    marked = rows.filter("is_separation_timed").with_columns(
        recorded_time=pl.format("{} to {}", *(pl.col(name).dt.to_string("%H:%M") for name in TIMES))
    )
    timed = rows.filter("is_timed_in_record", IS_IN_ONE_PIECE).select(
        *code, "started_at", "ended_at"
    )
    own = timed.join(marked.filter(IS_IN_ONE_PIECE).select(code).unique(), on=code, how="semi")
    pairs = own.join(timed, on=PROVIDER_GROUP, suffix="_other").filter(
        pl.col("hcpcs_code") != pl.col("hcpcs_code_other")
    )
    begins = pl.max_horizontal("started_at", "started_at_other")
    ends = pl.min_horizontal("ended_at", "ended_at_other")
    span = (
        pl.max_horizontal("ended_at", "ended_at_other").max()
        - pl.min_horizontal("started_at", "started_at_other").min()
    )
    shared = (
        pairs.group_by(*code, "hcpcs_code_other")
        .agg(is_shared=(begins < ends).any() | (span <= BLOCK))
        .filter("is_shared")
        .group_by(code)
        .agg(shared_time_code=pl.col("hcpcs_code_other").min())
    )
    found = marked.join(shared, on=code, how="left").select(
        "row", "shared_time_code", "recorded_time"
    )
    told = rows.select("row").join(found, on="row", how="left", maintain_order="left")
    return told.select(pl.col("shared_time_code", "recorded_time").fill_null(""))


shared_time_code, recorded_time = _shared
