"""Writers of small files and the publisher that misbehaves live with the tests they were made for."""

from __future__ import annotations

import sys
from pathlib import Path

for _folder in ("sources", "lake"):
    sys.path.insert(0, str(Path(__file__).parent.parent.parent / _folder))
