"""The gallery has the account of every place, with its picture, its phases and its worked case."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from comity.vocabulary import hotspots

ROOT = Path(__file__).resolve().parents[2]


def test_the_gallery_has_an_account_of_every_place() -> None:
    spec = importlib.util.spec_from_file_location("gallery", ROOT / "tools" / "gallery.py")
    assert spec
    assert spec.loader
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    places = re.split(r"^## ", gallery.page(), flags=re.MULTILINE)[1:]
    assert [p.splitlines()[0] for p in places] == [h.name for h in hotspots.watched()]
    for place, text in zip(hotspots.watched(), places, strict=True):
        assert re.search(r"^\*\*[A-Z].+\.\*\*$", text, re.MULTILINE), place.id
        assert "<svg" in text
        assert "<script" not in text
        assert re.search(r"^- \*.+\.\* .*\.", text, re.MULTILINE), place.id
        assert f"](cases/{place.id}.md)" in text
