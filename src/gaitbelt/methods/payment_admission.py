"""Which payments may post: whole files that balance, each payment once.

A file posts completely or not at all. A payment is the same as another where payer, trace
number, date, amount and payee agree; with the same content it counts once, with another it
is refused, as nobody can tell which of the two the payer meant.
"""

import hashlib
from dataclasses import dataclass

import polars as pl

from gaitbelt.language.money import dollars_expr, whole_cents_expr
from gaitbelt.tables.ledger import POSTED_FILE, POSTED_PAYMENT

TRANSACTION = ("source_file", "transaction_row")
KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Remittances:
    """The tables of any number of 835 files, put together.

    ``PAYMENT``, ``REMITTANCE_CLAIM``, ``REMITTANCE_LINE``, ``ADJUSTMENT`` and
    ``PROVIDER_ADJUSTMENT``; ``source_file`` parts the files.
    """

    payments: pl.DataFrame
    claims: pl.DataFrame
    lines: pl.DataFrame
    adjustments: pl.DataFrame
    provider_adjustments: pl.DataFrame

    def only(self, payments: pl.DataFrame) -> "Remittances":
        """Return what belongs to some of the payments."""
        chosen = payments.select(*TRANSACTION)
        return Remittances(
            *(
                each.join(chosen, on=TRANSACTION, how="semi", nulls_equal=True)
                for each in (
                    self.payments,
                    self.claims,
                    self.lines,
                    self.adjustments,
                    self.provider_adjustments,
                )
            )
        )


@dataclass(frozen=True, slots=True)
class Admitted:
    """``payments``: ``POSTED_PAYMENT``; ``files``: ``POSTED_FILE``."""

    payments: pl.DataFrame
    files: pl.DataFrame


def admitted(remittances: Remittances, posted: pl.DataFrame | None = None) -> Admitted:
    """Return which payments post, and what becomes of each file and why.

    ``posted``: ``payment_key`` and ``content_digest`` of payments in the ledger already.
    """
    before = pl.DataFrame(schema=POSTED_PAYMENT) if posted is None else posted
    known = before.select("payment_key", posted_digest="content_digest").unique()
    payments = keyed_payments(remittances)
    faults = _faults(remittances, payments)
    sound = payments.join(faults, on="source_file", how="anti", nulls_equal=True)
    clashes = _clashes(sound, known)
    faults = pl.concat([faults, clashes])
    sound = sound.join(clashes, on="source_file", how="anti", nulls_equal=True)
    is_again = pl.col("payment_key").is_in(known["payment_key"].implode()) | (
        pl.col("payment_key").cum_count().over("payment_key") > 1
    )
    sound = sound.sort(*TRANSACTION).with_columns(is_repeated=is_again)
    return Admitted(sound.select(*POSTED_PAYMENT), _outcomes(payments, sound, faults))


