"""Queries on the lake: views as of a day, tables, event counts, and the records behind a count."""
