"""Shapes of tables: columns, types and meaning, no logic."""
