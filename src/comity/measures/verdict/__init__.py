"""The verdict for a group at a hotspot, and what is said for and against it."""
