"""What changes: alarms, and what would turn a word."""
