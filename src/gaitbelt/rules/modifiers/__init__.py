"""Rules on what modifiers say of a line."""
