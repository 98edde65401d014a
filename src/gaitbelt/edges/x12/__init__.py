"""X12 files: professional claims (837P) as service lines."""
