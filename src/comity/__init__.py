"""comity: a close watch on how states act together, pair by hotspot by form, tested against chance."""

__version__ = "0.1.0"
