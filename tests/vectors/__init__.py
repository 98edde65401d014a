"""The outside worked examples, through the public way."""
