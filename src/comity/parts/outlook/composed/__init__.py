"""TODO composed."""
