"""Queries on the lake: the records known on a day, counts of events, and the records behind a count."""
