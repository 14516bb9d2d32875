"""The Python shown on the page runs, on the files its commands wrote and on a lake as it lies."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import harmful
from comity.faces.cli import cli
from comity.lake.store import Lake

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "export.md").read_text("utf-8")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The names that the page's Python leaves."""
    folder = tmp_path_factory.mktemp("recipes")
    harmful.lake(folder)
    Lake.open(folder / "lake").add([_corrected(folder)])
    names: dict[str, Any] = {"folder": folder}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("COMITY_LAKE", str(folder / "lake"))
        words = ["export", "CHN-RUS", "venezuela", "--sqlite", "pair.db"]
        assert CliRunner().invoke(cli, words).exit_code == 0
        for block in re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
            exec(compile(block, "docs/export.md", "exec"), names)
    return names


def _corrected(folder: Path) -> Path:
    """The same file without its first line: what is left out no longer stands."""
    path = folder / "again" / "harm.jsonl"
    path.parent.mkdir()
    path.write_bytes(b"\n".join((folder / "harm.jsonl").read_bytes().split(b"\n")[1:]))
    return path


def test_all_three_count_the_same_documents(told: dict[str, Any]) -> None:
    view = Lake.open(told["folder"] / "lake").view()
    standing = Counter(view.table("documents")["published"].to_pylist())
    assert {d.date(): n for d, n in told["by_day"].itertuples(index=False)} == standing
    lazily = dict(told["lazily"].iter_rows())
    assert lazily == {d: int(n) for d, n in told["counted"].items()}
    # The manifest was not asked, as the page says: the line that was corrected away is still counted.
    assert sum(lazily.values()) == sum(standing.values()) + 1


def test_the_watch_of_the_page_shows_itself(told: dict[str, Any]) -> None:
    assert "<table class=" in told["watch"]._repr_html_()
