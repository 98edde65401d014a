"""The remittance (835): payments, claims and lines as a payer answered them."""

import polars as pl

from gaitbelt.tables.column import MONEY
from gaitbelt.tables.x12_origin import X12_ORIGIN

QUANTITY = pl.Decimal(15, 3)
"""A count that need not be whole, exact to three places."""

_TEXT = pl.String()
_TEXTS = pl.List(pl.String())
_DATE = pl.Date()

PAYMENT: dict[str, pl.DataType] = {
    "transaction_handling_code": _TEXT,
    "payment_amount": MONEY,
    "credit_debit_code": _TEXT,
    "payment_method_code": _TEXT,
    "payment_date": _DATE,
    "trace_number": _TEXT,
    "originating_company_id": _TEXT,
    "receiver_id": _TEXT,
    "production_date": _DATE,
    "payer_name": _TEXT,
    "payer_id": _TEXT,
    "payee_name": _TEXT,
    "payee_npi": _TEXT,
    "payee_tax_id": _TEXT,
    **X12_ORIGIN,
}
"""One row per transaction; names are columns only and never stand in a message."""

REMITTANCE_CLAIM: dict[str, pl.DataType] = {
    "patient_control_number": _TEXT,
    "claim_status_code": _TEXT,
    "is_reversal": pl.Boolean(),
    "charge_amount": MONEY,
    "paid_amount": MONEY,
    "patient_responsibility_amount": MONEY,
    "claim_filing_indicator_code": _TEXT,
    "payer_claim_control_number": _TEXT,
    "facility_code": _TEXT,
    "claim_frequency_code": _TEXT,
    "statement_from_date": _DATE,
    "statement_through_date": _DATE,
    "received_date": _DATE,
    "coverage_expired_date": _DATE,
    "patient_member_id": _TEXT,
    "subscriber_member_id": _TEXT,
    "corrected_member_id": _TEXT,
    "rendering_provider_npi": _TEXT,
    "crossover_payer_id": _TEXT,
    "corrected_payer_id": _TEXT,
    "original_claim_number": _TEXT,
    "group_number": _TEXT,
    "prior_authorization_number": _TEXT,
    "contract_class_code": _TEXT,
    "coverage_amount": MONEY,
    "discount_amount": MONEY,
    "interest_amount": MONEY,
    "patient_paid_amount": MONEY,
    "remark_codes": _TEXTS,
    **X12_ORIGIN,
}
"""One row per claim payment (CLP), reversals and corrections each their own."""

REMITTANCE_LINE: dict[str, pl.DataType] = {
    "patient_control_number": _TEXT,
    "claim_row": pl.Int64(),
    "line_number": pl.Int64(),
    "line_control_number": _TEXT,
    "code_qualifier": _TEXT,
    "hcpcs_code": _TEXT,
    "other_code": _TEXT,
    "modifiers": _TEXTS,
    "original_code_qualifier": _TEXT,
    "original_code": _TEXT,
    "original_modifiers": _TEXTS,
    "revenue_code": _TEXT,
    "charge_amount": MONEY,
    "paid_amount": MONEY,
    "allowed_amount": MONEY,
    "paid_unit_count": QUANTITY,
    "original_unit_count": QUANTITY,
    "date_of_service": _DATE,
    "date_of_service_through": _DATE,
    "rendering_provider_npi": _TEXT,
    "prior_authorization_number": _TEXT,
    "policy_identification": _TEXT,
    "remark_codes": _TEXTS,
    **X12_ORIGIN,
}
"""One row per service line (SVC); ``claim_row`` is the segment number of its CLP."""
