"""The reference pages are what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("tool", ["docs.py", "floors.py"])
def test_pages_are_written_from_the_code(tool: str) -> None:
    words = [sys.executable, str(ROOT / "tools" / tool), "--check"]
    out = subprocess.run(words, capture_output=True, text=True, check=False)
    assert out.returncode == 0, out.stderr
