"""The house stays as it is drawn: floors, sizes, words, packages."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "comity"
MODULES = sorted(PACKAGE.rglob("*.py"))
Function = (ast.FunctionDef, ast.AsyncFunctionDef)

VAGUE = {"asked", "found", "heard", "held", "here", "kept", "seen", "told"}
"""Words that name nothing: what was found, of what kind?"""
NOT_YET_NAMED: set[str] = set()
"""Folders where such names are still used.  The list only gets shorter."""
TWICE: set[str] = set()
"""Names that two classes still share.  The list only gets shorter."""


def test_functions_stay_small() -> None:
    for m in MODULES:
        for node in ast.walk(ast.parse(m.read_text("utf-8"))):
            if isinstance(node, Function):
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


CONTAINING = {PACKAGE / "lake" / "ingest" / "read_ahead.py", PACKAGE / "sources" / "kit" / "contained.py"}
"""Where whatever a file makes a reader or parser do becomes the damage of that file."""


def test_every_test_file_has_a_name_of_its_own() -> None:
    """Of two files of one name the test runner collects one."""
    names = Counter(p.name for p in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, n in names.items() if n > 1] == []


def test_nothing_swallows_every_exception() -> None:
    broad = re.compile(r"except\s*(Exception|BaseException)?\s*:")
    assert {m for m in MODULES if broad.search(m.read_text("utf-8"))} <= CONTAINING


def test_the_core_holds_at_most_22_packages() -> None:
    pinned = re.findall(r"^([a-z0-9-]+)==", (ROOT / "locks" / "core.txt").read_text(), re.MULTILINE)
    assert len(set(pinned)) + 1 <= 22, "comity itself counts"


def test_locks_hold_hashes_and_no_address() -> None:
    for lock in (ROOT / "locks").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text
        assert text.count("--hash=sha256:") >= text.count("==")


def test_words_stay_neutral() -> None:
    loaded = re.compile(r"\b(axis of|threat level|risk score)\b", re.IGNORECASE)
    for path in [*MODULES, *PACKAGE.rglob("*.yaml")]:
        assert not loaded.search(path.read_text("utf-8")), path.name


def _bound(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every name that a module binds, with its line: also parameters, attributes and fields."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node.lineno
            case ast.Name(ctx=ast.Store()):
                yield node.id, node.lineno
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr, node.lineno
            case ast.arg():
                yield node.arg, node.lineno
            case ast.alias(asname=str(name)):
                yield name, node.lineno
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                yield name, node.lineno


def test_names_say_what_a_thing_is() -> None:
    beside = [m for folder in ("bench", "studies", "tools", "training") for m in (ROOT / folder).glob("*.py")]
    named = beside + [m for m in MODULES if m.relative_to(PACKAGE).parts[0] not in NOT_YET_NAMED]
    vague = [
        f"{m.relative_to(ROOT)}:{line}: {name}"
        for m in named
        for name, line in _bound(ast.parse(m.read_text("utf-8")))
        if name.strip("_").lower() in VAGUE
    ]
    assert not vague, "\n".join(vague)


def test_names_in_templates_say_what_a_thing_is() -> None:
    """What a template binds, and what a page hands to it."""
    templates = [p for p in PACKAGE.rglob("templates/*") if p.suffix in {".html", ".md"}]
    assert len(templates) > 20
    vague = []
    for p in templates:
        tree = Environment(autoescape=True).parse(p.read_text("utf-8"))
        names = {n.name for n in tree.find_all((nodes.Name, nodes.Macro))}
        vague += [f"{p.relative_to(ROOT)}: {name}" for name in names & VAGUE]
    assert not vague, "\n".join(vague)


def test_no_two_classes_share_a_name() -> None:
    classes = Counter(
        node.name
        for m in MODULES
        for node in ast.walk(ast.parse(m.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    )
    assert {name for name, n in classes.items() if n > 1} <= TWICE


def _public(body: list[ast.stmt], where: str) -> Iterator[tuple[str, ast.AST]]:
    for node in body:
        if isinstance(node, (*Function, ast.ClassDef)) and not node.name.startswith("_"):
            yield f"{where}.{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body, f"{where}.{node.name}")


def test_everything_public_is_documented() -> None:
    for m in MODULES:
        tree, where = ast.parse(m.read_text("utf-8")), str(m.relative_to(PACKAGE))
        assert ast.get_docstring(tree), where
        for name, node in _public(tree.body, where):
            assert ast.get_docstring(node), name


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    """What imports what, as the contracts of the floors see it."""
    return grimp.build_graph("comity", "studies", "training", cache_dir=None)


def test_the_floors_count_imports_of_every_kind(graph: grimp.ImportGraph) -> None:
    """Those inside functions and under TYPE_CHECKING too: they would hide a ring."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert not linter.get("exclude_type_checking_imports")
    assert not [c["name"] for c in linter["contracts"] if "ignore_imports" in c]
    for m in MODULES:
        name = ".".join(m.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        counted = graph.find_modules_directly_imported_by(name)
        for node in ast.walk(ast.parse(m.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("comity"):
                modules = {f"{node.module}.{a.name}" for a in node.names} & graph.modules
                assert (modules or {node.module}) <= counted | {name}, f"{name}:{node.lineno}"


READS_ENGLISH = re.compile(
    r"\b(?!m\b|s\b)\w+\.(question|method|why_not|unit)\.(startswith|endswith|removeprefix"
    r"|removesuffix|split|rsplit|partition|rpartition)\("
    r"|\.(question|method)\s*(==|!=|in)\s|\bin f\.(question|method|detail)\b|\.detail\.get\(|\.detail\["
)
"""Code that would tell findings apart by their words, or by the keys of their detail."""


def test_no_code_tells_findings_apart_by_their_words() -> None:
    """What a finding is, its kind and the type of its detail say."""
    texts = {m: m.read_text("utf-8") for m in [*MODULES, *(PACKAGE / "faces").rglob("*.html")]}
    hits = [
        f"{m.relative_to(ROOT)}:{n}: {line.strip()}"
        for m, text in texts.items()
        for n, line in enumerate(text.splitlines(), 1)
        if READS_ENGLISH.search(line)
    ]
    assert not hits, "\n".join(hits)
