"""Forecasts of monthly counts as distributions, and scores of past forecasts."""
