"""Forecasts for a pair of states, effects of a break between them, and signs of one."""
