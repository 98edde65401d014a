"""The fictional practice's claims as 837P tables."""

import datetime as dt

import polars as pl

from gaitbelt.services.demo.clinic import BILLING_NPI
from gaitbelt.services.x12_practice import (
    CITIES,
    CODES,
    DIAGNOSES,
    DISCIPLINE,
    FIRST_NAMES,
    LAST_NAMES,
    PAYERS,
    REFERRER_NPI,
    THERAPIST_NPI,
    Practice,
    dollars,
    words,
)

Tables = dict[str, pl.DataFrame]

SUBMISSION, PROVIDER = 1, 2
"""Row numbers of the transaction and of the billing provider; others count on from them."""


def claimed(found: Practice, created_on: dt.date) -> Tables:
    """Return the claims as the tables of one 837P transaction."""
    claims = found.claims.with_columns(_number=pl.int_range(pl.len(), dtype=pl.Int64) * 3 + 10)
    lines = _lines(found, claims)
    second = claims.filter("is_second")
    return {
        "submissions": _submission(claims, created_on),
        "billing_providers": _billing_provider(),
        "subscribers": _subscribers(claims),
        "patients": _patients(claims.filter("is_dependent")),
        "claims": _claims(claims),
        "lines": lines,
        "other_payers": _other_payers(second),
        **_adjudications(second, lines, found),
        "attachments": _attachments(claims.filter("has_attachment")),
    }


def _submission(claims: pl.DataFrame, created_on: dt.date) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "purpose_code": "00",
            "submission_number": f"B{claims['claim'][0]:08}",
            "created_on": created_on,
            "created_at": "0900",
            "content_code": "CH",
            "submitter_entity_type_code": "2",
            "submitter_name": "LARKSPUR STREET REHABILITATION",
            "submitter_id": "LARKSPURST",
            "submitter_contact_name": "FRONT DESK",
            "submitter_contact_qualifier": "TE",
            "submitter_contact": "5555550100",
            "receiver_name": "LARKSPUR CLEARINGHOUSE",
            "receiver_id": "LARKCLEAR",
            "transaction_row": SUBMISSION,
            "source_row": SUBMISSION,
        }
    )


def _billing_provider() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "billing_provider_taxonomy_code": "261QP2000X",
            "billing_provider_entity_type_code": "2",
            "billing_provider_name": "LARKSPUR STREET REHABILITATION",
            "billing_provider_npi": BILLING_NPI,
            "billing_provider_address": "1 LARKSPUR STREET",
            "billing_provider_city": "LARKSPUR",
            "billing_provider_state_code": "CA",
            "billing_provider_postal_code": "939010001",
            "billing_provider_tax_id_qualifier": "EI",
            "billing_provider_tax_id": "000000001",
            "transaction_row": SUBMISSION,
            "source_row": PROVIDER,
        }
    )


def _person(claims: pl.DataFrame, who: str) -> dict[str, pl.Series | pl.Expr]:
    """Return the columns of a person, who lives nowhere."""
    is_subscriber = who == "subscriber"
    first = claims["first_name"] if not is_subscriber else (claims["first_name"] + 5) % 16
    birth = pl.col("date_of_service") - pl.duration(days="age_days")
    gender = pl.when(pl.col("first_name") % 2 == 0).then(pl.lit("F")).otherwise(pl.lit("M"))
    return {
        f"{who}_last_name": words(LAST_NAMES, claims["last_name"]),
        f"{who}_first_name": words(FIRST_NAMES, first),
        f"{who}_address": pl.format("{} FICTION ROAD", pl.col("street")),
        f"{who}_city": words(CITIES, claims["city"]),
        f"{who}_state_code": pl.lit("CA"),
        f"{who}_postal_code": pl.lit("939010001"),
        f"{who}_birth_date": birth,
        f"{who}_gender_code": gender,
        "transaction_row": pl.lit(SUBMISSION, pl.Int64),
    }


def _subscribers(claims: pl.DataFrame) -> pl.DataFrame:
    is_own = ~pl.col("is_dependent")
    payers = {
        "payer_name": pl.Series([each[0] for each in PAYERS]),
        "payer_id": pl.Series([each[1] for each in PAYERS]),
        "claim_filing_indicator_code": pl.Series([each[2] for each in PAYERS]),
    }
    return claims.select(
        billing_provider_row=pl.lit(PROVIDER, pl.Int64),
        payer_sequence_code=pl.when("is_second").then(pl.lit("S")).otherwise(pl.lit("P")),
        relationship_code=pl.when(is_own).then(pl.lit("18")),
        subscriber_entity_type_code=pl.lit("1"),
        subscriber_member_id=pl.format("M{}", "member"),
        payer_id_qualifier=pl.lit("PI"),
        source_row="_number",
        **{name: each.gather(claims["payer"]) for name, each in payers.items()},
        **_person(claims, "subscriber"),
    )


def _patients(claims: pl.DataFrame) -> pl.DataFrame:
    return claims.select(
        subscriber_row="_number",
        relationship_code=pl.lit("19"),
        source_row=pl.col("_number") + 1,
        **_person(claims, "patient"),
    )


