"""Tables that comity maintains: the chronicle, and memberships of young bodies."""
