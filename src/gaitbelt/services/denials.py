"""Denials: why a payer did not pay, who may be billed, what to do and by when.

Denial (adjudicated, nothing paid) and adjustment (a part taken) are kept apart; a rejection
was never adjudicated and stands in the acknowledgements. Causes and actions are those of
``library.remittance_codes``, in our words.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from gaitbelt.language.money import dollars_expr
from gaitbelt.library import policy
from gaitbelt.library import remittance_codes as codes
from gaitbelt.library.preventing_rules import preventing_rules, rules_preventing
from gaitbelt.methods.answered_lines import answered_lines
from gaitbelt.methods.ledger_components import answered_components
from gaitbelt.methods.ledger_shares import placed_components
from gaitbelt.methods.matching import Matched
from gaitbelt.methods.payment_admission import Remittances
from gaitbelt.tables.denied import ADJUSTMENT, DENIAL, DENIED, EFFICACY
from gaitbelt.tables.sent_line import ACCOUNT

UNPROCESSABLE = "MA130"
NO_CAUSE = "a reason that is not held here"
NO_ACTION = "look the reason up in the payer's notice"
NO_WINDOW = "No appeal window is held for this payer; the notice or the contract says it."
NO_APPEAL = "The claim was unprocessable: there is no appeal, a new claim is sent."
WINDOW_HELD = "Appeal and reopening count from the date of the payment ({}: {})."
_PARTS = ("denial", "other patient responsibility")
_CLAIM = ("source_file", "claim_row")


def contractual_reasons() -> tuple[str, ...]:
    """Return the adjustment reasons that are written off and show nothing to correct."""
    return tuple(
        each.adjustment_reason_code
        for each in codes.adjustment_reasons()
        if each.is_error is False and each.billable_to == codes.NOBODY
    )


def denials(
    remittances: Remittances, matched: Matched, payers: pl.DataFrame | str = policy.GENERIC_PAYER
) -> pl.DataFrame:
    """Return what the standing answers did not pay, ``DENIED``, the largest first.

    ``remittances``: those behind ``matched``. ``payers``: the payer of every claim, or a
    table of ``claim_id`` and ``payer``. A claim that is not in it has the generic payer.
    """
    rows = _denied_rows(remittances, matched)
    named = _with_payer(rows, payers)
    kinds = named.select("adjustment_group_code", "adjustment_reason_code", "remark_codes").unique()
    told = pl.DataFrame([_told(*row) for row in kinds.iter_rows()], schema=_TOLD)
    windows = _windows(named)
    whole = named.join(told, on=kinds.columns, how="left", nulls_equal=True).join(
        windows, on=["payer", "date_of_service", "payment_date"], how="left", nulls_equal=True
    )
    appealable = pl.col("is_appealable")
    shown = whole.with_columns(
        appeal_by=pl.when(appealable).then("appeal_by"),
        reopen_by=pl.when(appealable).then("reopen_by"),
        deadline_note=pl.when(~appealable).then(pl.lit(NO_APPEAL)).otherwise("deadline_note"),
    )
    order = [pl.col("denied_amount").neg(), *ACCOUNT, "adjustment_reason_code"]
    return shown.select(pl.col(name).cast(dtype) for name, dtype in DENIED.items()).sort(
        order, nulls_last=True
    )


def _denied_rows(remittances: Remittances, matched: Matched) -> pl.DataFrame:
    """Return denied amounts by account, group and reason, of standing answers."""
    reasons = contractual_reasons()
    standing = answered_lines(remittances, matched, reasons).filter(~pl.col("is_taken_back"))
    answers = standing.select(*_CLAIM, "payment_date").unique(_CLAIM)
    placed = placed_components(answered_components(remittances, reasons), matched.matches)
    parts = placed.filter(
        pl.col("claim_id").is_not_null()
        & pl.col("component").is_in(_PARTS)
        & ~pl.col("is_reversal")
    ).join(answers, on=_CLAIM, nulls_equal=True)
    own = standing.select(*_CLAIM, *ACCOUNT, "answered_paid_amount")
    is_line = pl.col("line_key").is_not_null()
    parts = parts.join(own, on=[*_CLAIM, *ACCOUNT], how="left", nulls_equal=True).filter(
        ~is_line | pl.col("answered_paid_amount").is_not_null()
    )
    paid = remittances.claims.select(*_CLAIM[:1], claim_row="source_row", claim_paid="paid_amount")
    is_paid = pl.coalesce("answered_paid_amount", "claim_paid") != 0
    return (
        parts.join(paid, on=_CLAIM, how="left", nulls_equal=True)
        .join(_remarks(remittances), on=_CLAIM, how="left", nulls_equal=True)
        .join(_line_remarks(remittances), on=[*_CLAIM, "line_row"], how="left", nulls_equal=True)
        .group_by(*ACCOUNT, *_CLAIM, "adjustment_group_code", "adjustment_reason_code")
        .agg(
            denied_amount=dollars_expr(pl.col("cents").sum()),
            outcome=pl.when(is_paid.any()).then(pl.lit(ADJUSTMENT)).otherwise(pl.lit(DENIAL)),
            payment_date=pl.col("payment_date").first(),
            remark_codes=pl.concat_list(
                pl.col("claim_remarks").fill_null([]), pl.col("line_remarks").fill_null([])
            ).list.explode(keep_nulls=False, empty_as_null=False),
        )
        .with_columns(pl.col("remark_codes").list.unique().list.sort())
    )


def _remarks(remittances: Remittances) -> pl.DataFrame:
    return remittances.claims.select(
        "source_file", claim_row="source_row", claim_remarks="remark_codes"
    )


def _line_remarks(remittances: Remittances) -> pl.DataFrame:
    return remittances.lines.select(*_CLAIM, line_row="source_row", line_remarks="remark_codes")


def _with_payer(rows: pl.DataFrame, payers: pl.DataFrame | str) -> pl.DataFrame:
    if isinstance(payers, str):
        return rows.with_columns(payer=pl.lit(payers))
    own = payers.select("claim_id", "payer").unique("claim_id", keep="first", maintain_order=True)
    return rows.join(own, on="claim_id", how="left").with_columns(
        pl.col("payer").fill_null(policy.GENERIC_PAYER)
    )


_TOLD: dict[str, pl.DataType] = {
    name: DENIED[name]
    for name in ("adjustment_group_code", "adjustment_reason_code", "remark_codes", "cause",
                 "billable_to", "action", "is_appealable", "confidence", "preventing_rules")
}  # fmt: skip


def _told(group: str | None, reason: str | None, remarks: list[str]) -> dict[str, object]:
    """Return what is said of a group, reason and its remarks."""
    held = codes.adjustment_reason(reason or "")
    said = [known.meaning for each in remarks if (known := codes.remark_code(each)) is not None]
    meaning = NO_CAUSE if held is None else f"{held.meaning}: {held.therapy_cause}"
    is_open = UNPROCESSABLE not in remarks
    action = NO_ACTION if held is None else held.action
    return {
        "adjustment_group_code": group,
        "adjustment_reason_code": reason,
        "remark_codes": remarks,
        "cause": "; ".join([meaning, *said]),
        "billable_to": codes.billable_to(group or "", reason or ""),
        "action": action if is_open else "correct what the remark names and send a new claim",
        "is_appealable": is_open,
        "confidence": None if held is None else held.action_confidence,
        "preventing_rules": list(rules_preventing(reason or "", remarks)),
    }


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of time that polars adds to a date, and its source."""

    offset: str
    cite: str
    confidence: str


