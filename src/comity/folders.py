"""Where a user's records lie, and the words that the user has added to the vocabulary."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def lake() -> Path:
    """``COMITY_LAKE``, else ``comity/lake`` in the user's data folder of the platform."""
    if given := os.environ.get("COMITY_LAKE"):
        return Path(given)
    if sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "comity" / "lake"


def own_vocabulary() -> Path:
    """Folder of the user's own words: ``vocabulary`` in the lake; it need not be there."""
    return lake() / "vocabulary"
