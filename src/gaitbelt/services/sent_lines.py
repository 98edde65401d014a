"""The lines that were sent, as the ledger and the matching read them, from a reader's tables."""

from collections.abc import Mapping

import polars as pl

from gaitbelt.tables.sent_line import SENT_LINE

SEQUENCES = {"P": "primary", "S": "secondary", "T": "tertiary"}
"""Payer responsibility (SBR01) as the tables say it."""

FURTHER: dict[str, pl.DataType] = {
    "payer_id": pl.String(),
    "subscriber_member_id": pl.String(),
    "billing_provider_npi": pl.String(),
    "rendering_provider_npi": pl.String(),
    "place_of_service_code": pl.String(),
}
"""What follows the columns of ``SENT_LINE``: who is asked to pay, for whom, and whom."""

HERE = ("source_file",)


def sent_lines(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the lines of the claims of an 837P, ``SENT_LINE`` and ``FURTHER``.

    ``tables``: those of ``read_x12(…, "837P")``: submissions, billing_providers, subscribers,
    claims and lines, of one file or of several put together. Units are null where they are
    no whole number of units; a code is null where it is not of HCPCS.
    """
    lines = tables["lines"].join(
        _claims(tables),
        on=[*HERE, "claim_row"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    whole = pl.col("service_quantity").cast(pl.Int64)
    is_whole = (pl.col("unit_measure_code") == "UN") & (whole == pl.col("service_quantity"))
    shaped = lines.with_columns(
        hcpcs_code=pl.when(pl.col("code_qualifier") == "HC").then("service_code"),
        unit_count=pl.when(is_whole).then(whole),
        rendering_provider_npi=pl.coalesce("rendering_provider_npi", "claim_npi"),
        place_of_service_code=pl.coalesce("line_place_of_service_code", "place_of_service_code"),
    )
    return shaped.select(
        pl.col(name).cast(dtype) for name, dtype in {**SENT_LINE, **FURTHER}.items()
    )


def _claims(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the claims with who is asked to pay, for whom, and when they were sent."""
    claims = tables["claims"].select(
        *HERE,
        "transaction_row",
        "claim_frequency_code",
        "billing_provider_row",
        "subscriber_row",
        "place_of_service_code",
        claim_row="source_row",
        claim_npi="rendering_provider_npi",
    )
    subscribers = tables["subscribers"].select(
        *HERE, "payer_id", "subscriber_member_id", subscriber_row="source_row",
        payer_sequence=pl.col("payer_sequence_code").replace_strict(SEQUENCES, default=None),
    )  # fmt: skip
    providers = tables["billing_providers"].select(
        *HERE, "billing_provider_npi", billing_provider_row="source_row"
    )
    sent = tables["submissions"].select(*HERE, "transaction_row", submitted_on="created_on")
    return (
        claims.join(subscribers, on=[*HERE, "subscriber_row"], how="left", nulls_equal=True)
        .join(providers, on=[*HERE, "billing_provider_row"], how="left", nulls_equal=True)
        .join(
            sent.unique([*HERE, "transaction_row"], keep="first", maintain_order=True),
            on=[*HERE, "transaction_row"],
            how="left",
            nulls_equal=True,
        )
        .drop("transaction_row")
    )
