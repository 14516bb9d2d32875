"""Tables that are maintained for comity: the chronicle of facts, and memberships of young bodies."""
