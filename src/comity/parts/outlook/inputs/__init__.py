"""Inputs of forecasts: records as known on a day, questions, and the rules that resolve them."""
