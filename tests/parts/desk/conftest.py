"""A desk on the toy lake, asked without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from comity.parts.desk.app import create_app
from comity.parts.desk.settings import Settings
from comity.parts.desk.users import Users


@pytest.fixture(scope="session")
def desk(empty_lake: Callable[[], Path]) -> Iterator[TestClient]:
    """The desk on an empty lake: it answers from the chronicle."""
    with TestClient(
        create_app(Settings(empty_lake(), "CHN-RUS")), base_url="http://127.0.0.1:8470"
    ) as client:
        yield client


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[TestClient]:
    """A desk with one user, listening where others can reach it."""
    Users(tmp_path / "lake").add("anna", "correct horse battery")
    settings = Settings(tmp_path / "lake", "CHN-RUS", "0.0.0.0", closed=True)
    with TestClient(create_app(settings), base_url="http://desk.example:8470") as client:
        yield client
