"""What is released: the same bytes twice, everything that belongs in it and nothing else, one version."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
BUILD = "import sys; from flit_core.buildapi import *; build_wheel(sys.argv[1]); build_sdist(sys.argv[1])"
ONE_DAY = {"SOURCE_DATE_EPOCH": "1764288000"}


def built(folder: Path) -> tuple[Path, Path]:
    """Wheel and source archive, built by the build system that pyproject.toml names."""
    folder.mkdir()
    env = {**os.environ, **ONE_DAY}
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, env=env, check=True)
    (wheel,), (archive,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, archive


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return built(tmp_path_factory.mktemp("release") / "once")


def test_the_same_bytes_twice(release: tuple[Path, Path], tmp_path: Path) -> None:
    for one, other in zip(release, built(tmp_path / "twice"), strict=True):
        assert one.name == other.name
        assert one.read_bytes() == other.read_bytes(), one.name


def test_the_wheel_holds_the_package_with_its_data_and_licences_and_nothing_else(
    release: tuple[Path, Path],
) -> None:
    with zipfile.ZipFile(release[0]) as wheel:
        names = set(wheel.namelist())
        metadata = Parser().parsestr(
            wheel.read(next(n for n in names if n.endswith("dist-info/METADATA"))).decode()
        )
    source = ROOT / "src"
    ours = {p.relative_to(source).as_posix() for p in (source / "comity").rglob("*") if p.is_file()}
    assert {n for n in names if n.startswith("comity/")} == {n for n in ours if "__pycache__" not in n}
    info = f"comity-{PROJECT['version']}.dist-info"
    given = {n.removeprefix(f"{info}/licenses/") for n in names if n.startswith(f"{info}/licenses/")}
    assert given >= {"LICENSE", "THIRD_PARTY_NOTICES.md"}
    assert given >= {p.relative_to(ROOT).as_posix() for p in (ROOT / "licenses").glob("*.txt")}
    assert any("OFL" in n for n in given), "fonts are inside"
    assert {n for n in names if ".data/" in n} == {
        f"comity-{PROJECT['version']}.data/data/share/man/man1/comity.1"
    }
    assert all(n.startswith(("comity/", f"comity-{PROJECT['version']}.")) for n in names)
    assert metadata["Version"] == PROJECT["version"]
    assert metadata["License-Expression"] == PROJECT["license"]
    assert metadata["Requires-Python"] == PROJECT["requires-python"]
    assert "comity watch" in (page := metadata.get_payload()), "the long description"
    assert not re.search(r"\]\((?!https://)", page), "a package page shows no relative links"


def test_the_source_archive_holds_the_package_and_no_tests_or_notes(release: tuple[Path, Path]) -> None:
    with tarfile.open(release[1]) as archive:
        parts = {tuple(Path(n).parts[1:3]) for n in archive.getnames()}
    assert {p[0] for p in parts} == {
        "LICENSE",
        "PKG-INFO",
        "THIRD_PARTY_NOTICES.md",
        "docs",
        "licenses",
        "man",
        "pyproject.toml",
        "src",
    }
    assert {p[1] for p in parts if p[0] == "src"} == {"comity"}


def test_every_file_that_states_the_version_states_the_same() -> None:
    version = re.escape(PROJECT["version"])
    for name, said in (
        ("CITATION.cff", f"^version: {version}$"),
        ("CHANGELOG.md", rf"^## {version} \(\d{{4}}-\d\d-\d\d\)$"),
        ("man/share/man/man1/comity.1", f'"comity {version}"'),
    ):
        assert re.search(said, (ROOT / name).read_text("utf-8"), re.MULTILINE), name
    bill = json.loads((ROOT / "licenses" / "sbom.cdx.json").read_text("utf-8"))
    assert bill["metadata"]["component"]["version"] == PROJECT["version"]


def test_every_python_that_is_promised_is_tested() -> None:
    promised = {c.rpartition(" ")[2] for c in PROJECT["classifiers"] if re.search(r"Python :: \d\.\d", c)}
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    assert promised == set(re.findall(r'"(3\.\d+)"', workflow))
