"""Counting billable units: pure NumPy over columns of minutes, one visit or millions."""
