"""The folders of a user's records and settings."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def lake() -> Path:
    """Return ``COMITY_LAKE``, or ``comity/lake`` in the user's data folder of the platform."""
    if given := os.environ.get("COMITY_LAKE"):
        return Path(given)
    return _base("XDG_DATA_HOME", ".local/share") / "comity" / "lake"


def settings() -> Path:
    """Return ``COMITY_CONFIG``, or ``comity/config.toml`` in the user's settings folder (may be absent)."""
    if given := os.environ.get("COMITY_CONFIG"):
        return Path(given)
    return _base("XDG_CONFIG_HOME", ".config") / "comity" / "config.toml"


def cache() -> Path:
    """Return the folder for results that can be computed again: ``comity`` in the user's cache folder."""
    usual = "Library/Caches" if sys.platform == "darwin" else ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / usual) / "comity"


def _base(variable: str, otherwise: str) -> Path:
    """Return a user folder: on macOS the folder for applications, elsewhere by the XDG variables."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get(variable) or Path.home() / otherwise)


def own_vocabulary() -> Path:
    """Return the folder of the user's additions to the vocabulary, in the lake (may be absent)."""
    return lake() / "vocabulary"
