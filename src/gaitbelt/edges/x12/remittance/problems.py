"""What could not be read in a remittance, in words: what, where, why, what to do."""

import polars as pl

from gaitbelt.edges.wording import shown, shown_date
from gaitbelt.edges.x12.problems import Kind, claim_named, problem_rows, with_commas
from gaitbelt.edges.x12.text import Places, Text
from gaitbelt.tables.problem import PROBLEM

ASK_PAYER = "Ask the payer for a corrected remittance before posting"
GROUPS = ("CO", "PR", "OA", "PI", "CR")
"""Adjustment groups; CR is of older payers."""
_REASON = r"^(?:\d{1,3}|[A-Z]\d{1,2})$"

Found = tuple[pl.Expr, Kind, pl.Expr]
"""When it is wrong, what kind of problem it is, and what is said."""


def is_reason(code: pl.Expr) -> pl.Expr:
    """Return whether a code has the form of an adjustment reason."""
    return code.str.contains(_REASON)


def located(
    rows: pl.DataFrame, wrong: pl.Expr, kind: Kind, loop: str, what: pl.Expr
) -> pl.DataFrame:
    """Return one problem for each row where ``wrong`` is true.

    ``rows`` has source_row, source_byte_offset, patient_control_number and, where they
    stand under a claim, claim_row and line_number. ``loop`` is the guide's, or empty.
    """
    found = rows if rows.is_empty() else rows.filter(wrong.fill_null(value=False))
    if found.is_empty():
        return pl.DataFrame(schema=PROBLEM)
    blank = pl.lit(None, pl.Int64)
    has_claim = "patient_control_number" in found.columns
    found = found.with_columns(
        row="source_row",
        byte_offset="source_byte_offset",
        claim_id="patient_control_number" if has_claim else pl.lit(None, pl.String),
        claim_row="claim_row" if "claim_row" in found.columns else pl.col("source_row"),
        line_number="line_number" if "line_number" in found.columns else blank,
    )
    of_line = pl.format(", line {}", pl.col("line_number"))
    named = claim_named() if has_claim else pl.format("transaction {}", _transaction())
    where = f"835 loop {loop}, {kind.element}" if loop else f"835, {kind.element}"
    message = pl.concat_str(
        named,
        pl.when(pl.col("line_number").is_not_null()).then(of_line).otherwise(pl.lit("")),
        pl.lit(": "),
        what,
        pl.format(f" ({where}, byte {{}}).", with_commas(pl.col("byte_offset"))),
    )
    return problem_rows(found, kind, message)


def _transaction() -> pl.Expr:
    return pl.coalesce("transaction_control_number", pl.lit("without a number"))


def _amount(raw: str, typed: str, element: str, noun: str, *, is_required: bool) -> list[Found]:
    column, name = pl.col(raw), noun.replace(" ", "-")
    unread = Kind(f"{name}-not-an-amount", "value", element, ASK_PAYER)
    found = [
        (
            column.is_not_null() & pl.col(typed).is_null(),
            unread,
            pl.format(f"{noun} {{}} is not an amount with two decimals", shown(column)),
        )
    ]
    if is_required:
        absent = Kind(f"{name}-absent", "value", element, ASK_PAYER)
        found.append((column.is_null(), absent, pl.lit(f"there is no {noun}")))
    return found


