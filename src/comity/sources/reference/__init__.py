"""Files that come with data and have no records: every row is set aside, with the reason."""
