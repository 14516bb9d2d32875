"""Ways of telling alerts: one file each.  All keep to one rule: an alert has one id, wherever it is told."""
