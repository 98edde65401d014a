"""Whether claims and remittances balance."""

from pathlib import Path

import polars as pl

from gaitbelt.edges.x12.problems import Kind, claim_problems
from gaitbelt.edges.x12.reading import read_x12
from gaitbelt.tables.problem import PROBLEM

_CLAIM = ("claim_id", "claim_charge_amount")
_LINE = ("claim_row", "charge_amount")


def imbalances_of(path: Path | bytes, kind: str, *, file_name: str) -> pl.DataFrame:
    """Return one problem for each claim, line and payment that does not balance.

    A claim file: the claim's charge is the sum of its lines'. A remittance: see
    ``remittance.balance``. Other transactions have no balance.
    """
    if kind == "835":
        from gaitbelt.edges.x12.remittance.balance import imbalances

        return imbalances(read_x12(path, kind, file_name=file_name))
    if kind not in ("837P", "837I"):
        return pl.DataFrame(schema=PROBLEM)
    read = read_x12(path, kind, file_name=file_name, wanted={"claims": _CLAIM, "lines": _LINE})
    return claim_imbalances(read.tables["claims"], read.tables["lines"])


def claim_imbalances(claims: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return one problem for each claim whose charge is not the sum of its lines'.

    What lacks an amount is not judged.
    """
    sums = lines.group_by("claim_row").agg(
        total=pl.col("charge_amount").sum(), is_whole=pl.col("charge_amount").is_not_null().all()
    )
    judged = claims.join(sums, left_on="source_row", right_on="claim_row", how="left").with_columns(
        claim_row="source_row"
    )
    stated = pl.col("claim_charge_amount")
    wrong = pl.col("is_whole") & stated.is_not_null() & (stated != pl.col("total"))
    fix = "Correct the claim's charge or its lines, and send the claim again."
    kind = Kind("claim-out-of-balance", "note", "CLM02", fix)
    what = pl.format(
        "the claim's charge is {}, but its lines add up to {}", "claim_charge_amount", "total"
    )
    return claim_problems(judged, wrong, kind, what)
