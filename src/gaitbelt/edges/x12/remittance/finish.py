"""What a remittance holds beyond its guide's columns, and what could not be read in it."""

from dataclasses import replace

import numpy as np
import polars as pl

from gaitbelt.edges.x12.among import index_among
from gaitbelt.edges.x12.fill import Filled
from gaitbelt.edges.x12.guide.load import guide
from gaitbelt.edges.x12.problems import Kind
from gaitbelt.edges.x12.reading import Taken, Transaction
from gaitbelt.edges.x12.remittance.balance import claim_imbalances
from gaitbelt.edges.x12.remittance.problems import (
    ASK_PAYER,
    GROUPS,
    adjustment_problems,
    claim_problems,
    is_reason,
    line_problems,
    located,
    payment_problems,
    provider_problems,
    stray_problems,
)
from gaitbelt.edges.x12.remittance.result import SHAPES
from gaitbelt.edges.x12.text import Places, packed
from gaitbelt.edges.x12.unread import unread_values
from gaitbelt.tables.problem import PROBLEM

REVERSAL = "22"
MOST = 6
"""A CAS or PLB segment holds at most six adjustments."""

Frames = dict[str, pl.DataFrame]


def finish(taken: Taken) -> tuple[Frames, list[pl.DataFrame]]:
    """Return a block's tables with the columns that are made, and its problems."""
    found = taken.tables
    claims = _claims(found["claims"].frame)
    lines, orphans = _lines(found["lines"], claims)
    tables = {
        "payments": _payments(found["payments"]),
        "claims": claims,
        "lines": lines,
        "adjustments": found["adjustments"].frame,
        "provider_adjustments": _provider(found["provider_adjustments"].frame),
    }
    problems = [pl.DataFrame(schema=PROBLEM)]
    if taken.is_cut_off:
        tables, problems = _without_cut_claim(taken, tables)
    return tables, [*problems, *_problems(taken, tables, orphans)]


def _claims(claims: pl.DataFrame) -> pl.DataFrame:
    return claims.with_columns(is_reversal=pl.col("claim_status_code") == REVERSAL)


def _lines(rows: Filled, claims: pl.DataFrame) -> tuple[pl.DataFrame, Places]:
    """Return the lines of claims, and the places of those outside any claim."""
    lines = rows.frame.with_columns(index=pl.int_range(pl.len(), dtype=pl.Int64))
    known = lines["claim_row"].is_not_null()
    orphans = rows.places[~known.to_numpy()]
    lines = lines if known.all() else lines.filter(known)
    at = np.searchsorted(claims["source_row"].to_numpy(), lines["claim_row"].to_numpy())
    from_, through = pl.col("statement_from_date"), pl.col("statement_through_date")
    is_one_day = (through.is_null() | (through == from_)) & from_.is_not_null()
    own = claims.select(
        claim_npi="rendering_provider_npi", claim_day=pl.when(is_one_day).then(from_)
    )[at]
    is_hcpcs = pl.col("code_qualifier") == "HC"
    lines = pl.concat([lines, own], how="horizontal").with_columns(
        hcpcs_code=pl.when(is_hcpcs).then("service_code"),
        other_code=pl.when((~is_hcpcs).fill_null(value=False)).then("service_code"),
        rendering_provider_npi=pl.coalesce("rendering_provider_npi", "claim_npi"),
        date_of_service=pl.coalesce("date_of_service", "claim_day"),
    )
    return lines, orphans


def _payments(rows: Filled) -> pl.DataFrame:
    """Return the payments, each standing at its BPR, or at its ST where it has none."""
    at = rows.at("payment_amount")
    known = pl.Series(at >= 0)
    place = np.maximum(at, 0)
    frame = rows.frame
    numbers, offsets = pl.Series(rows.text.numbers[place]), pl.Series(rows.text.offsets[place])
    return frame.with_columns(
        source_row=numbers.zip_with(known, frame["source_row"]),
        source_byte_offset=offsets.zip_with(known, frame["source_byte_offset"]),
        has_payment=known,
        index=pl.int_range(pl.len(), dtype=pl.Int64),
    )


