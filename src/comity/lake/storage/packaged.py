"""Records that are part of the package: data files, and Parquet files that are read like those of a lake.

``tools/embed.py`` makes the Parquet files from published files, and a manifest with their digests. The
``README.md`` beside them gives the licences. The manifest has a digest like a lake's.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from comity.errors import LakeDamagedError
from comity.lake.storage.manifest import Commit, Manifest, from_json
from comity.lake.storage.proof import load_sealed
from comity.sources.base import SourceFile, load_packaged

#: Data files written for comity, each with the source that reads it.
_FILES = (
    ("sources/curated/chronicle.jsonl", "chronicle"),
    ("sources/curated/other_pairs.jsonl", "chronicle"),
    ("sources/council/vetoed_drafts.csv", "vetoed_drafts"),
)

#: Folder of the Parquet files in the installed package.
FOLDER = Path(__file__).parents[1] / "packaged"

MANIFEST = "manifest.json"
REMEDY = "install comity again"


def list_files() -> list[tuple[SourceFile, str]]:
    """List the data files written for comity, each with the id of the source that reads the file."""
    return [(load_packaged(path), source_id) for path, source_id in _FILES]


@cache
def commit() -> Commit:
    """Return the commit that lists the Parquet files in the package.

    Raises
    ------
    LakeDamagedError
        When the manifest was changed.
    """
    try:
        return from_json(load_sealed((FOLDER / MANIFEST).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise LakeDamagedError(f"The file {FOLDER / MANIFEST} is not what was shipped: {REMEDY}.") from None


def select_absent(manifest: Manifest) -> Manifest:
    """Return the packaged files of all sources that the lake lacks, since the lake takes precedence."""
    own = {f.source for f in manifest.live().values()}
    shipped = commit()
    rest = replace(
        shipped,
        parts=tuple(p for p in shipped.parts if p.source not in own),
        files=tuple(f for f in shipped.files if f.source not in own),
    )
    return Manifest(FOLDER, (rest,), remedy=REMEDY)
