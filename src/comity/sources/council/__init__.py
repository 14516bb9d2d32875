"""The Security Council: vetoes, failed drafts, meetings and outcomes."""
