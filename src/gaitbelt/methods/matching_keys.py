"""What lines are matched by: one way of writing claims, codes, units and charges."""

import polars as pl

from gaitbelt.language.money import whole_cents_expr
from gaitbelt.tables.sent_line import SENT_LINE

LONGEST_CLAIM_NUMBER = 20
"""Characters of CLM01 that a payer has to give back (X12 005010X221A1, CLP01)."""

VERSION = ("claim_id", "date_of_service")
"""Rows of one sending of a claim; a number used for several visits is parted by date."""

_SENDING = ("submitted_on", "claim_frequency_code", "sent_digest")
VOID = "8"


def claim_key(column: str) -> pl.Expr:
    """Return a claim number as it is compared: trimmed, in capitals, 20 characters."""
    written = pl.col(column).str.strip_chars().str.to_uppercase()
    kept = written.str.slice(0, LONGEST_CLAIM_NUMBER)
    return pl.when(~kept.is_in(["", "0"])).then(kept)


def line_key() -> pl.Expr:
    """Return what names a sent line within its claim and date."""
    control = pl.col("line_control_number").str.strip_chars()
    number = pl.format("#{}", "line_number")
    return pl.when(control != "").then(control).otherwise(number)


def written_modifiers(column: str) -> pl.Expr:
    """Return modifiers as one text in alphabetical order: their order never parts lines."""
    return pl.col(column).fill_null([]).list.sort().list.join(" ")


def sendings(sent: pl.DataFrame) -> pl.DataFrame:
    """Return each distinct line of each sending of a claim, in an order of their own.

    ``sent``: ``SENT_LINE``. Adds ``line_key``, ``claim_key`` and ``version`` (0 for the last
    sending of a claim and date, 1 for the one before, …) and ``sent_digest``, what parts
    sendings of one day (null where a claim was sent once). A file read twice counts once.
    The answer does not depend on the order of the rows.
    """
    shaped = sent.select(
        pl.col(name).cast(dtype) if name in sent.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in SENT_LINE.items()
    ).with_columns(
        line_key=line_key(),
        claim_key=claim_key("claim_id"),
        modifiers=pl.col("modifiers").fill_null([]),
    )
    shaped = shaped.drop_nulls("claim_key")
    several = _sent_again(shaped)
    once = shaped.join(several, on=VERSION, how="anti", nulls_equal=True).with_columns(
        sent_digest=pl.lit(None, dtype=pl.String()), version=pl.lit(0, dtype=pl.Int64())
    )
    again = _versions(shaped.join(several, on=VERSION, how="semi", nulls_equal=True))
    return pl.concat([once, again]).sort(
        *VERSION, "version", "line_number", "line_key", nulls_last=True
    )


def _sent_again(shaped: pl.DataFrame) -> pl.DataFrame:
    """Return the claims and dates that were sent more than once, or hold a line twice."""
    dated = ("submitted_on", "claim_frequency_code")
    lines = shaped.group_by(*VERSION, "line_key").agg(
        count=pl.len(), **{f"{name}_{end}": getattr(pl.col(name), end)()
                           for name in dated for end in ("min", "max")},
    )  # fmt: skip
    whole = lines.group_by(VERSION).agg(
        pl.col("count").max(),
        *(getattr(pl.col(f"{name}_{end}"), end)() for name in dated for end in ("min", "max")),
    )
    differs = [pl.col(f"{name}_min").ne_missing(pl.col(f"{name}_max")) for name in dated]
    return whole.filter((pl.col("count") > 1) | pl.any_horizontal(differs)).select(VERSION)


def _versions(shaped: pl.DataFrame) -> pl.DataFrame:
    """Return each distinct line of each sending with ``sent_digest`` and ``version``."""
    said = pl.format(
        "{}|{}|{}|{}|{}", "line_key", pl.col("hcpcs_code").fill_null("?"),
        written_modifiers("modifiers"), pl.col("unit_count").fill_null(-1),
        pl.col("charge_amount").cast(pl.String).fill_null("?"),
    )  # fmt: skip
    sending = [*VERSION, "submitted_on", "claim_frequency_code", "payer_sequence"]
    once = (
        shaped.with_columns(said=said)
        .sort("source_file", "source_row", nulls_last=True)
        .unique([*sending, "said"], keep="first", maintain_order=True)
    )
    digest = once.group_by(sending).agg(sent_digest=pl.col("said").sort().str.join("\n"))
    once = once.join(digest, on=sending, nulls_equal=True)
    newest = pl.struct(_SENDING).rank("dense", descending=True).over(VERSION) - 1
    return (
        once.with_columns(version=newest.cast(pl.Int64))
        .sort(*VERSION, "version", "line_key", "said", "payer_sequence", nulls_last=True)
        .unique([*VERSION, "line_key", "version"], keep="first", maintain_order=True)
        .drop("said")
    )


def sent_keys(sent: pl.DataFrame) -> pl.DataFrame:
    """Return the sent lines with what they are matched by, numbered as ``account``."""
    return sent.with_row_index("account").select(
        "account",
        "claim_id",
        "claim_key",
        "line_key",
        day="date_of_service",
        control=pl.when(~pl.col("line_key").str.starts_with("#")).then("line_key"),
        code=pl.col("hcpcs_code").str.to_uppercase(),
        modifier_list="modifiers",
        units=pl.col("unit_count"),
        charge=whole_cents_expr(pl.col("charge_amount")),
    )


def answer_claims(claims: pl.DataFrame) -> pl.DataFrame:
    """Return the claims of remittances with what they are matched by, numbered as ``answer``.

    The number is null where the payer sent none back (CLP01 empty or 0).
    """
    return claims.with_row_index("answer").select(
        "answer",
        "claim_row",
        answer_file="source_file",
        claim_key=claim_key("patient_control_number"),
        payer_number=pl.col("payer_claim_control_number").str.strip_chars(),
        original_number=pl.col("original_claim_number").str.strip_chars(),
        first_day="statement_from_date",
        last_day=pl.coalesce("statement_through_date", "statement_from_date"),
        charge=whole_cents_expr(pl.col("charge_amount")).abs(),
    )


def answer_lines(lines: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of remittances with what they are matched by, numbered as ``line``.

    Where the payer judged another code than was sent, the code it says was sent counts
    (SVC06), and so do the units sent (SVC07). Amounts and units count without their sign,
    so that a reversal finds what it reverses. ``claims``: those of ``answer_claims``.
    """
    has_original = pl.col("original_code").is_not_null()
    sent_modifiers = pl.col("original_modifiers").fill_null([])
    modifiers = (
        pl.when(has_original & (sent_modifiers.list.len() > 0))
        .then(sent_modifiers)
        .otherwise(pl.col("modifiers").fill_null([]))
    )
    units = pl.coalesce("original_unit_count", "paid_unit_count", pl.lit(1)).abs()
    keyed = lines.with_row_index("line").select(
        "line",
        "claim_row",
        line_row="source_row",
        answer_file="source_file",
        control=pl.col("line_control_number").str.strip_chars(),
        day="date_of_service",
        code=pl.coalesce("original_code", "hcpcs_code", "other_code").str.to_uppercase(),
        judged_code=pl.coalesce("hcpcs_code", "other_code").str.to_uppercase(),
        modifier_list=modifiers,
        units=pl.when(units == units.cast(pl.Int64)).then(units.cast(pl.Int64)),
        charge=whole_cents_expr(pl.col("charge_amount")).abs(),
    )
    owner = claims.select("answer", "claim_key", "answer_file", "claim_row")
    return keyed.join(
        owner, on=["answer_file", "claim_row"], nulls_equal=True, maintain_order="left"
    )
