"""Event data: ICEWS, POLECAT, ACLED, UCDP and the like."""
