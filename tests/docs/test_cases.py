"""Every worked case runs from its first cell to its last, offline, and each cell shows something harmless."""

from __future__ import annotations

import importlib.util
import json
from contextlib import nullcontext
from pathlib import Path

import nbformat
import pytest

from comity.vocabulary import hotspots

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted((ROOT / "docs" / "cases").glob("*.ipynb"))


def text(path: Path, kind: str) -> list[str]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == kind]


def test_every_hotspot_has_a_case_and_its_page_is_in_the_site() -> None:
    assert [p.stem for p in CASES] == sorted(h.id for h in hotspots.watched())
    nav = (ROOT / "mkdocs.yml").read_text("utf-8")
    index = (ROOT / "docs" / "cases" / "index.md").read_text("utf-8")
    for path in CASES:
        assert f"cases/{path.stem}.md" in nav
        assert f"({path.stem}.md)" in index


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_a_case_asks_shows_both_witnesses_and_what_speaks_against_and_sets_an_exercise(path: Path) -> None:
    told, code = "\n".join(text(path, "markdown")), "\n".join(text(path, "code"))
    for heading in ("**The question.**", "## What the record shows", "## Evidence against", "## Exercise"):
        assert heading in told
    assert '.part("against")' in code
    assert any(f"watch.{m}" in code for m in ("timing.coaction(", "votes.agreement(")) or ".why_not" in code
    cells = json.loads(path.read_text("utf-8"))["cells"]
    assert not any(c.get("outputs") or c.get("execution_count") for c in cells)


def test_no_two_cases_are_one_text_with_another_name() -> None:
    seen: dict[str, str] = {}
    for path in CASES:
        for cell in text(path, "markdown"):
            plain = cell.replace(path.stem, "")
            if len(plain) > 160 and "How to read this" not in plain:
                assert plain not in seen, (path.stem, seen.get(plain))
                seen[plain] = path.stem


def test_the_site_runs_every_case_and_a_cell_that_shows_nothing_or_a_script_stops_it() -> None:
    assert "hooks: [tools/cases.py, tools/gallery.py, tools/docs.py]" in (ROOT / "mkdocs.yml").read_text(
        "utf-8"
    )
    assert "mkdocs build --quiet --strict" in (ROOT / "tools" / "test.sh").read_text("utf-8")
    spec = importlib.util.spec_from_file_location("cases", ROOT / "tools" / "cases.py")
    assert spec
    assert spec.loader
    cases = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(cases)
    html = nbformat.v4.new_output("display_data", {"text/html": "<p>shown</p>"})
    script = nbformat.v4.new_output("display_data", {"text/html": "<script>1</script>"})
    told = nbformat.v4.new_output("stream", name="stderr", text="a warning")
    for outputs, passes in (([html], True), ([], False), ([script], False), ([html, told], False)):
        cell = nbformat.v4.new_code_cell("1", outputs=outputs)
        book = nbformat.v4.new_notebook(cells=[cell])
        with nullcontext() if passes else pytest.raises(ValueError, match="does not show what it should"):
            cases.check("made-up", book)
