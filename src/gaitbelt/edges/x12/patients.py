"""Who a claim is about and who pays it, as the service line names them."""

from hashlib import blake2b

import polars as pl

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

SEQUENCES = {"P": "primary", "S": "secondary", "T": "tertiary"}
"""SBR01 to the place in the order of payers; others leave it unknown."""


def with_people(claims: pl.DataFrame) -> pl.DataFrame:
    """Return the claims with payer, place in the order of payers, and patient.

    The patient is the member's id, or an opaque id for a dependent or a member without one:
    a digest of the member's id, the patient's name and birth date. Two patients of one
    member differ, and the same patient is the same in every file.
    """
    indicator, sequence = pl.col("indicator"), pl.col("sequence")
    return claims.with_columns(
        payer=indicator.replace_strict(PAYER_OF_INDICATOR, default=None, return_dtype=pl.String),
        payer_sequence=sequence.replace_strict(SEQUENCES, default=None, return_dtype=pl.String),
        patient_id=_patients(claims),
    )


def _patients(claims: pl.DataFrame) -> pl.Series:
    is_dependent = pl.col("patient_row").is_not_null()
    needs_name = is_dependent | pl.col("member").is_null()
    if not claims.select(needs_name.any()).item():
        return claims["member"]
    person = [
        pl.when(is_dependent).then(f"p{at}").otherwise(f"m{at}").fill_null("") for at in (3, 4, 5)
    ]
    birth = pl.when(is_dependent).then("patient_birth").otherwise("member_birth").fill_null("")
    is_named = pl.any_horizontal(part != "" for part in person)
    key = pl.concat_str(pl.col("member").fill_null(""), *person, birth, separator="\x1f")
    keyed = claims.with_columns(key=pl.when(is_named & needs_name).then(key.str.to_uppercase()))
    names = keyed["key"].drop_nulls().unique()
    opaque = pl.Series([_opaque(name) for name in names], dtype=pl.String)
    return keyed.select(
        pl.when(pl.col("key").is_not_null())
        .then(pl.col("key").replace_strict(names, opaque, default=None, return_dtype=pl.String))
        .when(~is_dependent)
        .then("member")
    ).to_series()


def _opaque(key: str) -> str:
    return "p-" + blake2b(key.encode(), digest_size=12).hexdigest()
