"""The variance: where what a payer did is not what its rules and the contract give."""

import polars as pl

from gaitbelt.tables.column import MONEY

VARIANCE_CAUSES: dict[str, str] = {
    "wrong rank": "the full unit of the day went to another line than the one that ranks first",
    "wrong day grouping": "every unit of the day was reduced, as if another day's led it",
    "exempt code reduced": "the reduction was taken of a code that it does not govern",
    "reduction not taken": "a unit after the first was paid in full",
    "units cut": "fewer units were paid than were sent",
    "lesser of charge": "the charge was paid, and the contract has no such term",
    "another locality": "the amount is that of another locality",
    "another year": "the amount is that of another period of the fee schedule",
    "another status": "the amount is that of the other conversion factor of the year",
    "bundled without an edit": "denied as part of another service, and no edit in force says so",
    "bundled, edit not known": "denied as part of another service; the edit cannot be told",
    "deductible": "the deductible taken is not what was left of it",
    "coinsurance": "the coinsurance is not its share of the allowed amount",
    "assistant cut without its modifier": "the assistant's cut was taken of another's service",
    "assistant cut not taken": "the assistant's service was paid in full",
    "sequestration": "the sequestration is not its share of the payment on that date",
    "contract rate": "the allowed amount is not what the contract gives",
    "unexplained": "no rule held here gives the amount",
}
"""Each cause with what it says, in the order in which they are tried."""

VARIANCE_STEPS = ("allowed", "denied", "patient", "assistant", "sequestration")
CONFIDENCES = ("exact", "likely", "open")
"""The amount is the cause's to the cent; the cause is named but not proven; neither."""

VARIANCE: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "date_of_service": pl.Date(),
    "line_key": pl.String(),
    "hcpcs_code": pl.String(),
    "step": pl.String(),
    "cause": pl.String(),
    "expected_amount": MONEY,
    "answered_amount": MONEY,
    "underpaid_amount": MONEY,
    "confidence": pl.String(),
    "evidence": pl.String(),
}
"""One row per line and step that differs.

``underpaid_amount`` is above zero where the provider is owed. At the step ``allowed`` it is
in allowed dollars, of payer and patient together; at the others in the payer's payment, what
the steps before it changed left out, so that no dollar is counted twice.
"""

JUDGED_LINE: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "date_of_service": pl.Date(),
    "line_key": pl.String(),
    "day_group": pl.Int64(),
    "hcpcs_code": pl.String(),
    "unit_count": pl.Int64(),
    "charge_amount": MONEY,
    "is_assistant": pl.Boolean(),
    "has_contract": pl.Boolean(),
    "is_lesser_of_charge": pl.Boolean(),
    "unit_fee_amount": MONEY,
    "reduced_unit_fee_amount": MONEY,
    "is_reducible": pl.Boolean(),
    "reduced_unit_count": pl.Int64(),
    "expected_allowed_amount": MONEY,
    "expected_deductible_amount": MONEY,
    "coinsurance_rate": pl.Decimal(9, 6),
    "assistant_rate": pl.Decimal(9, 6),
    "sequestration_rate": pl.Decimal(9, 6),
    "bundling_edit": pl.String(),
}
"""What is expected of a line that was answered; with ``ANSWERED_LINE``, what is judged.

``day_group``: lines whose units are ranked together. ``reduced_unit_fee_amount``: a unit's
fee under the reduction, also of a code it does not govern (``is_reducible`` false).
``assistant_rate``: what is paid of the payment for an assistant's service.
``bundling_edit``: ``active``, ``none`` or ``unknown``. A null is not judged.
"""

ALTERNATIVE: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "date_of_service": pl.Date(),
    "line_key": pl.String(),
    "cause": pl.String(),
    "named": pl.String(),
    "allowed_amount": MONEY,
}
"""What a line would be allowed by another locality, year or status; ``named`` says which."""
