"""Acknowledgements of syntax: TA1 of an interchange, 999 (version 5010) of a group."""
