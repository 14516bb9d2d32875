"""Briefs of the chronicle alone, which every machine holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from comity import Watch
from comity.faces import brief
from comity.faces.brief import Brief


@pytest.fixture(scope="session")
def watch(empty_lake: Callable[[], Path]) -> Watch:
    return Watch("CHN", "RUS", lake=empty_lake())


@pytest.fixture(scope="session")
def told(watch: Watch) -> Brief:
    return brief.build(watch, "venezuela")
