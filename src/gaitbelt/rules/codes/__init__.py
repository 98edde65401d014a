"""Rules about codes, evaluations and add-ons."""
