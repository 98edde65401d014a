"""The guides of the transactions as data, and what reads them."""
