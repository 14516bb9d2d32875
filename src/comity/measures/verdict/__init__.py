"""The verdict on a group at a hotspot, with the evidence for and against it."""
