"""Measurements, run by hand and reported as ratios."""
