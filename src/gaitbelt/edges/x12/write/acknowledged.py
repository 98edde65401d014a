"""Acknowledgements as reading gives them, made into the tables that they are written from."""

from collections.abc import Mapping

import polars as pl

Tables = Mapping[str, pl.DataFrame]

SITUATION = "SITUATIONAL TRIGGER"
CLAIM = "CLM01"
_COMPOSITES = {2: "second", 3: "third"}


def acknowledgement(tables: Tables) -> Tables:
    """Return a 999's errors as segments, elements and what they are told of."""
    if "errors" not in tables or "segment_errors" in tables:
        return tables
    answers = tables["transactions"]
    key = ["transaction_row", "acknowledged_transaction_number"]
    known = answers.unique(key, keep="first", maintain_order=True)
    errors = tables["errors"].join(
        known.select(*key, answer_row="source_row"), on=key, how="left", maintain_order="left"
    )
    segment = ["segment_id", "segment_position", "loop_id", "segment_error_code",
               "patient_control_number", "context"]  # fmt: skip
    is_alone = pl.col("element_error_code").is_null() & pl.col("element_position").is_null()
    changed = pl.struct("transaction_row", "answer_row", *segment).rle_id().diff().fill_null(1) != 0
    errors = errors.with_columns(error_row=(changed | is_alone).cum_sum().cast(pl.Int64))
    first = errors.unique("error_row", keep="first", maintain_order=True)
    return {
        **{name: each for name, each in tables.items() if name != "errors"},
        "segment_errors": first.with_columns(source_row="error_row"),
        "element_errors": errors.filter(~is_alone),
        "contexts": _contexts(first),
    }


def _contexts(errors: pl.DataFrame) -> pl.DataFrame:
    """Return what each error is told of: the situation that asks for it, then the claim."""
    rows: list[dict[str, object]] = []
    for error in errors.select(
        "error_row", "transaction_row", "context", "patient_control_number"
    ).iter_rows(named=True):
        base = {"error_row": error["error_row"], "transaction_row": error["transaction_row"]}
        if error["context"]:
            rows.append({**base, "context_name": SITUATION, **_situation(error["context"])})
        if error["patient_control_number"]:
            value = error["patient_control_number"]
            rows.append({**base, "context_name": CLAIM, "context_value": value})
    whole = dict.fromkeys(_CONTEXT_COLUMNS)
    return pl.DataFrame([{**whole, **row} for row in rows], schema=_CONTEXT_COLUMNS)


_CONTEXT_COLUMNS: dict[str, pl.DataType] = {
    "error_row": pl.Int64(),
    "transaction_row": pl.Int64(),
    "context_name": pl.String(),
    "context_value": pl.String(),
    "context_segment": pl.String(),
    "context_position": pl.Int64(),
    "context_element": pl.Int64(),
    "context_component": pl.Int64(),
}


def _situation(text: str) -> dict[str, object]:
    """Read ``CLM 45 5-1``: a segment, its place, the element in it."""
    segment, *figures = text.split()
    found: dict[str, object] = {"context_segment": segment}
    for name, value in zip(("context_position", "context_element"), figures, strict=False):
        whole, _, part = value.partition("-")
        found[name] = int(whole) if whole.isdecimal() else None
        if part.isdecimal():
            found["context_component"] = int(part)
    return found


def claim_acknowledgment(tables: Tables) -> Tables:
    """Return a 277CA's claims with the loops above them as tables of their own."""
    if "batches" not in tables or "receivers" in tables:
        return tables
    claims, batches = tables["claims"], tables["batches"]
    heads = _heads(claims, batches)
    receivers = _batches(batches, "receiver", "receiver_id").join(
        heads.select("transaction_row", above_row="source_row"), on="transaction_row",
        how="left", maintain_order="left",
    )  # fmt: skip
    providers = _batches(batches, "provider", "billing_provider_npi")
    providers = _under(providers, receivers, "source_row")
    levels = claims.with_columns(source_row="level_row")
    lines = tables["lines"]
    return {
        "acknowledgments": heads.select("transaction_row"),
        "sources": heads,
        "receivers": receivers,
        "providers": providers,
        "claims": _under(levels, providers, "source_row"),
        "lines": lines.with_columns(above_row="level_row"),
        "statuses": _statuses(tables["statuses"]),
    }


def _heads(claims: pl.DataFrame, batches: pl.DataFrame) -> pl.DataFrame:
    payers = claims.group_by("transaction_row", maintain_order=True).agg(
        pl.col("payer_id").drop_nulls().first()
    )
    every = pl.concat([claims["transaction_row"], batches["transaction_row"]]).unique().sort()
    heads = every.to_frame().join(payers, on="transaction_row", how="left", maintain_order="left")
    return heads.with_columns(source_row=-pl.int_range(1, pl.len() + 1, dtype=pl.Int64))


def _batches(batches: pl.DataFrame, level: str, name: str) -> pl.DataFrame:
    return batches.filter(pl.col("level") == level).with_columns(
        pl.col("identifier").alias(name), source_row="level_row"
    )


def _under(rows: pl.DataFrame, outer: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return rows tied to the last row of an outer level that stands before each."""
    above = outer.select("transaction_row", above_row=name).sort("above_row")
    kept = rows.drop("above_row") if "above_row" in rows.columns else rows
    return kept.sort("source_row").join_asof(
        above, left_on="source_row", right_on="above_row", by="transaction_row",
        coalesce=False, check_sortedness=False,
    )  # fmt: skip


def _statuses(statuses: pl.DataFrame) -> pl.DataFrame:
    """Return one row per STC: its further statuses stand beside the first."""
    key = ["level", "level_row", "line_row", "source_row"]
    first = statuses.filter(pl.col("status_position") == 1).with_columns(
        receiver_row=pl.when(pl.col("level") == "receiver").then("level_row"),
        provider_row=pl.when(pl.col("level") == "provider").then("level_row"),
        claim_row=pl.when(pl.col("level").is_in(["claim", "line"])).then("level_row"),
    )
    named = ("status_category_code", "status_code", "entity_code")
    for position, word in _COMPOSITES.items():
        own = statuses.filter(pl.col("status_position") == position).select(
            *key, *(pl.col(each).alias(f"{word}_{each.removeprefix('status_')}") for each in named)
        )
        own = own.rename({f"{word}_code": f"{word}_status_code"})
        first = first.join(own, on=key, how="left", maintain_order="left", nulls_equal=True)
    return first
