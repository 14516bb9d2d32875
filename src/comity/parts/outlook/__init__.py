"""Forecasts for a pair of states, what a break between them would change, and signs of one."""
