"""What all tests share: the real records beside the repository, and an account of what was skipped."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"
"""The real records.  Their licences keep them out of the repository, so tests use them when there."""

os.environ["COMITY_CONFIG"] = os.devnull  # settings of whoever runs the tests say nothing here
os.environ["XDG_CACHE_HOME"] = os.devnull  # nothing is kept where there is no lake
os.environ.pop("COMITY_FORMAT", None)

BIG = {"shared_data", "chromium", "firefox", "spark_view"}
"""Fixtures that read the real records or start a browser or Spark."""
NO_RECORDS = "the real records do not lie beside the repository"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the real records; skips the test where it does not lie beside the repository."""
    if not SHARED.is_dir():
        pytest.skip(NO_RECORDS)
    return SHARED


@pytest.fixture(scope="session")
def synthetic() -> ModuleType:
    """The generator of synthetic event files in the published layout."""
    path = Path(__file__).resolve().parent.parent / "bench" / "synthetic.py"
    spec = importlib.util.spec_from_file_location("synthetic", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["synthetic"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def empty_lake(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes lakes that hold nothing, so that the chronicle alone answers.

    What was once derived from it is shared by all of them, by those of other test processes too: the suite
    computes it once.
    """
    base = tmp_path_factory.getbasetemp()
    derived = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "derived from nothing"
    derived.mkdir(exist_ok=True)

    def made() -> Path:
        lake = tmp_path_factory.mktemp("nothing") / "lake"
        lake.mkdir()
        (lake / "derived").symlink_to(derived)
        return lake

    return made


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to `make test-all` what needs more than this machine has at once."""
    for item in items:
        if item.get_closest_marker("real") or BIG.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def _skipped(terminal: pytest.TerminalReporter) -> Counter[str]:
    reports = terminal.stats.get("skipped", [])
    return Counter(
        str(r.longrepr[2]).removeprefix("Skipped: ") for r in reports if isinstance(r.longrepr, tuple)
    )


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped for want of what, with the count."""
    for reason, n in sorted(_skipped(terminalreporter).items()):
        terminalreporter.write_line(f"skipped {n}: {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under CI nothing may be skipped for want of the machine: only the records may be missing."""
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") == "true" and terminal is not None:
        wanting = [r for r in _skipped(terminal) if r != NO_RECORDS]
        if wanting and session.exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
