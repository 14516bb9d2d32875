"""Superlatives checked against the measures of every earlier year."""