def _window(payer: str, on: date, *names: tuple[str, str]) -> _Window | None:
    """Return the first window held of a payer, by the value's name and its unit."""
    for name, unit in names:
        row = policy.value(payer, name, on)
        if row is not None:
            return _Window(f"{row.value}{unit}", row.cite, row.confidence)
    return None


def _windows(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the last days to appeal, reopen and send anew, by payer and dates."""
    keys = ["payer", "date_of_service", "payment_date"]
    known = rows.select(keys).unique()
    told = []
    for payer, on in known.select("payer", "date_of_service").unique().iter_rows():
        day = on or date.max
        appeal = _window(payer, day, ("redetermination_days", "d"))
        reopen = _window(payer, day, ("reopening_months", "mo"))
        anew = _window(payer, day, ("timely_filing_days", "d"), ("timely_filing_months", "mo"))
        note = WINDOW_HELD.format(appeal.cite, appeal.confidence) if appeal else NO_WINDOW
        told.append(
            {
                "payer": payer,
                "date_of_service": on,
                "appeal": appeal.offset if appeal else None,
                "reopen": reopen.offset if reopen else None,
                "anew": anew.offset if anew else None,
                "deadline_note": note,
            }
        )
    texts = dict.fromkeys(("appeal", "reopen", "anew", "deadline_note"), pl.String())
    frame = pl.DataFrame(told, schema={"payer": pl.String(), "date_of_service": pl.Date(), **texts})
    return known.join(frame, on=keys[:2], how="left", nulls_equal=True).select(
        *keys,
        "deadline_note",
        appeal_by=pl.col("payment_date").dt.offset_by(pl.col("appeal")),
        reopen_by=pl.col("payment_date").dt.offset_by(pl.col("reopen")),
        new_claim_by=pl.col("date_of_service").dt.offset_by(pl.col("anew")),
    )


def _found(findings: pl.DataFrame, answered: pl.DataFrame) -> pl.DataFrame:
    """Return the lines that were answered and that a rule found, a claim's finding on each."""
    by_line = findings.drop_nulls("line_key").select(*ACCOUNT, "rule_code")
    by_claim = findings.filter(pl.col("line_key").is_null()).select("claim_id", "rule_code")
    lines = answered.select(ACCOUNT).unique()
    return pl.concat(
        [
            by_line.join(lines, on=ACCOUNT, how="semi", nulls_equal=True),
            lines.join(by_claim, on="claim_id").select(*ACCOUNT, "rule_code"),
        ]
    ).unique()


def efficacy(denied: pl.DataFrame, findings: pl.DataFrame, answered: pl.DataFrame) -> pl.DataFrame:
    """Return how well each rule that had been run told denials beforehand, ``EFFICACY``.

    ``denied``: ``DENIED``; ``findings``: ``rule_code`` and the account's columns of each
    breach found before sending; ``answered``: the account's columns of the lines that were
    answered. A finding about a whole claim has no ``line_key`` and holds for its lines.
    """
    run = findings["rule_code"].unique()
    known = run.append(pl.Series([each.rule_code for each in preventing_rules()])).unique().sort()
    found = _found(findings, answered)
    said = (
        denied.select(*ACCOUNT, "denied_amount", rule_code="preventing_rules")
        .explode("rule_code", empty_as_null=True, keep_nulls=True)
        .drop_nulls("rule_code")
    )
    said = said.group_by(*ACCOUNT, "rule_code").agg(pl.col("denied_amount").sum())
    lost = denied.select(ACCOUNT).unique().with_columns(has_denial=pl.lit(value=True))
    marked = found.join(said, on=[*ACCOUNT, "rule_code"], how="left", nulls_equal=True).join(
        lost, on=ACCOUNT, how="left", nulls_equal=True
    )
    is_hit = pl.col("denied_amount").is_not_null()
    of_found = marked.group_by("rule_code").agg(
        found_count=pl.len(),
        hit_count=is_hit.sum(),
        false_alarm_count=pl.col("has_denial").is_null().sum(),
        hit_amount=pl.col("denied_amount").sum(),
    )
    missed = said.join(found, on=[*ACCOUNT, "rule_code"], how="anti", nulls_equal=True)
    of_missed = missed.group_by("rule_code").agg(
        missed_count=pl.len(), missed_amount=pl.col("denied_amount").sum()
    )
    whole = pl.DataFrame({"rule_code": known}).join(of_found, on="rule_code", how="left")
    whole = whole.join(of_missed, on="rule_code", how="left")
    is_seen = pl.any_horizontal(pl.col("found_count", "missed_count").is_not_null())
    return (
        whole.filter(is_seen)
        .with_columns(pl.all().exclude("rule_code").fill_null(0))
        .select(pl.col(name).cast(dtype) for name, dtype in EFFICACY.items())
        .sort("rule_code")
    )
