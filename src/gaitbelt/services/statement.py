"""What a text says of codes, units, thresholds and dates: supported, contradicted, unknown.

A plain grammar of patterns: what it does not know how to read, or holds no fact about, is
unknown. Facts come from the code registry, published values, NCCI tables and the counting
of units, each with its source.
"""
