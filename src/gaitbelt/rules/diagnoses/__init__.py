"""Diagnosis codes: in force, complete, in order, and fit to stand together."""
