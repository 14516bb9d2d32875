"""Measures: statistics computed from records of acts, votes, statements and flows."""
