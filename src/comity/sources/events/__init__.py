"""Sources of event data (ICEWS, POLECAT, ACLED, UCDP): records of who did what to whom, and when."""
