"""The commands of the reader."""