def keyed_payments(remittances: Remittances) -> pl.DataFrame:
    """Return every payment with ``payment_key``, ``content_digest`` and ``cents``.

    A payment taken from the provider (BPR03 is D) has an amount below zero.
    """
    is_debit = pl.col("credit_debit_code") == "D"
    amount = whole_cents_expr(pl.col("payment_amount"))
    who = pl.coalesce("originating_company_id", "payer_id", "payer_name")
    payee = pl.coalesce("payee_npi", "payee_tax_id")
    digests = _digests(remittances)
    rows = remittances.payments.with_columns(
        cents=pl.when(is_debit.fill_null(value=False)).then(-amount).otherwise(amount),
        who=who,
    ).join(digests, on=TRANSACTION, how="left", nulls_equal=True)
    parts = [each.fill_null("") for each in (pl.col("who"), pl.col("trace_number"),
             pl.col("payment_date").cast(pl.String), pl.col("cents").cast(pl.String), payee)]  # fmt: skip
    bare = pl.when(pl.col("trace_number").is_null()).then("content_digest").fill_null("")
    texts = rows.select(pl.concat_str([*parts, bare], separator="|")).to_series()
    keys = [_sha(text)[:KEY_LENGTH] for text in texts.to_list()]
    return rows.with_columns(
        payment_key=pl.Series(keys, dtype=pl.String),
        payer_id=pl.col("who"),
        payment_amount=dollars_expr(pl.col("cents")),
    )


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digests(remittances: Remittances) -> pl.DataFrame:
    """Return a digest of each transaction's claims, lines and adjustments, as they stand."""
    told = []
    for number, (name, own) in enumerate(_DIGESTED.items()):
        table: pl.DataFrame = getattr(remittances, name)
        cells = [
            pl.col(cell).list.join(" ") if cell == "modifiers" else pl.col(cell).cast(pl.String)
            for cell in own
        ]
        text = pl.concat_str([each.fill_null("") for each in cells], separator="|")
        place = pl.col("source_row") - pl.col("transaction_row")
        told.append(table.select(*TRANSACTION, place=place, number=number, text=text))
    whole = pl.concat(told).sort(*TRANSACTION, "place", "number", maintain_order=True)
    joined = whole.group_by(TRANSACTION, maintain_order=True).agg(pl.col("text").str.join("\n"))
    digests = [_sha(text) for text in joined["text"].to_list()]
    return joined.select(*TRANSACTION, content_digest=pl.Series(digests, dtype=pl.String))


_DIGESTED = {
    "claims": (
        "patient_control_number",
        "claim_status_code",
        "charge_amount",
        "paid_amount",
        "payer_claim_control_number",
    ),
    "lines": (
        "line_control_number",
        "hcpcs_code",
        "modifiers",
        "charge_amount",
        "paid_amount",
        "paid_unit_count",
        "date_of_service",
    ),
    "adjustments": (
        "level",
        "adjustment_group_code",
        "adjustment_reason_code",
        "adjustment_amount",
        "adjustment_quantity",
    ),
    "provider_adjustments": (
        "provider_adjustment_reason_code",
        "provider_adjustment_reference",
        "adjustment_amount",
    ),
}
"""What makes the content of a payment: two payments that differ in it are not the same."""


def _faults(remittances: Remittances, payments: pl.DataFrame) -> pl.DataFrame:
    """Return ``source_file`` and ``reason`` of every file that cannot post, one row each."""
    found = [
        _unbalanced_lines(remittances),
        _unbalanced_claims(remittances),
        _unbalanced_payments(remittances, payments),
    ]
    return (
        pl.concat(found)
        .group_by("source_file", maintain_order=True)
        .agg(pl.col("reason").first(), count=pl.len())
        .select(
            "source_file",
            reason=pl.when(pl.col("count") > 1)
            .then(
                pl.format(
                    "{} {} more in the file do not post either.", "reason", pl.col("count") - 1
                )
            )
            .otherwise("reason"),
        )
    )


def _sum_of(rows: pl.DataFrame, name: str, on: list[str]) -> pl.DataFrame:
    cents = whole_cents_expr(pl.col(name))
    absent = pl.col(name).is_null().any()
    return rows.group_by(on).agg(part=cents.sum(), is_absent=absent)


def _judged(
    rows: pl.DataFrame, parts: pl.DataFrame, on: list[str], *, whole: str, paid: str, noun: str
) -> pl.DataFrame:
    """Return the rows where ``whole`` less its parts is not what was paid."""
    cents = {name: whole_cents_expr(pl.col(name)) for name in (whole, paid)}
    held = rows.join(parts, on=on, how="left", nulls_equal=True).with_columns(
        pl.col("part").fill_null(0), pl.col("is_absent").fill_null(value=False)
    )
    gap = cents[whole] - pl.col("part") - cents[paid]
    is_open = pl.col("is_absent") | gap.is_null()
    said = (
        pl.when(is_open)
        .then(pl.format(f"The {noun} at segment {{}} lacks an amount.", "source_row"))
        .otherwise(
            pl.format(
                f"The {noun} at segment {{}} is out of balance by {{}} cents.", "source_row", gap
            )
        )
    )
    return held.filter(is_open | (gap != 0)).select("source_file", reason=said)


