"""The remittance (835, version 5010) as payments, claims, lines and adjustments."""
