"""Rules about amounts that add up over a year."""
