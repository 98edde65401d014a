"""What the fictional payers answer to the practice's claims: 835 and 277CA tables."""

import datetime as dt

import polars as pl

from gaitbelt.services.demo.clinic import BILLING_NPI
from gaitbelt.services.x12_practice import (
    CODES,
    DISCIPLINE,
    FIRST_NAMES,
    LAST_NAMES,
    PAYERS,
    Practice,
    dollars,
    words,
)

Tables = dict[str, pl.DataFrame]

ANSWER = 1
_PAYER = PAYERS[0]


def remitted(found: Practice, created_on: dt.date) -> Tables:
    """Return the tables of one 835 that pays the claims; every balance holds."""
    claims = found.claims.with_columns(_number=pl.int_range(pl.len(), dtype=pl.Int64) + 10)
    lines = found.lines.join(
        claims.select("claim", "claim_id", "_number", "date_of_service", "is_denied"),
        on="claim", how="left", maintain_order="left",
    ).with_columns(_line=pl.int_range(pl.len(), dtype=pl.Int64) + 10)  # fmt: skip
    return {
        "payments": _payment(claims, created_on),
        "claims": _paid_claims(claims),
        "lines": _paid_lines(lines),
        "adjustments": _adjustments(lines),
        "provider_adjustments": pl.DataFrame(),
    }


def _payment(claims: pl.DataFrame, created_on: dt.date) -> pl.DataFrame:
    paid = claims["paid"].sum()
    return pl.DataFrame(
        {
            "transaction_handling_code": "I",
            "payment_amount": dollars(pl.Series([paid]).cast(pl.Int64).to_numpy()),
            "credit_debit_code": "C",
            "payment_method_code": "CHK",
            "payment_date": created_on,
            "trace_number": f"CHK{claims['claim'][0]:09}",
            "originating_company_id": "1000000001",
            "production_date": created_on,
            "payer_name": _PAYER[0],
            "payer_id": "00000001",
            "payer_address": "2 FICTION AVENUE",
            "payer_city": "NORTHVALE",
            "payer_state_code": "CA",
            "payer_postal_code": "939010002",
            "payer_contact_name": "PROVIDER LINE",
            "payer_contact_qualifier": "TE",
            "payer_contact": "5555550199",
            "payee_name": "LARKSPUR STREET REHABILITATION",
            "payee_npi": BILLING_NPI,
            "payee_tax_id": "000000001",
            "transaction_row": ANSWER,
            "source_row": ANSWER,
        }
    )


def _paid_claims(claims: pl.DataFrame) -> pl.DataFrame:
    status = pl.when("is_denied").then(pl.lit("4")).otherwise(pl.lit("1"))
    return claims.select(
        patient_control_number="claim_id",
        claim_status_code=status,
        charge_amount=dollars(claims["charge"].to_numpy()),
        paid_amount=dollars(claims["paid"].to_numpy()),
        patient_responsibility_amount=pl.when(pl.col("patient") > 0).then(
            dollars(claims["patient"].to_numpy())
        ),
        claim_filing_indicator_code=pl.lit("12"),
        payer_claim_control_number=pl.format("ICN{}", "claim"),
        facility_code=pl.lit("11"),
        claim_frequency_code=pl.lit("1"),
        patient_last_name=words(LAST_NAMES, claims["last_name"]),
        patient_first_name=words(FIRST_NAMES, claims["first_name"]),
        patient_member_id=pl.format("M{}", "member"),
        transaction_row=pl.lit(ANSWER, pl.Int64),
        source_row="_number",
    )


