"""Inputs of forecasts: records as known on a given day, questions, and rules that decide their answers."""
