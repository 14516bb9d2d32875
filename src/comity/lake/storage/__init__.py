"""Bytes on disk that are there whole or not at all: files, manifest, locks, archives."""
