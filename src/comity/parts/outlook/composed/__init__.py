"""The outlook of a pair, put together from forecasts, questions and a possible break."""
