"""Briefs of the chronicle alone, which every machine holds."""

from __future__ import annotations

import pytest

from comity import Watch
from comity.faces import brief
from comity.faces.brief import Brief


@pytest.fixture(scope="session")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Watch:
    return Watch("CHN", "RUS", lake=tmp_path_factory.mktemp("brief") / "lake")


@pytest.fixture(scope="session")
def told(watch: Watch) -> Brief:
    return brief.build(watch, "venezuela")
