"""Tables of comity's own: the chronicle and memberships of young bodies."""
