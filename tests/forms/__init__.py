"""The claim form, filing and duplicates."""
