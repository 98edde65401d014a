"""The worked examples of the cards."""
