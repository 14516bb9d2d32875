"""The house stays as it is drawn: floors, sizes, words, packages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "comity"
MODULES = sorted(PACKAGE.rglob("*.py"))


def test_functions_stay_small() -> None:
    for m in MODULES:
        for node in ast.walk(ast.parse(m.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                lines = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
                assert lines <= 60, f"{m.relative_to(ROOT)}: {node.name} has {lines} lines"


def test_no_module_knows_a_pair_by_name() -> None:
    """States are arguments and data.  Only the reader of a file that is about one state may name it."""
    told = re.compile(r"\b(CHN|RUS|China|Russia|Chinese|Russian)\b")
    for m in MODULES:
        if (PACKAGE / "sources") in m.parents:
            continue
        tree = ast.parse(m.read_text("utf-8"))
        docs = {
            id(n.body[0].value)
            for n in ast.walk(tree)
            if isinstance(n, (ast.Module, ast.ClassDef, ast.FunctionDef))
            and n.body
            and isinstance(n.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                alone = told.search(node.value) and "comity " not in node.value
                assert not alone, f"{m.relative_to(ROOT)}:{node.lineno}: {node.value[:60]!r}"


def test_nothing_swallows_every_exception() -> None:
    broad = re.compile(r"except\s*(Exception|BaseException)?\s*:")
    assert not [str(m) for m in MODULES if broad.search(m.read_text("utf-8"))]


def test_the_core_holds_at_most_thirty_packages() -> None:
    pinned = re.findall(r"^([a-z0-9-]+)==", (ROOT / "locks" / "core.txt").read_text(), re.MULTILINE)
    assert len(set(pinned)) + 1 <= 30, "comity itself counts"


def test_locks_hold_hashes_and_no_address() -> None:
    for lock in (ROOT / "locks").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        assert text.count("--hash=sha256:") >= text.count("==")


def test_words_stay_neutral() -> None:
    loaded = re.compile(r"\b(axis of|threat level|risk score)\b", re.IGNORECASE)
    for path in [*MODULES, *PACKAGE.rglob("*.yaml")]:
        assert not loaded.search(path.read_text("utf-8")), path.name
