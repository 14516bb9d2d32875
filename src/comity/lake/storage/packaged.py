"""What the package ships: files of comity's own, and Parquet files that are read as the lake's own.

``tools/embed.py`` makes the Parquet files and their manifest of one commit from published files, whose
digests stand in the manifest; ``README.md`` beside them names the licence of each.  The manifest is sealed
like a lake's.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from comity.errors import LakeDamagedError
from comity.lake.storage.manifest import Commit, Manifest, from_json
from comity.lake.storage.proof import unsealed
from comity.sources.base import SourceFile, load_packaged

#: Files of comity's own, each with the source that reads it.
_FILES = (
    ("sources/curated/chronicle.jsonl", "chronicle"),
    ("sources/curated/other_pairs.jsonl", "chronicle"),
    ("sources/council/vetoed_drafts.csv", "vetoed_drafts"),
)

FOLDER = Path(__file__).parents[1] / "packaged"
"""Where the files lie, in the installed package."""

MANIFEST = "manifest.json"
REMEDY = "install comity again"


def list_files() -> list[tuple[SourceFile, str]]:
    """List the files of comity's own, each with the id of the source that reads it."""
    return [(load_packaged(path), source_id) for path, source_id in _FILES]


@cache
def commit() -> Commit:
    """Return what is shipped.

    Raises
    ------
    LakeDamagedError
        When the manifest is not what was shipped.
    """
    try:
        return from_json(unsealed((FOLDER / MANIFEST).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise LakeDamagedError(f"The file {FOLDER / MANIFEST} is not what was shipped: {REMEDY}.") from None


def beside(manifest: Manifest) -> Manifest:
    """Return what is shipped of the sources of which a lake has no file: its own edition replaces ours."""
    own = {f.source for f in manifest.live().values()}
    shipped = commit()
    rest = replace(
        shipped,
        parts=tuple(p for p in shipped.parts if p.source not in own),
        files=tuple(f for f in shipped.files if f.source not in own),
    )
    return Manifest(FOLDER, (rest,), remedy=REMEDY)
