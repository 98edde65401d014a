"""Rules about NCCI pairs and unit limits."""
