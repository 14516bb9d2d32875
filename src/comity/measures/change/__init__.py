"""Measures of change: more or less than before, and unusual weeks."""
