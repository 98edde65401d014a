"""Rules about services given from afar."""
