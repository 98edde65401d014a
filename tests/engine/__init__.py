"""The engine: plans, versions, messages and how findings explain themselves."""
