"""Bytes to tables and back: one room for each kind of file."""
