"""Texts as they come in many: documents, syndicated copies, owners of outlets, occurrences."""
