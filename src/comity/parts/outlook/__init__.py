"""Forecasts for a pair of states, effects of a break between the two states, and signs of a break."""
