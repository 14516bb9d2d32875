"""Measures of statements: how often states mention a topic, in which words, and when they are silent."""
