"""The engine: binds law to lines, derives facts, evaluates rules, explains findings."""
