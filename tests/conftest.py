"""What all tests share: the real records beside the repository, where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
"""The real records.  Their licences keep them out of the repository, so tests use them when there."""


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real records; skips the test where it does not lie beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("the real records do not lie beside the repository")
    return SHARED
