"""The commands that get and follow publishers, and their alerts."""
