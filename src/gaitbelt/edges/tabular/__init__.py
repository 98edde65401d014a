"""Tables of service lines: CSV, Parquet, JSON lines and JSON arrays."""
