"""What is on record: occurrences, levels of cooperation, shares, military alignment, interdependence."""
