"""Rules about the plan of care and its certification."""
