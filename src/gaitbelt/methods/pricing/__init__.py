"""Pricing: one unit's fee, the therapy reduction over a day, and who pays what of it."""

from gaitbelt.methods.pricing.unit_fee import NATIONAL, Gpci, fee, work_index

__all__ = ["NATIONAL", "Gpci", "fee", "work_index"]