def _provider(rows: pl.DataFrame) -> pl.DataFrame:
    named = ("provider_adjustment_reason_code", "provider_adjustment_reference")
    is_there = pl.any_horizontal(pl.col(*named, "adjustment_amount").is_not_null())
    numbered = rows.with_columns(index=pl.int_range(pl.len(), dtype=pl.Int64))
    return numbered.filter(is_there)


def _problems(taken: Taken, tables: Frames, orphans: Places) -> list[pl.DataFrame]:
    found = taken.tables
    plain = {"claims": _DATES, "lines": _LINE_DATES}
    told = unread_values(guide("835"), {name: _only(found[name], plain[name]) for name in plain},
                         ASK_PAYER)  # fmt: skip
    return [
        *told,
        *claim_problems(_odd(found["claims"], tables["claims"], _CLAIM)),
        *line_problems(_odd(found["lines"], tables["lines"], _LINE)),
        *_adjustment_problems(found["adjustments"], tables["adjustments"]),
        *payment_problems(_with_raw(found["payments"], tables["payments"], _PAYMENT)),
        *provider_problems(
            _with_raw(found["provider_adjustments"], tables["provider_adjustments"], _PROVIDER)
        ),
        *stray_problems(taken.block.text, _faults(taken), orphans, _unknown(taken)),
    ]


_DATES = (
    "statement_from_date", "statement_through_date", "received_date", "coverage_expired_date",
    "coverage_amount", "discount_amount", "interest_amount", "patient_paid_amount",
)  # fmt: skip
_LINE_DATES = ("date_of_service", "date_of_service_through", "allowed_amount")
_CLAIM = {
    "raw_charge": "charge_amount",
    "raw_paid": "paid_amount",
    "raw_patient": "patient_responsibility_amount",
}
_LINE = {
    "raw_charge": "charge_amount",
    "raw_paid": "paid_amount",
    "raw_paid_units": "paid_unit_count",
    "raw_units": "original_unit_count",
}
_ADJUSTMENT = {"raw_amount": "adjustment_amount", "raw_quantity": "adjustment_quantity"}
_PAYMENT = {
    "raw_amount": "payment_amount",
    "raw_date": "payment_date",
    "raw_production_date": "production_date",
}
_PROVIDER = {"raw_amount": "adjustment_amount", "raw_date": "fiscal_period_date"}


def _only(rows: Filled, names: tuple[str, ...]) -> Filled:
    bad = {name: rows.bad[name] for name in names if name in rows.bad}
    return replace(rows, bad=bad)


def _odd(rows: Filled, frame: pl.DataFrame, raws: dict[str, str]) -> pl.DataFrame:
    """Return the rows in which something may be amiss, with what was sent."""
    if "index" not in frame.columns:
        frame = frame.with_columns(index=pl.int_range(pl.len(), dtype=pl.Int64))
    names = ("patient_control_number", "claim_status_code", "charge_amount", "paid_amount",
             "service_code")  # fmt: skip
    is_odd = pl.any_horizontal(pl.col(name).is_null() for name in names if name in frame.columns)
    bad = [rows.bad[name] for name in raws.values() if name in rows.bad]
    index = np.unique(np.concatenate([np.zeros(0, np.int64), *bad]))
    odd = frame.filter(is_odd | pl.col("index").is_in(index))
    return _with_raw(rows, odd, raws)


def _with_raw(rows: Filled, frame: pl.DataFrame, raws: dict[str, str]) -> pl.DataFrame:
    index = frame["index"].to_numpy()
    return frame.with_columns(**{raw: rows.raw(name, index) for raw, name in raws.items()})


