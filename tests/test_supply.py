"""What comity is made of stands in its bill of materials, as the locks have it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "locks"
NOT_OURS = {".ttf", ".woff2", ".woff", ".otf", ".svg"}
"""Kinds of files in the package that others drew."""


def pinned(lock: str) -> dict[str, set[str]]:
    """Versions by package (two where Python 3.11 needs an older one) of what Linux installs."""
    versions: dict[str, set[str]] = {}
    text = (LOCKS / f"{lock}.txt").read_text("utf-8")
    for name, version, only in re.findall(r"^([a-z0-9.-]+)==(\S+)( ;.*)?", text, re.MULTILINE):
        if "win32" not in only and "darwin" not in only:
            versions.setdefault(name, set()).add(version)
    return versions


@pytest.fixture(scope="module")
def bill() -> list[dict[str, object]]:
    return json.loads((ROOT / "licenses" / "sbom.cdx.json").read_text("utf-8"))["components"]


def test_every_pinned_package_is_in_the_bill(bill):
    listed = {
        re.sub(r"[-_.]+", "-", str(c["name"])).lower(): c
        for c in bill
        if not c["bom-ref"].startswith("bundled:")
    }
    wanted, core = pinned("extras"), pinned("core")
    assert set(core) <= set(listed) <= set(wanted), "run `make sbom`"
    for name, c in listed.items():
        assert c["version"] in wanted[name], f"{name}: run `make sbom`"
        assert c["scope"] == ("required" if name in core else "optional")
        assert c["licenses"]


def test_fonts_and_pictures_of_others_are_named_with_their_licence(bill):
    named = {p["value"] for c in bill if c["bom-ref"].startswith("bundled:") for p in c["properties"]}
    assert all((ROOT / n).is_file() for n in named)
    there = {str(p.relative_to(ROOT)) for p in (ROOT / "src").rglob("*") if p.suffix in NOT_OURS}
    assert there
    assert there <= named
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
    assert all(f"`{n}`" in notices for n in named)


def test_the_bill_names_no_path_and_no_hour():
    text = (ROOT / "licenses" / "sbom.cdx.json").read_text("utf-8")
    assert "file:" not in text
    assert '"timestamp"' not in text
    assert '"serialNumber"' not in text


@pytest.mark.parametrize("lock", ["extras", "follow"])
def test_locks_agree(lock):
    """What is deployed and listed is what is tested."""
    tested = pinned("dev")
    for name, versions in pinned(lock).items():
        assert name == "flit-core" or versions <= tested[name], name
