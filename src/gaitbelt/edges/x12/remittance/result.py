"""What reading a remittance gives: its five tables, and what could not be read."""

from gaitbelt.edges.x12.result import Reading, together
from gaitbelt.tables.adjustment import ADJUSTMENT, PROVIDER_ADJUSTMENT
from gaitbelt.tables.remittance import PAYMENT, REMITTANCE_CLAIM, REMITTANCE_LINE

SHAPES = {
    "payments": PAYMENT,
    "claims": REMITTANCE_CLAIM,
    "lines": REMITTANCE_LINE,
    "adjustments": ADJUSTMENT,
    "provider_adjustments": PROVIDER_ADJUSTMENT,
}


__all__ = ["SHAPES", "Remittance", "together"]

Remittance = Reading
"""The reading of an 835: its five tables by name, with the problems."""
