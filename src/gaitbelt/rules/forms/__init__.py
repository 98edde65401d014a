"""Rules on the claim form and on filing."""
