"""Bringing files in: each exactly once by its content, one commit after the other, never half."""
