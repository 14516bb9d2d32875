"""The files of a lake, each written in full or not at all: records, manifest, locks, archives."""