def _unbalanced_lines(remittances: Remittances) -> pl.DataFrame:
    on = ["source_file", "line_row"]
    of_lines = remittances.adjustments.drop_nulls("line_row")
    rows = remittances.lines.with_columns(line_row="source_row")
    return _judged(
        rows,
        _sum_of(of_lines, "adjustment_amount", on),
        on,
        whole="charge_amount",
        paid="paid_amount",
        noun="line",
    )


def _unbalanced_claims(remittances: Remittances) -> pl.DataFrame:
    on = ["source_file", "claim_row"]
    rows = remittances.claims.with_columns(claim_row="source_row")
    return _judged(
        rows,
        _sum_of(remittances.adjustments, "adjustment_amount", on),
        on,
        whole="charge_amount",
        paid="paid_amount",
        noun="claim",
    )


def _unbalanced_payments(remittances: Remittances, payments: pl.DataFrame) -> pl.DataFrame:
    on = list(TRANSACTION)
    paid = _sum_of(remittances.claims, "paid_amount", on).rename({"is_absent": "is_open"})
    taken = _sum_of(remittances.provider_adjustments, "adjustment_amount", on)
    held = payments.join(paid.rename({"part": "paid"}), on=on, how="left", nulls_equal=True).join(
        taken, on=on, how="left", nulls_equal=True
    )
    gap = pl.col("paid").fill_null(0) - pl.col("part").fill_null(0) - pl.col("cents")
    is_open = pl.any_horizontal(pl.col("is_open", "is_absent").fill_null(value=False))
    lacks = pl.col("cents").is_null() | is_open
    said = (
        pl.when(lacks)
        .then(pl.format("The payment at segment {} lacks an amount.", "source_row"))
        .otherwise(
            pl.format("The payment at segment {} is out of balance by {} cents.", "source_row", gap)
        )
    )
    return held.filter(lacks | (gap != 0)).select("source_file", reason=said)


def _clashes(sound: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return the files with a payment that stands with other content elsewhere."""
    held = sound.join(known, on="payment_key", how="left")
    differs = pl.col("content_digest").n_unique().over("payment_key") > 1
    was_other = (pl.col("posted_digest") != pl.col("content_digest")).fill_null(value=False)
    said = pl.format(
        "The payment at segment {} stands with other content under the same payer, trace "
        "number, date and amount.",
        "source_row",
    )
    return (
        held.filter(differs | was_other)
        .group_by("source_file", maintain_order=True)
        .agg(reason=said.first())
    )


def _outcomes(payments: pl.DataFrame, sound: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    counted = payments.group_by("source_file").agg(payment_count=pl.len().cast(pl.Int64))
    repeated = sound.group_by("source_file").agg(
        repeated_count=pl.col("is_repeated").sum().cast(pl.Int64)
    )
    is_refused = pl.col("reason").is_not_null()
    is_again = pl.col("repeated_count") == pl.col("payment_count")
    whole = (
        pl.concat([counted.select("source_file"), faults.select("source_file")])
        .unique()
        .join(counted, on="source_file", how="left", nulls_equal=True)
        .join(repeated, on="source_file", how="left", nulls_equal=True)
        .join(faults, on="source_file", how="left", nulls_equal=True)
        .with_columns(pl.col("payment_count", "repeated_count").fill_null(0))
    )
    outcome = (
        pl.when(is_refused)
        .then(pl.lit("refused"))
        .when(is_again)
        .then(pl.lit("posted before"))
        .otherwise(pl.lit("posted"))
    )
    return whole.with_columns(outcome=outcome).select(*POSTED_FILE).sort("source_file")
