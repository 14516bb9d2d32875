"""Counts of the months ahead as distributions, and how good past forecasts were."""
