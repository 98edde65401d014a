"""The lines of professional claims, typed, and what could not be read in them."""

from functools import lru_cache

import numpy as np
import polars as pl

from gaitbelt.edges.x12.fill import Filled
from gaitbelt.edges.x12.guide.load import tables_from
from gaitbelt.edges.x12.guide.model import Table
from gaitbelt.edges.x12.line_problems import problems_of
from gaitbelt.edges.x12.text import Places
from gaitbelt.tables.vocabulary import THERAPY_MODIFIERS

_TABLES = """
table claims of 2300 claim claim_id
  claim_id text CLM.1
  claim_charge_amount money CLM.2
  claim_place code CLM.5-1
  claim_frequency_code code CLM.5-3
  payer_claim_control_number text REF:F8.2
  claim_authorization text REF:G1.2
  claim_referring text 2310A/NM1:DN.9 if 8=XX
  claim_npi text 2310B/NM1:82.9 if 8=XX
  claim_taxonomy code 2310B/PRV:PE.3
  diagnosis_codes codes HI.1..12-2 if -1=ABK,ABF,BK,BF
  sequence code 2000B/SBR.1
  indicator code 2000B/SBR.9
  submitted_on date BHT/BHT.4
  billing_provider_npi text 2010AA/NM1:85.9 if 8=XX
  billing_provider_taxonomy_code code 2000A/PRV:BI.3
  member text 2010BA/NM1:IL.9
  m3 text 2010BA/NM1:IL.3
  m4 text 2010BA/NM1:IL.4
  m5 text 2010BA/NM1:IL.5
  member_birth text 2010BA/DMG.2
  patient_row row 2000C
  p3 text 2010CA/NM1:QC.3
  p4 text 2010CA/NM1:QC.4
  p5 text 2010CA/NM1:QC.5
  patient_birth text 2010CA/DMG.2
table lines of 2400 claim claim_id line line_number
  claim_row row 2300
  line_number number LX.1 in 2300
  qualifier code SV1.1-1
  raw_code code SV1.1-2
  modifiers codes SV1.1-3..6
  charge_amount money SV1.2
  measure code SV1.3
  quantity quantity SV1.4
  line_place code SV1.5
  diagnosis_pointers pointers SV1.7-1..4
  date_of_service date DTP:472.3
  date_format code DTP:472.2
  last_date through DTP:472.3
  line_authorization text REF:G1.2
  own_npi text 2420A/NM1:82.9 if 8=XX
  own_taxonomy code 2420A/PRV:PE.3
  own_referring text 2420F/NM1:DN.9 if 8=XX else 2420E/NM1:DK.9 if 8=XX
""".replace("BHT/BHT", "HEADER/BHT")


@lru_cache(maxsize=1)
def claim_line_tables() -> tuple[Table, ...]:
    """Return the tables from which the lines of claims are made."""
    return tables_from(_TABLES)


def line_table(rows: Filled, claims: pl.DataFrame) -> pl.DataFrame:
    """Return one row per line of a claim with its typed columns.

    Lines without a service segment are there with ``has_service`` false. Lines that stand
    outside any claim are left out. ``index`` is the row in ``rows``.
    """
    frame = rows.frame
    service = rows.at("charge_amount")
    known = frame["claim_row"].is_not_null()
    frame = frame.with_columns(
        has_service=pl.Series(service >= 0),
        index=pl.int_range(pl.len(), dtype=pl.Int64),
    )
    if not known.all():
        frame = frame.filter(known)
    of_claim = claims["source_row"].to_numpy()
    index = np.searchsorted(of_claim, frame["claim_row"].to_numpy())
    frame = frame.with_columns(claim_index=pl.Series(index, dtype=pl.Int64))
    named = claims.select(
        "claim_id",
        "payer",
        "patient_id",
        "billing_provider_npi",
        "billing_provider_taxonomy_code",
        "diagnosis_codes",
        "claim_place",
        "claim_npi",
        "claim_taxonomy",
        "claim_frequency_code",
        "payer_claim_control_number",
        "claim_authorization",
        "claim_referring",
        "claim_charge_amount",
        "payer_sequence",
        "submitted_on",
    )[frame["claim_index"]]
    return _typed(pl.concat([frame, named], how="horizontal"))


def _typed(lines: pl.DataFrame) -> pl.DataFrame:
    held = {
        name: pl.col("modifiers").list.contains(pl.lit(modifier))
        for name, modifier in THERAPY_MODIFIERS.items()
    }
    count = pl.sum_horizontal(held.values())
    discipline = pl.coalesce(*(pl.when(has).then(pl.lit(name)) for name, has in held.items()))
    modifiers = lines["modifiers"]
    kinds = modifiers.unique().to_frame("modifiers") if len(lines) else modifiers.to_frame()
    named = kinds.with_columns(discipline=pl.when(count == 1).then(discipline))
    own = modifiers.to_frame().join(named, on="modifiers", how="left", maintain_order="left")
    whole = pl.col("quantity").cast(pl.Int64)
    is_whole = (pl.col("measure") == "UN") & (whole == pl.col("quantity"))
    is_day = pl.col("date_format").is_null() | pl.col("date_format").is_in(["D8", "RD8"])
    return lines.with_columns(
        discipline=own["discipline"],
        setting=pl.lit("practitioner"),
        hcpcs_code=pl.when(pl.col("qualifier") == "HC").then("raw_code"),
        unit_count=pl.when(is_whole).then(whole),
        date_of_service=pl.when(is_day).then("date_of_service"),
        date_of_service_through=pl.when(is_day).then("last_date"),
        place_of_service_code=pl.coalesce("line_place", "claim_place"),
        rendering_provider_npi=pl.coalesce("own_npi", "claim_npi", "billing_provider_npi"),
        rendering_provider_taxonomy_code=pl.coalesce("own_taxonomy", "claim_taxonomy"),
        prior_authorization_number=pl.coalesce("line_authorization", "claim_authorization"),
        referring_provider_npi=pl.coalesce("claim_referring", "own_referring"),
    )


def line_table_problems(rows: Filled, lines: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what could not be read in the lines, one table per kind of problem."""
    odd = lines.filter(
        ~pl.col("has_service")
        | pl.any_horizontal(
            pl.col("date_of_service", "charge_amount", "unit_count", "raw_code").is_null()
        )
        | pl.col("diagnosis_pointers").is_null()
        | (pl.col("qualifier") != "HC").fill_null(value=True)
        | pl.col("last_date").is_not_null()
    )
    if odd.is_empty():
        return []
    index = odd["index"].to_numpy()
    return problems_of(
        odd.with_columns(
            raw_charge=rows.raw("charge_amount", index),
            raw_units=rows.raw("quantity", index),
            raw_date=rows.raw("date_of_service", index),
            raw_pointers=rows.raw("diagnosis_pointers", index),
            **_origin(rows, "sv1", rows.at("charge_amount")[index]),
            **_origin(rows, "dtp", rows.at("date_of_service")[index]),
        )
    )


def _origin(rows: Filled, name: str, places: Places) -> dict[str, pl.Series]:
    known = pl.Series(places >= 0)
    blank = pl.Series([None], dtype=pl.Int64)
    numbers = pl.Series(rows.text.numbers[np.maximum(places, 0)]).zip_with(known, blank)
    offsets = pl.Series(rows.text.offsets[np.maximum(places, 0)]).zip_with(known, blank)
    return {f"{name}_row": numbers, f"{name}_offset": offsets}
