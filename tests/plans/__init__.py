"""Plans of care and their certification."""
