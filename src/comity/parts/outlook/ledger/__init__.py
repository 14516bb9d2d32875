"""Forecasts saved on the day they were made, and their outcomes."""
