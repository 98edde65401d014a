"""Limits on visits, units and amounts."""
