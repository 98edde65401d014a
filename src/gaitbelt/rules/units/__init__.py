"""Rules on units and minutes."""
