"""What became of each claim that was sent: accepted, rejected and why, or not yet answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from gaitbelt.edges.x12.reading import kinds_in, read_x12
from gaitbelt.tables.column import MONEY
from gaitbelt.tables.problem import PROBLEM

CLAIM_STANDING: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "status": pl.String(),
    "reason": pl.String(),
    "fix": pl.String(),
    "answered_by": pl.String(),
    "answer_file": pl.String(),
    "claim_charge_amount": MONEY,
    "payer_claim_control_number": pl.String(),
    "claim_file": pl.String(),
    "interchange_control_number": pl.String(),
    "group_control_number": pl.String(),
    "transaction_control_number": pl.String(),
}
"""One row per claim sent; ``status`` is accepted, rejected or unanswered."""

ACCEPTED, REJECTED, UNANSWERED = "accepted", "rejected", "unanswered"

FIXES = {
    "A3": "Correct the claim and send it as a new one: it was never taken for adjudication.",
    "A4": "Ask the receiver which claim was meant; the one named was not found.",
    "A6": "Complete what is missing and send the claim as a new one.",
    "A7": "Correct what does not hold and send the claim as a new one.",
    "A8": "Resolve the contradiction and send the claim as a new one.",
}
FIX_FORM = "Correct the file as the 999 tells and send its claims again under new numbers."
FIX_OTHER = "Send the claim again: the transaction was refused because of others in it."
FIX_INTERCHANGE = "Correct the envelope and send the whole interchange again."
WAIT = "Wait for the 277CA, and ask the receiver where it does not come in two working days."

_NUMBERS = ("group_control_number", "transaction_control_number")


@dataclass(frozen=True, slots=True)
class Standing:
    """Every claim with what became of it, answers to claims that are not here, and problems."""

    claims: pl.DataFrame
    strangers: pl.DataFrame
    problems: pl.DataFrame

    def count(self, status: str) -> int:
        """Return how many claims have a status."""
        return int((self.claims["status"] == status).sum())


def standing(claim_files: Sequence[Path], answer_files: Sequence[Path]) -> Standing:
    """Return what became of the claims (837P, 837I) by the answers (TA1, 999, 277CA).

    Claims meet a 277CA by their own number (CLM01), a 999 by the numbers of group and
    transaction, a TA1 by that of the interchange. A 277CA outweighs a 999, a later file an
    earlier one in the order given. Raises OSError where a file cannot be opened.
    """
    told = [pl.DataFrame(schema=PROBLEM)]
    claims = _claims(claim_files, told)
    answers = [_answers(path, claims, told) for path in answer_files]
    by_claim = pl.concat([each[0] for each in answers] or [pl.DataFrame(schema=_ANSWER)])
    by_form = pl.concat([each[1] for each in answers] or [pl.DataFrame(schema=_FORM)])
    last = by_claim.unique("claim_id", keep="last", maintain_order=True)
    whole = claims.join(last, on="claim_id", how="left", maintain_order="left")
    form = by_form.unique("at", keep="last", maintain_order=True)
    whole = whole.join(form, on="at", how="left", maintain_order="left")
    is_known = pl.col("claim_id").is_in(claims["claim_id"].implode())
    return Standing(_settled(whole), last.filter(~is_known), pl.concat(told))


_ANSWER = {
    "claim_id": pl.String(), "own_status": pl.String(), "own_reason": pl.String(),
    "own_fix": pl.String(), "own_file": pl.String(), "payer_number": pl.String(),
}  # fmt: skip
_FORM = {
    "at": pl.Int64(), "form_status": pl.String(), "form_reason": pl.String(),
    "form_fix": pl.String(), "form_by": pl.String(), "form_file": pl.String(),
}  # fmt: skip


def _claims(paths: Sequence[Path], told: list[pl.DataFrame]) -> pl.DataFrame:
    found = []
    for path in paths:
        for kind in ("837P", "837I"):
            if kind not in kinds_in(path):
                continue
            read = read_x12(path, kind, file_name=path.name)
            told.append(read.problems)
            batch = read.tables["submissions"].select("transaction_row", "submission_number")
            rows = read.tables["claims"].join(batch, on="transaction_row", how="left",
                                              maintain_order="left")  # fmt: skip
            found.append(
                rows.select(
                    "claim_id", "claim_charge_amount", "submission_number",
                    "interchange_control_number", *_NUMBERS, claim_file=pl.lit(path.name),
                )
            )  # fmt: skip
    empty = pl.DataFrame(schema={**CLAIM_STANDING, "submission_number": pl.String()}).select(
        "claim_id", "claim_charge_amount", "submission_number", "interchange_control_number",
        *_NUMBERS, "claim_file",
    )  # fmt: skip
    whole = pl.concat([empty, *found])
    return whole.with_columns(at=pl.int_range(pl.len(), dtype=pl.Int64))


def _answers(
    path: Path, claims: pl.DataFrame, told: list[pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    kinds = kinds_in(path)
    own, form = [pl.DataFrame(schema=_ANSWER)], [pl.DataFrame(schema=_FORM)]
    if "277CA" in kinds:
        read = read_x12(path, "277CA", file_name=path.name)
        told.append(read.problems)
        own.append(_of_claims(read.tables, path.name))
        form.append(_of_batches(read.tables, claims, path.name))
    if "999" in kinds or "TA1" in kinds:
        read = read_x12(path, "999", file_name=path.name)
        told.append(read.problems)
        form.append(_of_interchanges(read.tables["interchanges"], claims, path.name))
        form.append(_of_transactions(read.tables, claims, path.name))
    return pl.concat(own), pl.concat(form)


def _of_claims(tables: dict[str, pl.DataFrame], file_name: str) -> pl.DataFrame:
    """Return what a 277CA says of each claim."""
    category = (
        tables["statuses"]
        .filter(pl.col("level").is_in(["claim", "line"]) & (pl.col("outcome") == REJECTED))
        .unique("level_row", keep="first")
        .select("level_row", category="status_category_code")
    )
    rows = tables["claims"].join(category, on="level_row", how="left", maintain_order="left")
    is_rejected = pl.col("outcome").is_in([REJECTED, "partly accepted"])
    fix = pl.col("category").replace_strict(FIXES, default=FIXES["A3"], return_dtype=pl.String)
    return rows.select(
        claim_id="patient_control_number",
        own_status=pl.when(pl.col("outcome") == ACCEPTED)
        .then(pl.lit(ACCEPTED))
        .when(is_rejected)
        .then(pl.lit(REJECTED))
        .otherwise(pl.lit(UNANSWERED)),
        own_reason="reason",
        own_fix=pl.when(is_rejected).then(fix.fill_null(FIXES["A3"])),
        own_file=pl.lit(file_name),
        payer_number="payer_claim_control_number",
    )


def _of_batches(
    tables: dict[str, pl.DataFrame], claims: pl.DataFrame, file_name: str
) -> pl.DataFrame:
    """Return the claims of batches that a 277CA rejects as a whole."""
    refused = tables["batches"].filter(
        (pl.col("outcome") == REJECTED) & pl.col("batch_number").is_not_null()
    )
    rows = claims.join(
        refused.select(submission_number="batch_number", reason="reason"),
        on="submission_number", how="inner",
    )  # fmt: skip
    return _form(rows, REJECTED, pl.col("reason"), pl.lit(FIX_INTERCHANGE), "277CA", file_name)


def _of_interchanges(rows: pl.DataFrame, claims: pl.DataFrame, file_name: str) -> pl.DataFrame:
    refused = rows.filter(pl.col("outcome") == REJECTED).select(
        interchange_control_number="acknowledged_interchange_number", reason="reason"
    )
    found = claims.join(refused, on="interchange_control_number", how="inner")
    return _form(found, REJECTED, pl.col("reason"), pl.lit(FIX_INTERCHANGE), "TA1", file_name)


def _of_transactions(
    tables: dict[str, pl.DataFrame], claims: pl.DataFrame, file_name: str
) -> pl.DataFrame:
    """Return what a 999 makes of the claims in the transactions it answers."""
    keys = {
        "acknowledged_group_number": _NUMBERS[0],
        "acknowledged_transaction_number": _NUMBERS[1],
    }
    answers = tables["transactions"].drop(_NUMBERS).rename(keys)
    answers = answers.select(*_NUMBERS, "outcome", "reason")
    errors = tables["errors"].drop(_NUMBERS).rename(keys)
    place = pl.format("{} at segment {}", "segment_id", "segment_position")
    own = (
        errors.filter(pl.col("patient_control_number").is_not_null())
        .group_by(*_NUMBERS, "patient_control_number", maintain_order=True)
        .agg(said=pl.format("{}: {}", place, pl.col("reason")).unique(maintain_order=True))
        .with_columns(said=pl.col("said").list.join("; "))
        .rename({"patient_control_number": "claim_id"})
    )
    rows = claims.join(answers.unique(_NUMBERS, keep="last"), on=_NUMBERS, how="inner")
    rows = rows.join(own, on=[*_NUMBERS, "claim_id"], how="left")
    is_rejected = pl.col("outcome") == REJECTED
    is_named = pl.col("said").is_not_null()
    status = pl.when(is_rejected).then(pl.lit(REJECTED)).otherwise(pl.lit(UNANSWERED))
    taken = pl.lit("the 999 took the transaction; no 277CA names the claim")
    whole = pl.format(
        "the transaction was refused: {}", pl.col("reason").fill_null("no reason given")
    )
    reason = pl.when(is_rejected).then(pl.coalesce("said", whole)).otherwise(taken)
    has_named = pl.lit(own.height > 0)
    fix = (
        pl.when(is_rejected & (is_named | ~has_named)).then(pl.lit(FIX_FORM))
        .when(is_rejected).then(pl.lit(FIX_OTHER))
        .otherwise(pl.lit(WAIT))
    )  # fmt: skip
    return _form(rows.with_columns(status=status), None, reason, fix, "999", file_name)


def _form(
    rows: pl.DataFrame, status: str | None, reason: pl.Expr, fix: pl.Expr, by: str, file_name: str
) -> pl.DataFrame:
    told = pl.lit(status) if status else pl.col("status")
    return rows.select(
        at="at",
        form_status=told,
        form_reason=reason,
        form_fix=fix,
        form_by=pl.lit(by),
        form_file=pl.lit(file_name),
    ).cast(_FORM)  # type: ignore[arg-type]  # polars types the mapping by class only


def _settled(whole: pl.DataFrame) -> pl.DataFrame:
    """Return one verdict of several answers: the claim's own outweighs its transaction's."""
    is_own = pl.col("own_status").is_in([ACCEPTED, REJECTED])
    has_form = pl.col("form_status").is_not_null()

    def chosen(name: str, none: pl.Expr) -> pl.Expr:
        return (
            pl.when(is_own).then(f"own_{name}").when(has_form).then(f"form_{name}").otherwise(none)
        )

    nothing = pl.lit(None, pl.String)
    return whole.select(
        "claim_id",
        status=chosen("status", pl.lit(UNANSWERED)),
        reason=chosen("reason", pl.lit("no answer names the claim or its transaction")),
        fix=chosen("fix", pl.lit(WAIT)),
        answered_by=pl.when(is_own).then(pl.lit("277CA")).otherwise("form_by"),
        answer_file=chosen("file", nothing),
        claim_charge_amount="claim_charge_amount",
        payer_claim_control_number="payer_number",
        claim_file="claim_file",
        interchange_control_number="interchange_control_number",
        group_control_number="group_control_number",
        transaction_control_number="transaction_control_number",
    ).cast(CLAIM_STANDING)  # type: ignore[arg-type]  # polars types the mapping by class only
