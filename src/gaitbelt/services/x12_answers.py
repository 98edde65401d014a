"""What a receiver answers to a claim file: a 999 of its form, a 277CA of its claims."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from gaitbelt.edges.x12.guide.load import segment_elements
from gaitbelt.edges.x12.reading import read_x12
from gaitbelt.services.x12_inspect import Inspection, inspect
from gaitbelt.tables.column import MONEY

Tables = dict[str, pl.DataFrame]

GROUPS = {
    "837": "HC", "835": "HP", "277": "HN", "999": "FA", "270": "HS", "271": "HB", "276": "HR",
    "278": "HI",
}  # fmt: skip
"""The kind of group that holds each kind of transaction."""

SEGMENT_ERRORS = {
    "segment-unknown": "1", "segment-not-expected": "2", "segment-absent": "3",
    "loop-absent": "3", "loop-too-often": "4", "segment-too-often": "5",
}  # fmt: skip
ELEMENT_ERRORS = {
    "element-absent": "1", "elements-too-many": "3", "element-too-short": "4",
    "element-too-long": "5", "not-allowed-character": "6", "code-not-in-guide": "7",
    "element-not-used": "I10", "not-a-date": "8", "date-not-a-date": "8", "not-a-time": "9",
    "not-an-amount": "6", "charge-not-an-amount": "6", "not-a-number": "6",
    "units-not-a-number": "6", "not-whole": "6",
}  # fmt: skip
"""Problem codes to the codes of IK304 and IK403; what is in neither is not of the file's form."""

STATUS_BY_ELEMENT = {
    "CLM02": "178", "CLM05": "249", "SV101": "454", "SV104": "476", "SV102": "178",
    "DTP03": "187", "HI01": "255", "SV107": "255", "NM109": "562", "SBR02": "21",
}  # fmt: skip
"""What is amiss as claim status codes number it (from general knowledge); else 21, the claim's
information is missing or does not hold."""

MISSING = ("absent", "missing", "without")
_LOOP_SIZE = 4
"""The standard's element for a loop holds four characters: 2310 of 2310B."""

_LOOP = re.compile(r" loop (\S+?),")
_ELEMENT = re.compile(r"([A-Z0-9]{2,3})(\d{2})(?:-(\d+))?$")


def acknowledgement_of(path: Path, problems: pl.DataFrame) -> Tables:
    """Return the tables of the 999 that answers a file, one transaction per group of it.

    ``problems`` are those of validation (levels 1 and 2). A transaction with an error of
    form is rejected, others are accepted. Raises OSError where the file cannot be opened.
    """
    held = inspect(path)
    errors = _errors(held, problems)
    groups, answers = _groups(held, errors)
    return {"groups": groups, "transactions": answers, "errors": _as_errors(errors, answers)}


def _errors(held: Inspection, problems: pl.DataFrame) -> list[dict[str, object]]:
    """Return each problem of form with the transaction and the place in it."""
    starts = held.transactions["segment"].to_list()
    found: list[dict[str, object]] = []
    for row in problems.sort("row", nulls_last=True).iter_rows(named=True):
        code, number = str(row["problem_code"]), row["row"]
        if (code not in SEGMENT_ERRORS and code not in ELEMENT_ERRORS) or number is None:
            continue
        at = sum(start <= number for start in starts) - 1
        if at >= 0:
            found.append(_error(at, int(number) - starts[at] + 1, code, row))
    return found


def _error(at: int, position: int, code: str, row: dict[str, object]) -> dict[str, object]:
    loop = _LOOP.search(str(row["message"]))
    told = {
        "answer": at,
        "segment_id": row["segment"],
        "segment_position": position,
        "loop_id": loop[1][:_LOOP_SIZE] if loop and loop[1] != "HEADER" else None,
        "segment_error_code": SEGMENT_ERRORS.get(code, "8"),
        "patient_control_number": row["claim_id"],
        "element_position": None, "component_position": None, "data_element_number": None,
        "element_error_code": None,
    }  # fmt: skip
    element = _ELEMENT.match(str(row["element"] or ""))
    if code in ELEMENT_ERRORS and element:
        place, part = int(element[2]), int(element[3] or 0)
        told |= {
            "element_position": place,
            "component_position": part or None,
            "data_element_number": _number(element[1], place, part),
            "element_error_code": ELEMENT_ERRORS[code],
        }
    return told