def _claims(claims: pl.DataFrame) -> pl.DataFrame:
    count = claims.height
    diagnoses = pl.Series([list(each) for each in DIAGNOSES]).gather(claims["diagnosis"])
    return claims.select(
        claim_id="claim_id",
        billing_provider_row=pl.lit(PROVIDER, pl.Int64),
        subscriber_row="_number",
        patient_row=pl.when("is_dependent").then(pl.col("_number") + 1),
        claim_charge_amount=dollars(claims["charge"].to_numpy()),
        place_of_service_code=pl.lit("11"),
        claim_frequency_code=pl.lit("1"),
        provider_signature_code=pl.lit("Y"),
        assignment_code=pl.lit("A"),
        benefits_assignment_code=pl.lit("Y"),
        release_of_information_code=pl.lit("Y"),
        onset_date=pl.col("date_of_service") - pl.duration(days=20),
        note_code=pl.when("has_note").then(pl.lit("ADD")),
        note=pl.when("has_note").then(pl.lit("FICTIONAL NOTE OF A CLAIM")),
        diagnosis_codes=diagnoses.head(count),
        referring_provider_npi=pl.lit(REFERRER_NPI),
        referring_provider_last_name=pl.lit("QUILLFEATHER"),
        referring_provider_first_name=pl.lit("ROWAN"),
        rendering_provider_npi=pl.lit(THERAPIST_NPI),
        rendering_provider_entity_type_code=pl.lit("1"),
        rendering_provider_last_name=pl.lit("THISTLEDOWN"),
        rendering_provider_first_name=pl.lit("MARLOW"),
        rendering_provider_taxonomy_code=pl.lit("225100000X"),
        transaction_row=pl.lit(SUBMISSION, pl.Int64),
        source_row=pl.col("_number") + 2,
    )


def _lines(found: Practice, claims: pl.DataFrame) -> pl.DataFrame:
    lines = found.lines.join(
        claims.select("claim", "claim_id", "_number", "date_of_service"), on="claim", how="left",
        maintain_order="left",
    )  # fmt: skip
    return lines.select(
        claim_id="claim_id",
        claim_row=pl.col("_number") + 2,
        line_number="line_number",
        code_qualifier=pl.lit("HC"),
        service_code=words(CODES, lines["code"]),
        modifiers=pl.concat_list(words(DISCIPLINE, lines["code"])),
        charge_amount=dollars(lines["charge"].to_numpy()),
        unit_measure_code=pl.lit("UN"),
        service_quantity=pl.col("units").cast(pl.Decimal(15, 3)),
        diagnosis_pointers=pl.concat_list(pl.lit(1, pl.Int64)),
        date_of_service="date_of_service",
        line_control_number=pl.format("{}-{}", "claim_id", "line_number"),
        claim="claim",
        transaction_row=pl.lit(SUBMISSION, pl.Int64),
        source_row=-(pl.int_range(pl.len(), dtype=pl.Int64) + 1),
    )


def _other_payers(claims: pl.DataFrame) -> pl.DataFrame:
    return claims.select(
        claim_id="claim_id",
        claim_row=pl.col("_number") + 2,
        payer_sequence_code=pl.lit("P"),
        relationship_code=pl.lit("18"),
        claim_filing_indicator_code=pl.lit("CI"),
        paid_amount=dollars(claims["paid"].to_numpy()),
        benefits_assignment_code=pl.lit("Y"),
        release_of_information_code=pl.lit("Y"),
        other_subscriber_entity_type_code=pl.lit("1"),
        other_subscriber_last_name=words(LAST_NAMES, claims["last_name"]),
        other_subscriber_first_name=words(FIRST_NAMES, claims["first_name"]),
        other_subscriber_member_id=pl.format("N{}", "member"),
        other_payer_name=pl.lit("FIRSTVALE INSURANCE"),
        other_payer_id_qualifier=pl.lit("PI"),
        other_payer_id=pl.lit("FIRST"),
        transaction_row=pl.lit(SUBMISSION, pl.Int64),
        source_row=pl.col("_number"),
    )


def _adjudications(second: pl.DataFrame, lines: pl.DataFrame, found: Practice) -> Tables:
    """Return what the first payer decided of each line, and the adjustments it made."""
    amounts = found.lines.select("claim", "line_number", "paid", "patient", "allowed", "charge")
    own = lines.join(amounts, on=["claim", "line_number"], how="left", maintain_order="left")
    own = own.filter(pl.col("claim").is_in(second["claim"].implode()))
    decided = own.select(
        "claim_id", "claim_row", line_row="source_row", line_number="line_number",
        other_payer_id=pl.lit("FIRST"),
        paid_amount=dollars(own["paid"].to_numpy()),
        code_qualifier=pl.lit("HC"), service_code="service_code", modifiers="modifiers",
        paid_unit_count="service_quantity",
        adjudication_date=pl.col("date_of_service") + pl.duration(days=14),
        transaction_row="transaction_row", source_row="source_row",
    )  # fmt: skip
    reasons = [("CO", "45", own["charge"] - own["allowed"], 0), ("PR", "2", own["patient"], 1)]
    adjustments = [
        own.select(
            "claim_id", "claim_row", level=pl.lit("line"), payer_row="source_row",
            line_row="source_row", line_number="line_number",
            adjustment_group_code=pl.lit(group), adjustment_reason_code=pl.lit(reason),
            adjustment_amount=dollars(cents.to_numpy()), adjustment_position=pl.lit(1, pl.Int64),
            transaction_row="transaction_row", source_row=pl.col("source_row") * 2 - place,
        ).filter(pl.col("adjustment_amount") != 0)
        for group, reason, cents, place in reasons
    ]  # fmt: skip
    whole = pl.concat(adjustments).sort("source_row", descending=True)
    return {"line_adjudications": decided, "adjustments": whole}


def _attachments(claims: pl.DataFrame) -> pl.DataFrame:
    return claims.select(
        claim_id="claim_id",
        claim_row=pl.col("_number") + 2,
        line_row=pl.lit(None, pl.Int64),
        report_type_code=pl.lit("03"),
        report_transmission_code=pl.lit("EL"),
        attachment_control_number=pl.format("ATT{}", "claim"),
        transaction_row=pl.lit(SUBMISSION, pl.Int64),
        source_row="_number",
    )
