"""Sources on the Security Council: vetoes, failed drafts, meetings and outcomes."""
