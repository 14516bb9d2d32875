"""Results that combine several answers: verdicts, the picture of a hotspot, other pairs, and sources."""
