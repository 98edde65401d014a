"""Supervision of assistants by setting and date."""
