"""Importing official tables: what is read, what is refused, what is kept."""
