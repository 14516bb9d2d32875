"""What changes: stepping up, onset, alarms, and what would turn a word."""
