"""What the package ships as Parquet: a manifest of one commit and the files it names, read as the lake's own.

``tools/embed.py`` makes them of published files, whose digests stand in the manifest; ``README.md`` beside
them names the licence of each.
"""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from comity.lake.storage.manifest import Commit, Manifest, from_json

FOLDER = Path(__file__).parents[1] / "packaged"
"""Where the files lie, in the installed package."""

MANIFEST = "manifest.json"
REMEDY = "install comity again"


@cache
def _commit() -> Commit:
    return from_json(json.loads((FOLDER / MANIFEST).read_text("utf-8")))


def beside(manifest: Manifest) -> Manifest:
    """What is shipped of the sources of which a lake has no file: its own edition replaces ours."""
    own = {f.source for f in manifest.live().values()}
    commit = replace(
        _commit(),
        parts=tuple(p for p in _commit().parts if p.source not in own),
        files=tuple(f for f in _commit().files if f.source not in own),
    )
    return Manifest(FOLDER, (commit,), remedy=REMEDY)
