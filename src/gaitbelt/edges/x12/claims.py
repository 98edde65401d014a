"""The claim's own columns: identifiers, payer, patient, providers, diagnoses."""

from hashlib import blake2b

import numpy as np
import polars as pl

from gaitbelt.edges.x12.loops import ClaimPlaces
from gaitbelt.edges.x12.segments import COMPONENT, ELEMENT, Places, Segments
from gaitbelt.tables.column import MONEY

PAYER_OF_INDICATOR = {
    "MB": "medicare",
    "16": "medicare_advantage",
    "MC": "medicaid",
    "CH": "tricare",
    "WC": "workers_compensation",
    "CI": "commercial",
    "BL": "commercial",
    "HM": "commercial",
    "12": "commercial",
    "13": "commercial",
    "14": "commercial",
    "15": "commercial",
}
"""SBR09 to the payer profile it stands for; other indicators leave the payer unknown."""

AMOUNT = r"^[+-]?(\d{1,10}(\.\d{0,2}0*)?|\.\d{1,2}0*)$"


def amount(raw: pl.Expr) -> pl.Expr:
    """Return the text as money, null where it is not an amount of two places."""
    return pl.when(raw.str.contains(AMOUNT)).then(raw).cast(MONEY, strict=False)


def elements(segments: Segments, places: Places, *wanted: int) -> pl.DataFrame:
    """Return the wanted elements of the segments as columns e1, e2, …: trimmed, or null."""
    parts = segments.text_at(places).str.split_exact(ELEMENT, max(wanted)).struct.unnest()
    fields = {f"e{at}": pl.col(f"field_{at}") for at in wanted}
    if not segments.is_tidy:
        bare = parts.select(field.str.strip_chars().alias(name) for name, field in fields.items())
        return bare.select(pl.when(pl.all() != "").then(pl.all()))
    return parts.select(
        pl.when(field != "").then(field).alias(name) for name, field in fields.items()
    )


def claim_table(segments: Segments, places: ClaimPlaces) -> pl.DataFrame:
    """Return one row per claim: identifiers, providers, payer, patient, diagnoses, origin."""
    base = elements(segments, places.claim, 1, 2, 5)
    where = base["e5"].str.to_uppercase().str.split_exact(COMPONENT, 2).struct.unnest()
    return pl.DataFrame(
        {
            "claim_id": base["e1"],
            "raw_charge": base["e2"],
            "claim_frequency_code": where["field_2"].str.strip_chars(),
            "place_of_service_code": where["field_0"].str.strip_chars(),
            "payer": _payer(segments, places.coverage),
            "patient_id": _patient(segments, places),
            "billing_provider_npi": npi(segments, places.billing),
            "rendering_provider_npi": npi(segments, places.rendering),
            "diagnosis_codes": _diagnoses(segments, places),
            "source_row": segments.numbers[places.claim],
            "source_byte_offset": segments.offsets[places.claim],
        }
    ).with_columns(
        pl.col("claim_frequency_code", "place_of_service_code").replace("", None),
        claim_row=pl.col("source_row"),
        claim_charge_amount=amount(pl.col("raw_charge")),
    )


def npi(segments: Segments, places: Places) -> pl.Series:
    """Return the NPI of each NM1 segment, null where it carries another identifier."""
    once, back = np.unique(places, return_inverse=True)
    name = elements(segments, once, 8, 9)
    is_npi = pl.col("e8").str.to_uppercase() == "XX"
    return name.select(pl.when(is_npi).then("e9"))["e9"].gather(back)


def _payer(segments: Segments, places: Places) -> pl.Series:
    indicator = elements(segments, places, 9)["e9"].str.to_uppercase()
    return indicator.replace_strict(PAYER_OF_INDICATOR, default=None, return_dtype=pl.String)


def _patient(segments: Segments, places: ClaimPlaces) -> pl.Series:
    """Return the member's id, or an opaque id for a dependent or a member without one.

    The opaque id is a digest of the member's id, the patient's name and birth date: two
    patients of one member differ, and the same patient is the same in every file.
    """
    member = elements(segments, places.subscriber, 3, 4, 5, 9)
    patient = elements(segments, places.patient, 3, 4, 5)
    birth = elements(segments, places.birth, 2)
    known = pl.DataFrame(
        {
            "member": member["e9"],
            "is_dependent": places.is_dependent,
            **{f"m{at}": member[f"e{at}"] for at in (3, 4, 5)},
            **{f"p{at}": patient[f"e{at}"] for at in (3, 4, 5)},
            "birth": birth["e2"],
        }
    )
    person = [
        pl.when("is_dependent").then(f"p{at}").otherwise(f"m{at}").fill_null("") for at in (3, 4, 5)
    ]
    is_named = pl.any_horizontal(part != "" for part in person)
    key = pl.concat_str(
        pl.col("member").fill_null(""), *person, pl.col("birth").fill_null(""), separator="\x1f"
    ).str.to_uppercase()
    needs_key = is_named & (pl.col("is_dependent") | pl.col("member").is_null())
    keyed = known.with_columns(key=pl.when(needs_key).then(key))
    names = keyed["key"].drop_nulls().unique()
    opaque = pl.Series([_opaque(name) for name in names], dtype=pl.String)
    return keyed.select(
        pl.when(pl.col("key").is_not_null())
        .then(pl.col("key").replace_strict(names, opaque, default=None, return_dtype=pl.String))
        .when(~pl.col("is_dependent"))
        .then("member")
    ).to_series()


def _opaque(key: str) -> str:
    return "p-" + blake2b(key.encode(), digest_size=12).hexdigest()


def _diagnoses(segments: Segments, places: ClaimPlaces) -> pl.Series:
    """Return each claim's diagnosis codes in the order sent, empty where it has none."""
    parts = (
        pl.DataFrame({"claim": places.diagnosis_claim, "code": segments.text_at(places.diagnosis)})
        .with_columns(pl.col("code").str.to_uppercase().str.split(ELEMENT))
        .explode("code")
        .filter(pl.col("code").str.contains(r"^(?:ABK|ABF|BK|BF)\x1f."))
        .with_columns(code=pl.col("code").str.split_exact(COMPONENT, 2).struct.field("field_1"))
        .group_by("claim", maintain_order=True)
        .agg(pl.col("code").str.strip_chars())
    )
    every = pl.DataFrame({"claim": range(len(places.claim))}, schema={"claim": pl.Int64})
    empty = pl.lit([], dtype=pl.List(pl.String))
    return every.join(parts, on="claim", how="left", maintain_order="left").select(
        pl.col("code").fill_null(empty)
    )["code"]