def _paid_lines(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(
        patient_control_number="claim_id",
        claim_row="_number",
        line_control_number=pl.format("{}-{}", "claim_id", "line_number"),
        code_qualifier=pl.lit("HC"),
        service_code=words(CODES, lines["code"]),
        modifiers=pl.concat_list(words(DISCIPLINE, lines["code"])),
        charge_amount=dollars(lines["charge"].to_numpy()),
        paid_amount=dollars(lines["paid"].to_numpy()),
        allowed_amount=pl.when(pl.col("allowed") > 0).then(dollars(lines["allowed"].to_numpy())),
        paid_unit_count=pl.col("units").cast(pl.Decimal(15, 3)),
        date_of_service="date_of_service",
        remark_codes=pl.when("is_denied").then(pl.concat_list(pl.lit("N115"))),
        transaction_row=pl.lit(ANSWER, pl.Int64),
        source_row="_line",
    )


def _adjustments(lines: pl.DataFrame) -> pl.DataFrame:
    """Return why less is paid: the contract, the patient's share, or a denial."""
    denied = lines.filter("is_denied")
    paid = lines.filter(~pl.col("is_denied"))
    parts = [
        (denied, "CO", "50", denied["charge"], 0),
        (paid, "CO", "45", paid["charge"] - paid["allowed"], 0),
        (paid, "PR", "2", paid["patient"], 1),
    ]
    found = [
        rows.select(
            level=pl.lit("line"),
            patient_control_number="claim_id",
            claim_row="_number",
            line_row="_line",
            adjustment_group_code=pl.lit(group),
            adjustment_reason_code=pl.lit(reason),
            adjustment_amount=dollars(cents.to_numpy()),
            adjustment_position=pl.lit(1, pl.Int64),
            transaction_row=pl.lit(ANSWER, pl.Int64),
            source_row=pl.col("_line") * 2 + place,
        ).filter(pl.col("adjustment_amount") != 0)
        for rows, group, reason, cents, place in parts
    ]
    return pl.concat(found).sort("source_row")


def acknowledged(found: Practice, created_on: dt.date) -> Tables:
    """Return the tables of one 277CA: most claims accepted, some rejected with a reason."""
    claims = found.claims.with_columns(_number=pl.int_range(pl.len(), dtype=pl.Int64) + 10)
    is_rejected = claims["is_rejected"]
    total = _sum(claims)
    return {
        **_acknowledging(f"B{claims['claim'][0]:08}", created_on, _counted(claims)),
        "claims": claims.select(
            above_row=pl.lit(4, pl.Int64),
            patient_last_name=words(LAST_NAMES, claims["last_name"]),
            patient_first_name=words(FIRST_NAMES, claims["first_name"]),
            member_id=pl.format("M{}", "member"),
            patient_control_number="claim_id",
            payer_claim_control_number=pl.when(~is_rejected).then(pl.format("ICN{}", "claim")),
            date_of_service="date_of_service",
            transaction_row=pl.lit(ANSWER, pl.Int64),
            source_row="_number",
        ),
        "lines": pl.DataFrame(),
        "statuses": pl.concat([_batch_status(total, created_on), _statuses(claims, created_on)]),
    }


def _counted(claims: pl.DataFrame) -> dict[str, object]:
    is_rejected = claims["is_rejected"]
    return {
        "accepted_count": int((~is_rejected).sum()),
        "rejected_count": int(is_rejected.sum()),
        "accepted_amount": _sum(claims.filter(~is_rejected)),
        "rejected_amount": _sum(claims.filter(is_rejected)),
    }


def _acknowledging(batch: str, on: dt.date, counts: dict[str, object]) -> Tables:
    """Return who answers whom about which batch."""
    name, row = "LARKSPUR STREET REHABILITATION", {"transaction_row": ANSWER}
    answer = {"submission_number": f"A{batch}", "created_on": on, "created_at": "0930"}
    source = {
        "source_entity_code": "PR",
        "source_name": _PAYER[0],
        "source_id_qualifier": "PI",
        "payer_id": _PAYER[1],
        "source_trace_number": f"S{batch}",
        "received_on": on,
        "processed_on": on,
    }
    receiver = {"receiver_name": name, "receiver_id": "LARKSPURST", "batch_number": batch}
    provider = {
        "provider_name": name,
        "billing_provider_npi": BILLING_NPI,
        "provider_trace_number": batch,
    }
    return {
        "acknowledgments": pl.DataFrame({**answer, **row, "source_row": ANSWER}),
        "sources": pl.DataFrame({**source, **row, "source_row": 2}),
        "receivers": pl.DataFrame({"above_row": 2, **receiver, **counts, **row, "source_row": 3}),
        "providers": pl.DataFrame({"above_row": 3, **provider, **counts, **row, "source_row": 4}),
    }


def _sum(claims: pl.DataFrame) -> object:
    return dollars(pl.Series([claims["charge"].sum()]).cast(pl.Int64).to_numpy())[0]


def _batch_status(total: object, created_on: dt.date) -> pl.DataFrame:
    both = [("receiver", 3, None), ("provider", None, 4)]
    return pl.DataFrame(
        [
            {"level": level, "receiver_row": receiver, "provider_row": provider, "claim_row": None,
             "status_category_code": "A1", "status_code": "19", "entity_code": "PR",
             "effective_date": created_on if receiver else None, "action_code": "WQ",
             "charge_amount": total,
             "transaction_row": ANSWER, "source_row": -5 - (receiver or provider or 0)}
            for level, receiver, provider in both
        ],
        schema=_STATUS,
    )  # fmt: skip


_STATUS = {
    "level": pl.String(), "receiver_row": pl.Int64(), "provider_row": pl.Int64(),
    "claim_row": pl.Int64(), "status_category_code": pl.String(), "status_code": pl.String(),
    "entity_code": pl.String(), "effective_date": pl.Date(), "action_code": pl.String(),
    "charge_amount": pl.Decimal(12, 2), "transaction_row": pl.Int64(), "source_row": pl.Int64(),
}  # fmt: skip


def _statuses(claims: pl.DataFrame, created_on: dt.date) -> pl.DataFrame:
    is_rejected = pl.col("is_rejected")

    def told(rejected: str, accepted: str) -> pl.Expr:
        return pl.when(is_rejected).then(pl.lit(rejected)).otherwise(pl.lit(accepted))

    return claims.select(
        level=pl.lit("claim"),
        receiver_row=pl.lit(None, pl.Int64),
        provider_row=pl.lit(None, pl.Int64),
        claim_row="_number",
        status_category_code=told("A7", "A2"),
        status_code=told("164", "20"),
        entity_code=told("IL", "PR"),
        effective_date=pl.lit(created_on),
        action_code=told("U", "WQ"),
        charge_amount=dollars(claims["charge"].to_numpy()),
        transaction_row=pl.lit(ANSWER, pl.Int64),
        source_row="_number",
    )
