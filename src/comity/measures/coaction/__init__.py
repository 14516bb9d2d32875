"""Measures of co-action: acting together toward a place more than chance, news and groups explain."""