def claim_problems(claims: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what could not be read in the claims' own segments."""
    number, status = pl.col("patient_control_number"), pl.col("claim_status_code")
    kinds: list[Found] = [
        (
            number.is_null(),
            Kind("claim-without-number", "value", "CLP01", ASK_PAYER),
            pl.lit("it has no patient control number, so it cannot be matched to a claim"),
        ),
        (
            status.is_null(),
            Kind("status-absent", "value", "CLP02", ASK_PAYER),
            pl.lit("there is no claim status"),
        ),
        *_amount("raw_charge", "charge_amount", "CLP03", "charge", is_required=True),
        *_amount("raw_paid", "paid_amount", "CLP04", "paid amount", is_required=True),
        *_amount(
            "raw_patient",
            "patient_responsibility_amount",
            "CLP05",
            "patient responsibility",
            is_required=False,
        ),
    ]
    return [located(claims, wrong, kind, "2100", what) for wrong, kind, what in kinds]


def line_problems(lines: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what could not be read in the lines' own segments."""
    code = pl.coalesce("hcpcs_code", "other_code")
    units = [("raw_paid_units", "paid_unit_count", "SVC05")]
    units.append(("raw_units", "original_unit_count", "SVC07"))
    kinds: list[Found] = [
        (
            code.is_null(),
            Kind("code-absent", "value", "SVC01", ASK_PAYER),
            pl.lit("there is no service code"),
        ),
        *_amount("raw_charge", "charge_amount", "SVC02", "charge", is_required=True),
        *_amount("raw_paid", "paid_amount", "SVC03", "paid amount", is_required=True),
        *(
            (
                pl.col(raw).is_not_null() & pl.col(typed).is_null(),
                Kind("units-not-a-number", "value", element, ASK_PAYER),
                pl.format("unit count {} is not a number", shown(pl.col(raw))),
            )
            for raw, typed, element in units
        ),
    ]
    return [located(lines, wrong, kind, "2110", what) for wrong, kind, what in kinds]


def adjustment_problems(adjustments: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what could not be read in the adjustments of claims and lines."""
    group, reason = pl.col("adjustment_group_code"), pl.col("adjustment_reason_code")
    odd_group = group.is_null() | ~group.is_in(GROUPS)
    kinds: list[Found] = [
        (
            odd_group & (pl.col("adjustment_position") == 1),
            Kind("adjustment-group-unknown", "note", "CAS01", f"{ASK_PAYER}."),
            pl.format("adjustment group {} is none of CO, PR, OA, PI and CR", shown_code(group)),
        ),
        (
            reason.is_null(),
            Kind("adjustment-reason-absent", "value", "CAS02", ASK_PAYER),
            pl.lit("an adjustment has no reason code"),
        ),
        (
            ~reason.str.contains(_REASON),
            Kind("adjustment-reason-unknown", "note", "CAS02", f"{ASK_PAYER}."),
            pl.format("{} is not in the form of an adjustment reason code", shown_code(reason)),
        ),
        *_amount("raw_amount", "adjustment_amount", "CAS03", "adjustment", is_required=True),
        (
            pl.col("raw_quantity").is_not_null() & pl.col("adjustment_quantity").is_null(),
            Kind("adjustment-quantity-not-a-number", "value", "CAS04", ASK_PAYER),
            pl.format("adjustment quantity {} is not a number", shown(pl.col("raw_quantity"))),
        ),
    ]
    return [_by_position(adjustments, wrong, kind, what) for wrong, kind, what in kinds]


def shown_code(text: pl.Expr) -> pl.Expr:
    """Return a code as a message may show it: short letters and figures, else only counted."""
    is_short = text.str.contains(r"^[A-Z0-9]{1,5}$")
    return pl.when(is_short).then(text).otherwise(shown(text))


def _by_position(rows: pl.DataFrame, wrong: pl.Expr, kind: Kind, what: pl.Expr) -> pl.DataFrame:
    """Name the element of the adjustment's own place: CAS06 is the second one's amount."""
    found = rows.filter(wrong.fill_null(value=False))
    if found.is_empty():
        return pl.DataFrame(schema=PROBLEM)
    parts = []
    first = int(kind.element[3:])
    for level, position in found.select("level", "adjustment_position").unique().iter_rows():
        same = (pl.col("level") == level) & (pl.col("adjustment_position") == position)
        at = first if first == 1 else first + 3 * (position - 1)
        named = Kind(kind.code, kind.level, f"CAS{at:02}", kind.fix)
        parts.append(located(found, same, named, "2110" if level == "line" else "2100", what))
    return pl.concat(parts)


def payment_problems(payments: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what could not be read in the payments' own segments."""
    has_payment = pl.col("has_payment")
    day, made = pl.col("raw_date"), pl.col("raw_production_date")
    kinds: list[Found] = [
        (
            ~has_payment,
            Kind("payment-absent", "value", "BPR", ASK_PAYER),
            pl.lit("there is no payment segment, so what was paid in all is not known"),
        ),
        *(
            (has_payment & wrong, kind, what)
            for wrong, kind, what in _amount(
                "raw_amount", "payment_amount", "BPR02", "payment amount", is_required=True
            )
        ),
        (
            day.is_not_null() & pl.col("payment_date").is_null(),
            Kind("date-not-a-date", "value", "BPR16", ASK_PAYER),
            pl.format("payment date {} is not a date", shown_date(day)),
        ),
        (
            made.is_not_null() & pl.col("production_date").is_null(),
            Kind("date-not-a-date", "value", "DTM02", ASK_PAYER),
            pl.format("production date {} is not a date", shown_date(made)),
        ),
        (
            pl.col("trace_number").is_null(),
            Kind("trace-absent", "value", "TRN02", ASK_PAYER),
            pl.lit("there is no trace number, so the payment cannot be matched to the bank's"),
        ),
    ]
    return [located(payments, wrong, kind, "", what) for wrong, kind, what in kinds]


def provider_problems(provider: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what could not be read in the provider's adjustments."""
    amounts = _amount("raw_amount", "adjustment_amount", "PLB04", "adjustment", is_required=True)
    days = (
        (pl.col("adjustment_position") == 1)
        & pl.col("raw_date").is_not_null()
        & pl.col("fiscal_period_date").is_null(),
        Kind("date-not-a-date", "value", "PLB02", ASK_PAYER),
        pl.format("fiscal period date {} is not a date", shown_date(pl.col("raw_date"))),
    )
    kinds: list[Found] = [*amounts, days]
    return [located(provider, wrong, kind, "", what) for wrong, kind, what in kinds]


def stray_problems(
    segments: Text, faults: pl.DataFrame, orphan_lines: Places, unknown: Places
) -> list[pl.DataFrame]:
    """Return problems of segments outside their place, too long or of no known id."""
    places = faults["place"].to_numpy()
    is_orphan = faults["is_orphan"].to_numpy()
    said = [
        (places[is_orphan], "CAS", "adjustment-outside-claim", "row",
         "an adjustment stands outside any claim, so it was left out"),
        (places[~is_orphan], "CAS", "adjustments-too-many", "row",
         "a CAS segment holds more than six adjustments; the first six were read"),
        (orphan_lines, "SVC", "line-outside-claim", "row",
         "a service line stands outside any claim, so it was left out"),
        (unknown, None, "segment-unknown", "note",
         "the segment is none that a remittance has; it was passed over"),
    ]  # fmt: skip
    told = []
    for at, name, code, level, what in said:
        if not len(at):
            continue
        rows = pl.DataFrame(
            {
                "row": segments.numbers[at],
                "byte_offset": segments.offsets[at],
                "claim_id": pl.Series([None] * len(at), dtype=pl.String),
                "line_number": pl.Series([None] * len(at), dtype=pl.Int64),
            }
        )
        place = pl.format(" (835, byte {}).", with_commas(pl.col("byte_offset")))
        end = "." if level == "note" else ""
        kind = Kind(code, level, name or "", ASK_PAYER + end)
        found = problem_rows(rows, kind, pl.concat_str(pl.lit(what), place))
        told.append(
            found.with_columns(segment=pl.lit(name, pl.String), element=pl.lit(None, pl.String))
        )
    return told