def _number(segment: str, position: int, component: int) -> str | None:
    elements = segment_elements().get(segment, ())
    if position > len(elements):
        return None
    number, inner = elements[position - 1]
    if component and component <= len(inner):
        return inner[component - 1]
    return None if inner else number


def _groups(
    held: Inspection, errors: Iterable[dict[str, object]]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    bad = {each["answer"] for each in errors}
    groups, answers = [], []
    rows = held.transactions.with_row_index("at").rows(named=True)
    for number, key in enumerate(dict.fromkeys((r["interchange"], r["group"]) for r in rows)):
        own = [row for row in rows if (row["interchange"], row["group"]) == key]
        refused = [row for row in own if row["at"] in bad]
        code = "A" if not refused else "R" if len(refused) == len(own) else "P"
        groups.append(
            {
                "functional_identifier_code": GROUPS.get(own[0]["kind"]),
                "acknowledged_group_number": key[1], "acknowledged_version": own[0]["version"],
                "acknowledgement_code": code, "transactions_included": len(own),
                "transactions_received": len(own),
                "transactions_accepted": len(own) - len(refused),
                "transaction_row": number + 1, "source_row": number + 1,
            }
        )  # fmt: skip
        answers += [
            {
                "acknowledged_group_number": key[1], "acknowledged_kind": row["kind"],
                "acknowledged_transaction_number": row["transaction"],
                "acknowledged_version": row["version"],
                "acknowledgement_code": "R" if row["at"] in bad else "A",
                "error_codes": ["5"] if row["at"] in bad else [],
                "transaction_row": number + 1, "source_row": row["at"] + 1,
            }
            for row in own
        ]  # fmt: skip
    return pl.DataFrame(groups), pl.DataFrame(answers, schema_overrides=_TEXTS)


_TEXTS = {"error_codes": pl.List(pl.String())}
_ERROR = {
    "acknowledged_transaction_number": pl.String(), "patient_control_number": pl.String(),
    "segment_id": pl.String(), "segment_position": pl.Int64(), "loop_id": pl.String(),
    "segment_error_code": pl.String(), "element_position": pl.Int64(),
    "component_position": pl.Int64(), "repetition_position": pl.Int64(),
    "data_element_number": pl.String(), "element_error_code": pl.String(),
    "reported_value": pl.String(), "context": pl.String(), "transaction_row": pl.Int64(),
}  # fmt: skip


def _as_errors(errors: list[dict[str, object]], answers: pl.DataFrame) -> pl.DataFrame:
    """Return the errors under the transactions they are of; values sent are not repeated."""
    rows = answers.sort("source_row").rows(named=True) if answers.height else []
    found = [
        {
            **each, "repetition_position": None, "reported_value": None, "context": None,
            "acknowledged_transaction_number": rows[int(str(each["answer"]))][
                "acknowledged_transaction_number"
            ],
            "transaction_row": rows[int(str(each["answer"]))]["transaction_row"],
        }
        for each in errors
    ]  # fmt: skip
    return pl.DataFrame([{name: row[name] for name in _ERROR} for row in found], schema=_ERROR)


def claim_acknowledgment_of(
    path: Path, problems: pl.DataFrame, created_on: dt.date, created_at: str = "0000"
) -> Tables:
    """Return the tables of the 277CA that answers a claim file (837P): each claim by itself.

    A claim with a problem is rejected with the codes of what is amiss, others are accepted.
    Notes that are no fault of form or balance reject nothing.
    """
    read = read_x12(path, "837P", file_name=path.name).tables
    amiss = _amiss(problems)
    claims = _answered(read, amiss)
    batches, providers = read["submissions"], read["billing_providers"]
    return {
        **_heads(batches, created_on, created_at),
        "receivers": _receivers(batches, claims),
        "providers": _providers(providers, claims),
        "claims": _named_claims(claims),
        "lines": pl.DataFrame(),
        "statuses": _statuses(claims, batches, providers, created_on),
    }


_KEY = "transaction_row"


def _heads(batches: pl.DataFrame, created_on: dt.date, created_at: str) -> Tables:
    """Return the transaction and the source of the answer: who received the claims."""
    row, on = pl.col(_KEY), pl.lit(created_on)
    return {
        "acknowledgments": batches.select(
            submission_number=pl.format("CA{}", pl.col("submission_number")).str.slice(0, 50),
            created_on=on,
            created_at=pl.lit(created_at),
            transaction_row=row,
            source_row=row,
        ),
        "sources": batches.select(
            source_entity_code=pl.lit("AY"),
            source_name="receiver_name",
            source_id_qualifier=pl.lit("46"),
            payer_id="receiver_id",
            source_trace_number="submission_number",
            received_on=on,
            processed_on=on,
            transaction_row=row,
            source_row=-row,
        ),
    }


def _receivers(batches: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Return who receives the answer: who sent the claims."""
    row = pl.col(_KEY)
    return batches.select(
        above_row=-row,
        receiver_name="submitter_name",
        receiver_entity_type_code="submitter_entity_type_code",
        receiver_id="submitter_id",
        batch_number="submission_number",
        transaction_row=row,
        source_row=row,
    ).join(_totals(claims, [_KEY]), on=_KEY, how="left")


def _providers(providers: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Return whose claims they are."""
    tax = pl.when(pl.col("billing_provider_npi").is_null()).then(pl.col("billing_provider_tax_id"))
    return providers.select(
        above_row=pl.col(_KEY),
        provider_name="billing_provider_name",
        provider_entity_type_code="billing_provider_entity_type_code",
        billing_provider_npi="billing_provider_npi",
        provider_tax_id=tax,
        provider_trace_number=pl.format("P{}", "source_row"),
        transaction_row=_KEY,
        source_row="source_row",
    ).join(
        _totals(claims, ["billing_provider_row"]),
        left_on="source_row",
        right_on="billing_provider_row",
        how="left",
    )


def _named_claims(claims: pl.DataFrame) -> pl.DataFrame:
    last = pl.when(pl.col("last_day") > pl.col("first_day")).then("last_day")
    return claims.select(
        "patient_last_name",
        "patient_first_name",
        "member_id",
        "clearinghouse_trace_number",
        _KEY,
        "source_row",
        above_row="billing_provider_row",
        patient_control_number="claim_id",
        date_of_service="first_day",
        date_of_service_through=last,
    )


def _amiss(problems: pl.DataFrame) -> pl.DataFrame:
    """Return the first thing amiss with each claim: its status category and code."""
    is_missing = pl.any_horizontal(
        pl.col("problem_code").str.contains(each, literal=True) for each in MISSING
    )
    place = pl.col("element").str.replace(r"-\d+$", "")
    code = place.replace_strict(STATUS_BY_ELEMENT, default="21", return_dtype=pl.String)
    is_fault = pl.col("problem_code").is_in([*SEGMENT_ERRORS, *ELEMENT_ERRORS])
    is_fault |= pl.col("problem_code").str.ends_with("out-of-balance")
    kept = problems.filter(
        pl.col("claim_id").is_not_null() & (is_fault | (pl.col("level") != "note"))
    ).with_columns(
        category=pl.when(is_missing).then(pl.lit("A6")).otherwise(pl.lit("A7")),
        status=code.fill_null("21"),
    )
    return kept.unique("claim_id", keep="first", maintain_order=True).select(
        "claim_id", "category", "status"
    )


def _answered(read: Tables, amiss: pl.DataFrame) -> pl.DataFrame:
    """Return the claims with their patient, days of service and what is amiss."""
    days = (
        read["lines"]
        .group_by("claim_row")
        .agg(
            first_day=pl.col("date_of_service").min(),
            last_day=pl.coalesce("date_of_service_through", "date_of_service").max(),
        )
    )
    people = read["subscribers"].select(
        subscriber_row="source_row", own_last="subscriber_last_name",
        own_first="subscriber_first_name", member_id="subscriber_member_id",
    )  # fmt: skip
    patients = read["patients"].select(
        "patient_last_name", "patient_first_name", patient_row="source_row"
    )
    whole = (
        read["claims"]
        .join(people, on="subscriber_row", how="left", maintain_order="left")
        .join(patients, on="patient_row", how="left", maintain_order="left")
        .join(days, left_on="source_row", right_on="claim_row", how="left", maintain_order="left")
        .join(amiss, on="claim_id", how="left", maintain_order="left")
    )
    return whole.with_columns(
        patient_last_name=pl.coalesce("patient_last_name", "own_last"),
        patient_first_name=pl.coalesce("patient_first_name", "own_first"),
        is_rejected=pl.col("category").is_not_null(),
        charge=pl.col("claim_charge_amount").fill_null(0),
    )


def _totals(claims: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    is_bad = pl.col("is_rejected")
    return claims.group_by(keys, maintain_order=True).agg(
        accepted_count=(~is_bad).sum().cast(pl.Int64),
        rejected_count=is_bad.sum().cast(pl.Int64),
        accepted_amount=pl.col("charge").filter(~is_bad).sum().cast(MONEY),
        rejected_amount=pl.col("charge").filter(is_bad).sum().cast(MONEY),
    )


def _statuses(
    claims: pl.DataFrame, batches: pl.DataFrame, providers: pl.DataFrame, created_on: dt.date
) -> pl.DataFrame:
    """Return a status for each receiver, provider and claim."""
    row, on, bad = pl.col(_KEY), pl.lit(created_on), pl.col("is_rejected")
    over = batches.join(_charged(claims, _KEY), on=_KEY, how="left").select(
        **_received("receiver", receiver_row=row), effective_date=on, source_row=-row * 2
    )
    own = _charged(claims, "billing_provider_row").rename({"billing_provider_row": "source_row"})
    under = providers.join(own, on="source_row", how="left").select(
        **_received("provider", provider_row=pl.col("source_row")),
        effective_date=pl.lit(None, pl.Date),
        source_row=-pl.col("source_row") * 2 - 1,
    )
    each = claims.with_columns(charge_amount=pl.col("charge").cast(MONEY)).select(
        **_received("claim", claim_row=pl.col("source_row"))
        | {
            "status_category_code": pl.coalesce("category", pl.lit("A2")),
            "status_code": pl.coalesce("status", pl.lit("20")),
            "entity_code": pl.lit(None, pl.String),
            "action_code": pl.when(bad).then(pl.lit("U")).otherwise(pl.lit("WQ")),
        },
        effective_date=on,
        source_row="source_row",
    )
    return pl.concat([over, under, each])


def _received(level: str, **row: pl.Expr) -> dict[str, pl.Expr]:
    """Return the columns of a status that says no more than that something came."""
    none = pl.lit(None, pl.Int64)
    rows = {name: row.get(name, none) for name in ("receiver_row", "provider_row", "claim_row")}
    return {
        "level": pl.lit(level),
        **rows,
        "status_category_code": pl.lit("A1"),
        "status_code": pl.lit("19"),
        "entity_code": pl.lit("AY"),
        "action_code": pl.lit("WQ"),
        "charge_amount": pl.col("charge_amount"),
        _KEY: pl.col(_KEY),
    }


def _charged(claims: pl.DataFrame, key: str) -> pl.DataFrame:
    return claims.group_by(key).agg(charge_amount=pl.col("charge").sum().cast(MONEY))
