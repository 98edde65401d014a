"""Rules about notes and reports."""
