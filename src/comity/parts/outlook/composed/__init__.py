"""Compose the outlook of a pair from its parts."""
