"""Parts of a pair's outlook: forecasts, questions, effects of a break and signs of a break."""
