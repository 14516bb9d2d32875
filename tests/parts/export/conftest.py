"""A lake of texts made to do harm, its watch, and the chronicle alone."""

from __future__ import annotations

import pytest

import harmful
from comity import Watch
from comity.lake.store import Lake


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    return Watch("CHN", "RUS", lake=Lake(harmful.lake(tmp_path_factory.mktemp("hostile"))))


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    return Watch("CHN", "RUS", lake=tmp_path_factory.mktemp("plain") / "lake")
