"""Cards, values and tables as they lie on disk, read once."""
