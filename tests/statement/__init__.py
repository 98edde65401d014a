"""What texts state, and whether it is so."""