def _adjustment_problems(rows: Filled, frame: pl.DataFrame) -> list[pl.DataFrame]:
    frame = frame.with_columns(index=pl.int_range(pl.len(), dtype=pl.Int64))
    reasons = frame["adjustment_reason_code"].unique().to_frame("reason")
    odd_reasons = reasons.filter(~is_reason(pl.col("reason")))["reason"]
    group = pl.col("adjustment_group_code")
    is_odd = (
        group.is_null()
        | ~group.is_in(GROUPS)
        | pl.col("adjustment_reason_code").is_null()
        | pl.col("adjustment_reason_code").is_in(odd_reasons.implode())
        | pl.col("adjustment_amount").is_null()
        | pl.col("index").is_in(rows.bad.get("adjustment_quantity", np.zeros(0, np.int64)))
    )
    odd = frame.filter(is_odd)
    if odd.is_empty():
        return []
    return adjustment_problems(_with_raw(rows, odd, _ADJUSTMENT))


def _faults(taken: Taken) -> pl.DataFrame:
    """Return CAS segments outside any claim, and those of more than six adjustments."""
    text, loops = taken.block.text, taken.block.loops
    found = text.where("CAS")
    found = found[(found >= text.carried) & (loops.inside("HEADER", found) >= 0)]
    known = taken.tables["adjustments"].places
    known = known[np.diff(known, prepend=-1) > 0]
    is_known = np.zeros(len(text), dtype=np.bool_)
    is_known[known] = True
    orphans = found[~is_known[found]]
    many = known[text.element_counts(known) > 3 * MOST + 1]
    long = [at for at in many.tolist() if _is_long(taken, at)]
    return pl.DataFrame(
        {
            "place": np.concatenate([orphans, np.array(long, dtype=np.int64)]),
            "is_orphan": np.arange(len(orphans) + len(long)) < len(orphans),
        }
    )


def _is_long(taken: Taken, place: int) -> bool:
    text = taken.block.text
    tail = text.tail(np.array([place]), 3 * MOST + 2)
    value = text.data[int(tail.begins[0]) : int(tail.ends[0])]
    return value.strip(text.separators.element + b" ") != b""


def _unknown(taken: Taken) -> Places:
    """Return the places of segments within remittances that no remittance has."""
    text, loops = taken.block.text, taken.block.loops
    known = {each.id for loop in guide("835").loops.values() for each in loop.segments}
    frame = {"ISA", "GS", "ST", "SE", "GE", "IEA", "TA1", "N2", "NTE"}
    names = tuple(packed(each) for each in sorted(known | frame))
    odd = np.flatnonzero(index_among(text.ids, names) < 0)
    odd = odd[odd >= text.carried]
    return odd[loops.inside("HEADER", odd) >= 0]


def _without_cut_claim(taken: Taken, tables: Frames) -> tuple[Frames, list[pl.DataFrame]]:
    """Leave out the claim the file ends in, unless it can be seen to be whole.

    It is whole when a provider's adjustment follows, or when the file ends with a
    terminator and the claim and each of its lines balance.
    """
    claims, text = tables["claims"], taken.block.text
    after = text.where("ST", "PLB")
    if not len(claims):
        return tables, []
    row = claims["source_row"][-1]
    if len(after) and int(text.numbers[after[-1]]) > row:
        return tables, []
    own = {
        "claims": claims.tail(1),
        "lines": tables["lines"].filter(pl.col("claim_row") == row),
        "adjustments": tables["adjustments"].filter(pl.col("claim_row") == row),
    }
    amounts = [own["claims"]["charge_amount"][0], own["claims"]["paid_amount"][0]]
    is_whole = (
        not taken.survey.is_cut_inside_segment
        and None not in amounts
        and not own["adjustments"]["adjustment_amount"].null_count()
        and (len(own["lines"]) or len(own["adjustments"]))
        and claim_imbalances(**own).is_empty()
    )
    if is_whole:
        return tables, []
    kept = {
        **tables,
        "claims": claims.head(len(claims) - 1),
        "lines": tables["lines"].filter(pl.col("claim_row") != row),
    }
    again = "Fetch the file again from its sender and read it again"
    what = pl.lit("the file ends inside this claim, so it was left out")
    kind = Kind("claim-cut-off", "claim", "CLP", again)
    kept["adjustments"] = tables["adjustments"].filter(pl.col("claim_row") != row)
    return kept, [located(own["claims"], pl.lit(value=True), kind, "2100", what)]


TRANSACTION = Transaction(finish=finish, shapes=SHAPES)
