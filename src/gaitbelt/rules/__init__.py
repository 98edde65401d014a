"""The rules: one card and one predicate each, filed by family."""
