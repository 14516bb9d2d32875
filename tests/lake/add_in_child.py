"""Adds a folder to a lake in a process of its own: ``add_in_child.py LAKE FOLDER [COMMIT_FILES]``."""

from __future__ import annotations

import sys
from pathlib import Path

import lake_toy

from comity.errors import LakeError
from comity.lake.ingest import ingest, read_ahead

if __name__ == "__main__":
    lake, folder, *most = sys.argv[1:]
    if most:
        ingest.COMMIT_FILES = read_ahead.RUN_FILES = int(most[0])
    try:
        receipt = ingest.add(Path(lake), [Path(folder)], lake_toy.recognise)
    except LakeError as e:
        print(type(e).__name__, e)
        sys.exit(1)
    print(receipt.got, "of", receipt.requested)
