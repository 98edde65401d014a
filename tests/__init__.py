"""Tests: examples in cards, laws, third-party files, the doors, the house."""
