"""Measures of recorded acts: occurrences, cooperation levels, shares, military alignment, interdependence."""
