"""Tables written as X12: one engine, driven by the guides."""
