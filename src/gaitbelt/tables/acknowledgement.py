"""Acknowledgements: what a receiver says about a file before any claim is adjudicated."""

import polars as pl

from gaitbelt.tables.column import MONEY
from gaitbelt.tables.x12_origin import X12_ORIGIN

_TEXT = pl.String()
_COUNT = pl.Int64()
_DATE = pl.Date()

OUTCOMES = ("accepted", "accepted with errors", "partly accepted", "rejected", "cannot tell")

INTERCHANGE_ACKNOWLEDGEMENT: dict[str, pl.DataType] = {
    "acknowledged_interchange_number": _TEXT,
    "interchange_date": _DATE,
    "interchange_time": _TEXT,
    "acknowledgement_code": _TEXT,
    "note_code": _TEXT,
    "outcome": _TEXT,
    "reason": _TEXT,
    **X12_ORIGIN,
}
"""One row per TA1; its transaction and group are null, as it stands outside of both."""

GROUP_ACKNOWLEDGEMENT: dict[str, pl.DataType] = {
    "functional_identifier_code": _TEXT,
    "acknowledged_group_number": _TEXT,
    "acknowledged_version": _TEXT,
    "acknowledgement_code": _TEXT,
    "transactions_included": _COUNT,
    "transactions_received": _COUNT,
    "transactions_accepted": _COUNT,
    "error_codes": pl.List(pl.String()),
    "outcome": _TEXT,
    "reason": _TEXT,
    **X12_ORIGIN,
}
"""One row per 999: AK1 and AK9."""

TRANSACTION_ACKNOWLEDGEMENT: dict[str, pl.DataType] = {
    "acknowledged_group_number": _TEXT,
    "acknowledged_kind": _TEXT,
    "acknowledged_transaction_number": _TEXT,
    "acknowledged_version": _TEXT,
    "acknowledgement_code": _TEXT,
    "error_codes": pl.List(pl.String()),
    "error_count": _COUNT,
    "outcome": _TEXT,
    "reason": _TEXT,
    **X12_ORIGIN,
}
"""One row per transaction answered: AK2 and IK5."""

REPORTED_ERROR: dict[str, pl.DataType] = {
    "acknowledged_group_number": _TEXT,
    "acknowledged_transaction_number": _TEXT,
    "patient_control_number": _TEXT,
    "segment_id": _TEXT,
    "segment_position": _COUNT,
    "loop_id": _TEXT,
    "segment_error_code": _TEXT,
    "element_position": _COUNT,
    "component_position": _COUNT,
    "repetition_position": _COUNT,
    "data_element_number": _TEXT,
    "element_error_code": _TEXT,
    "reported_value": _TEXT,
    "context": _TEXT,
    "reason": _TEXT,
    **X12_ORIGIN,
}
"""One row per error: each IK4, and each IK3 without one.

``segment_position`` counts from the ST of the file answered, which is 1.
"""

STATUS_LEVELS = ("source", "receiver", "provider", "claim", "line")

CLAIM_STATUS: dict[str, pl.DataType] = {
    "level": _TEXT,
    "level_row": _COUNT,
    "patient_control_number": _TEXT,
    "payer_claim_control_number": _TEXT,
    "line_row": _COUNT,
    "line_control_number": _TEXT,
    "status_category_code": _TEXT,
    "status_code": _TEXT,
    "entity_code": _TEXT,
    "effective_date": _DATE,
    "action_code": _TEXT,
    "charge_amount": MONEY,
    "status_position": _COUNT,
    "message_text": _TEXT,
    "outcome": _TEXT,
    "reason": _TEXT,
    **X12_ORIGIN,
}
"""One row per status: an STC carries up to three; ``level_row`` is the segment of its HL."""

ACKNOWLEDGED_CLAIM: dict[str, pl.DataType] = {
    "patient_control_number": _TEXT,
    "payer_claim_control_number": _TEXT,
    "clearinghouse_trace_number": _TEXT,
    "bill_type_code": _TEXT,
    "batch_number": _TEXT,
    "billing_provider_npi": _TEXT,
    "payer_id": _TEXT,
    "receiver_id": _TEXT,
    "charge_amount": MONEY,
    "date_of_service": _DATE,
    "date_of_service_through": _DATE,
    "effective_date": _DATE,
    "outcome": _TEXT,
    "reason": _TEXT,
    "level_row": _COUNT,
    **X12_ORIGIN,
}
"""One row per claim answered by a 277CA; a line's rejection rejects its claim."""

ACKNOWLEDGED_LINE: dict[str, pl.DataType] = {
    "patient_control_number": _TEXT,
    "level_row": _COUNT,
    "line_control_number": _TEXT,
    "code_qualifier": _TEXT,
    "hcpcs_code": _TEXT,
    "modifiers": pl.List(pl.String()),
    "charge_amount": MONEY,
    "date_of_service": _DATE,
    "date_of_service_through": _DATE,
    "outcome": _TEXT,
    "reason": _TEXT,
    **X12_ORIGIN,
}
"""One row per service line that a 277CA names."""

ACKNOWLEDGED_BATCH: dict[str, pl.DataType] = {
    "level": _TEXT,
    "level_row": _COUNT,
    "identifier": _TEXT,
    "batch_number": _TEXT,
    "accepted_count": _COUNT,
    "accepted_amount": MONEY,
    "rejected_count": _COUNT,
    "rejected_amount": MONEY,
    "outcome": _TEXT,
    "reason": _TEXT,
    **X12_ORIGIN,
}
"""One row per receiver and per provider that a 277CA answers, with its own totals."""
