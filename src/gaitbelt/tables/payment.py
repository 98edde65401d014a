"""What a payer's fee, contract and answer say of a line."""

from gaitbelt.tables.column import MONEY, WORDS, YES_NO, Column

PAYMENT: dict[str, Column] = {
    "fee_amount": Column(
        MONEY, "the payer's fee for all units of the line, before the charge is looked at"
    ),
    "has_multiple_procedure_reduction": Column(
        YES_NO, "whether the contract lets the payer cut therapy units after the first of a day"
    ),
    "adjustment_reason_codes": Column(WORDS, "reason codes of the line's adjustments: 45 59"),
}
