"""Which sources are daily counts of which event streams."""

from __future__ import annotations

COUNTED: dict[str, tuple[str, ...]] = {
    "icews_counts": ("icews",),
    "polecat_counts": ("polecat",),
}
"""Source of counts -> the sources it was counted from: one stream.  Whoever reads both counts twice."""
