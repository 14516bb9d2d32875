"""Where a user's records and settings lie, and the words that the user has added to the vocabulary."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def lake() -> Path:
    """``COMITY_LAKE``, else ``comity/lake`` in the user's data folder of the platform."""
    if given := os.environ.get("COMITY_LAKE"):
        return Path(given)
    return _base("XDG_DATA_HOME", ".local/share") / "comity" / "lake"


def settings() -> Path:
    """``COMITY_CONFIG``, else ``comity/config.toml`` in the user's settings folder; it need not be there."""
    if given := os.environ.get("COMITY_CONFIG"):
        return Path(given)
    return _base("XDG_CONFIG_HOME", ".config") / "comity" / "config.toml"


def cache() -> Path:
    """Return the folder of what can be worked out again: ``comity`` in the user's cache folder."""
    usual = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / usual) / "comity"


def _base(variable: str, otherwise: str) -> Path:
    """Return a folder of the user: on macOS that for all applications, else by the XDG names."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get(variable) or Path.home() / otherwise)


def own_vocabulary() -> Path:
    """Folder of the user's own words: ``vocabulary`` in the lake; it need not be there."""
    return lake() / "vocabulary"
