"""Forecasts frozen on the day they were made, and what came of them."""
