"""What changes: more or less than before, and weeks that are unusual."""
