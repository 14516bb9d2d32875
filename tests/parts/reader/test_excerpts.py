"""Our labels of other people's articles: whole, without their words, and what they become."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from comity.language.gazetteer import known_codes
from comity.parts.reader.rules.hotspot import OTHER, RELATION
from comity.vocabulary.forms import all_forms
from comity.vocabulary.hotspots import all_hotspots
from training.scores import FOLD_FORMS, read_gold


def _tool() -> ModuleType:
    """The tool that joins the labels with their texts."""
    path = Path(__file__).resolve().parents[3] / "tools" / "excerpts.py"
    spec = importlib.util.spec_from_file_location("excerpts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


excerpts = _tool()
RECORDS = [json.loads(line) for line in excerpts.FILE.read_text("utf-8").splitlines()]
BESIDE = {"ASEAN", "AU", "CSTO", "EAEU", "HKG", "VGB"}
"""Bodies and territories that were labelled and that the coder does not know as parties."""


def test_labels_hold_known_words_and_no_text() -> None:
    assert len({r["id"] for r in RECORDS}) == len(RECORDS) > 1_000
    states, spots = {*known_codes(), *BESIDE}, {*all_hotspots(), RELATION, OTHER, "central-asia", "africa"}
    for r in RECORDS:
        assert set(r) == {
            "id",
            "set",
            "title",
            "date",
            "repository",
            "commit",
            "path",
            "lines",
            "sha256",
            "claims",
        }
        for claim in excerpts.claims(r):
            parties = {*claim["actors"], *claim["partners"]}
            assert len(parties) > 1
            assert {*parties, *claim["targets"]} <= states, r["id"]
            assert set(claim["hotspots"]) <= spots, r["id"]
            assert {FOLD_FORMS.get(f, f) for f in claim["forms"]} <= {*all_forms(), "general"}
            assert claim["end"] > claim["start"] >= 0


def test_no_article_stands_in_both_sets() -> None:
    held, train = ({r["path"] for r in RECORDS if r["set"] == s} for s in ("held", "train"))
    assert len(held) > 20
    assert not held & train


ARTICLE = """---
title : Two
---

### A heading that is no paragraph, however long it may be in words

**Cuba** and [Peru](https://example.org/x) signed _a treaty_ on shipping.[^1] Havana praised it warmly.

![image](x.png)
_▲ A caption that is long enough to be taken for a paragraph of the text._

- Peru sells Cuba the copper that its own mines no longer give, year after year.
"""
TEXT = (
    "Cuba and Peru signed a treaty on shipping. Havana praised it warmly.\n\n"
    "Peru sells Cuba the copper that its own mines no longer give, year after year."
)


def test_an_article_is_fetched_anew_and_joined_to_its_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clone, out = tmp_path / "clone", tmp_path / "out"
    clone.mkdir()
    (clone / "a.md").write_text(ARTICLE, "utf-8")
    for step in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *step], cwd=clone, check=True)
    record = {
        "id": "one",
        "set": "held",
        "title": "Two",
        "date": "2024-05-01",
        "repository": "a/b",
        "commit": "HEAD",
        "path": "a.md",
        "lines": [7, 12],
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "claims": [[0, 0, 42, "CUB PER", "", "", "bilateral", "general", "cooperation", "none", 0]],
    }
    changed = record | {"id": "two", "lines": [7, 7]}
    file = tmp_path / "labels.jsonl"
    file.write_text(f"{json.dumps(record)}\n{json.dumps(changed)}\n", "utf-8")
    monkeypatch.setattr(excerpts, "FILE", file)
    excerpts.main(clone, out)
    (gold,) = read_gold(out / "held.jsonl", out / "held_docs.jsonl")
    assert gold.document.text == TEXT
    assert [len(i.claims) for i in gold.items] == [1, 0, 0]
    assert gold.items[0].claims[0].pairs == {("CUB", "PER")}
    assert "two: the text at HEAD:a.md is not the one labelled" in capsys.readouterr().err
    assert (out / "train.jsonl").read_text() == ""
    with pytest.raises(SystemExit, match="No labelled excerpt is in"):
        excerpts.main(tmp_path, tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
