"""Change the code in one small place at a time and see whether the nearest tests notice.

python tools/mutants.py                     every group of tools/mutants.yaml, and write docs/mutants.md
python tools/mutants.py GROUP ... --every 9 only some groups, only every ninth mutant: to look, not to write

A mutant with which every test passes has survived: a test is missing, or the change makes no difference, and
then ``explained`` in tools/mutants.yaml says why.  Fails where a group kills less than ``least`` of its own.
Each mutant has a process to itself, forked after the large libraries are loaded; no file is touched.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import importlib.abc
import importlib.machinery
import os
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "comity"
CONFIG = ROOT / "tools" / "mutants.yaml"
PAGE = ROOT / "docs" / "mutants.md"
LIBRARIES = ("numpy", "scipy.stats", "pandas", "pyarrow.compute", "ibis", "duckdb", "pytest")
TIMES, SECONDS = 4, 20
"""Processor time that a mutant may take: so many times that of the tests on the code as it is, and more."""

PAIRS: tuple[tuple[type[Any], type[Any]], ...] = (
    (ast.Lt, ast.LtE),
    (ast.Gt, ast.GtE),
    (ast.Eq, ast.NotEq),
    (ast.In, ast.NotIn),
    (ast.Is, ast.IsNot),
    (ast.And, ast.Or),
    (ast.Add, ast.Sub),
    (ast.Mult, ast.Div),
    (ast.BitAnd, ast.BitOr),
)
SWAPS = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}
"""Operators that change places."""
DROPPED = frozenset(
    re.findall(
        r"\w+",
        "abs clip cumsum distinct drop_null filter limit lower max maximum min minimum nan_to_num order_by "
        "q_values removeprefix removesuffix reversed round set sort_by sorted strip unique upper",
    )
)
"""Calls that return the kind of thing they are given, so that the code runs without them too."""
UNTOUCHED = (ast.Assert, ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)
SETTINGS = frozenset({"ascending", "strict", "zero_copy_only"})
"""Keywords whose values are left alone."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: ``old``, a node of its module's tree, becomes ``new``."""

    module: str
    where: str
    line: int
    change: str
    old: ast.AST
    new: ast.AST

    @property
    def key(self) -> str:
        """Names the mutant whatever line it stands in."""
        return f"{self.module} {self.where}: {self.change}"


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What a node may be changed to, each with words for it."""
    text = ast.unparse(node) if isinstance(node, (ast.expr, ast.stmt)) else ""
    yield from ((f"{text} -> {words}", new) for words, new in _operators(node))
    yield from ((f"{text} -> {words}", new) for words, new in _statements(node))
    test = node.test if isinstance(node, (ast.If, ast.IfExp, ast.While)) else None
    if test is not None and not isinstance(test, (ast.Compare, ast.BoolOp, ast.UnaryOp)):
        negated: Any = copy.copy(node)
        negated.test = ast.UnaryOp(ast.Not(), test)
        yield f"if {ast.unparse(test)} -> if not", negated
    if isinstance(node, ast.comprehension):
        for k, condition in enumerate(node.ifs):
            words = f"for {ast.unparse(node.target)} ... if {ast.unparse(condition)} -> without if"
            ifs = [*node.ifs[:k], *node.ifs[k + 1 :]]
            yield words, ast.comprehension(node.target, node.iter, ifs, node.is_async)


def _operators(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Edges of comparisons, and/or, signs and constants of one expression."""
    match node:
        case ast.Compare():
            for k, op in enumerate(node.ops):
                swapped = SWAPS[type(op)]
                ops = [*node.ops[:k], swapped(), *node.ops[k + 1 :]]
                yield swapped.__name__, ast.Compare(node.left, ops, node.comparators)
        case ast.BoolOp():
            yield SWAPS[type(node.op)].__name__, ast.BoolOp(SWAPS[type(node.op)](), node.values)
        case ast.BinOp() if type(node.op) in SWAPS and not _joins_text(node):
            yield SWAPS[type(node.op)].__name__, ast.BinOp(node.left, SWAPS[type(node.op)](), node.right)
        case ast.UnaryOp(op=ast.Not()):
            yield "without not", node.operand
        case ast.Constant(value=bool() as value):
            yield str(not value), ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield str(value + 1), ast.Constant(value + 1)
        case ast.Constant(value=float() as value):
            yield str(2 * value or 1.0), ast.Constant(2 * value or 1.0)


def _statements(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Calls and statements left out, and lists cut after their first item."""
    match node:
        case ast.Call() if (inner := _inner(node)) is not None:
            yield ast.unparse(inner), inner
        case ast.Return(value=ast.List() | ast.ListComp() as value):
            first = ast.Subscript(value, ast.Slice(upper=ast.Constant(1)), ast.Load())
            yield "its first item", ast.Return(first)
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Continue():
            yield "nothing", ast.Pass()


def _joins_text(node: ast.BinOp) -> bool:
    ends = (node.left, node.right)
    return any(isinstance(x, ast.JoinedStr) or isinstance(getattr(x, "value", 0), str) for x in ends)


def _inner(call: ast.Call) -> ast.expr | None:
    """What a call of :data:`DROPPED` is given, or is a method of."""
    func, first = call.func, call.args[0] if call.args else None
    if isinstance(func, ast.Attribute) and func.attr in DROPPED:
        module = isinstance(func.value, ast.Name) and func.value.id in ("np", "pc", "multiplicity")
        return first if module else func.value
    dropped = isinstance(func, ast.Name) and func.id in DROPPED and len(call.args) != 2
    dropped |= isinstance(func, ast.Name) and func.id in ("q_values", "max", "min") and len(call.args) == 2
    return first if dropped and not isinstance(first, (ast.GeneratorExp, ast.Starred)) else None


def mutants(module: str, tree: ast.AST, where: tuple[str, ...] = ()) -> Iterator[Mutant]:
    """Every mutant of a tree, in the order of its text; types, messages and decorators are spared."""
    for name, field in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        for node in field if isinstance(field, list) else [field]:
            spared = isinstance(node, UNTOUCHED) or (isinstance(node, ast.keyword) and node.arg in SETTINGS)
            if not isinstance(node, ast.AST) or spared or _types_only(node):
                continue
            inside = (*where, node.name) if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else where
            line = getattr(node, "lineno", 0)
            for words, new in changes(node):
                yield Mutant(module, ".".join(where) or "the module", line, words, node, new)
            yield from mutants(module, node, inside)


def _types_only(node: ast.AST) -> bool:
    """Whether a statement matters to the type checker alone."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


class _Put(ast.NodeTransformer):
    """Puts a mutant's change in place."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def visit(self, node: ast.AST) -> ast.AST:
        return self.mutant.new if node is self.mutant.old else self.generic_visit(node)


class _Loader(importlib.machinery.SourceFileLoader):
    """Gives one module other code than its file has."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self.code = code

    def get_code(self, fullname: str) -> CodeType:
        return self.code


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, loader: _Loader) -> None:
        self.loader = loader

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> Any:
        if name != self.loader.name:
            return None
        return importlib.machinery.ModuleSpec(name, self.loader, origin=self.loader.path)


def run(
    tests: Sequence[str], seconds: int = 0, mutant: Mutant | None = None, tree: ast.Module | None = None
) -> int:
    """Fork a process that runs the tests, with a mutant of a tree in place, and return its id.

    It ends with status 0 where every test passes; a failure, a module that cannot be imported and the end of
    the processor time all end it otherwise.
    """
    child = os.fork()
    if child:
        return child
    folder = tempfile.mkdtemp(prefix="mutant-")
    status = 70
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        if mutant is not None and tree is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            path = PACKAGE / mutant.module
            _Put(mutant).visit(tree)
            changed = ast.fix_missing_locations(tree)
            name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
            sys.meta_path.insert(0, _Finder(_Loader(name, str(path), compile(changed, str(path), "exec"))))
        pytest = importlib.import_module("pytest")
        words = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not slow and not real"]
        status = int(pytest.main([*words, f"--basetemp={folder}/tests", *tests]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os._exit(status)


def survivors(part: dict[str, list[str]], every: int, jobs: int) -> tuple[list[Mutant], int]:
    """Mutants of a part that live, and how many were tried.

    Raises
    ------
    SystemExit
        The tests fail on the code as it is.
    """
    _, status, used = os.wait4(run(part["tests"]), 0)
    if status:
        raise SystemExit(f"The tests fail without any mutant: pytest {' '.join(part['tests'])}")
    seconds = int(TIMES * (used.ru_utime + used.ru_stime)) + SECONDS
    lived: list[Mutant] = []
    running: dict[int, Mutant] = {}
    total = 0
    for path in sorted(p for pattern in part["code"] for p in PACKAGE.glob(pattern)):
        tree = ast.parse(path.read_text("utf-8"))
        for mutant in list(mutants(str(path.relative_to(PACKAGE)), tree))[::every]:
            if len(running) >= jobs:
                _ended(running, lived)
            running[run(part["tests"], seconds, mutant, tree)] = mutant
            total += 1
    while running:
        _ended(running, lived)
    return lived, total


def _ended(running: dict[int, Mutant], lived: list[Mutant]) -> None:
    """Wait for one of the processes that run; a status of 0 is a mutant that lives."""
    child, status = os.wait()
    mutant = running.pop(child)
    if status == 0:
        lived.append(mutant)
        print(f"survives: {mutant.key} (line {mutant.line})", flush=True)


def section(name: str, total: int, lived: Sequence[Mutant], explained: dict[str, str]) -> str:
    """A group in the page: how many mutants its tests kill, and each that lives."""
    known = [m for m in lived if m.key in explained]
    killed = total - len(lived)
    out = [f"## {name}", "", f"{total:,} mutants, {killed:,} killed ({killed / total:.1%}); of the others"]
    out[-1] += f" {len(known)} make no difference that a test could see."
    rows = [f"| `{_cell(m.key)}` | {explained.get(m.key, 'a test is missing')} |" for m in lived]
    return "\n".join([*out, *(["", "| survives | why |", "| --- | --- |", *rows] if rows else []), ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def put(page: str, name: str, text: str) -> str:
    """The page with one section replaced, or added at its end."""
    head, *sections = page.split("\n## ")
    parts = {s.partition("\n")[0]: s for s in sections} | {name: text.removeprefix("## ")}
    return "\n## ".join([head.rstrip() + "\n", *(s.rstrip() + "\n" for s in parts.values())])


def main() -> int:
    """Try the groups named, or all; 0 where each kills its share."""
    config = yaml.safe_load(CONFIG.read_text("utf-8"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(config["groups"]))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if unknown := set(options.groups) - set(config["groups"]):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # half of the time of a short test
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = tempfile.mkdtemp(prefix="mutants-")
    for library in LIBRARIES:
        importlib.import_module(library)
    short = 0
    for name in options.groups or config["groups"]:
        results = [survivors(part, options.every, options.jobs) for part in config["groups"][name]]
        lived, total = [m for some, _ in results for m in some], sum(n for _, n in results)
        share = 1 - sum(m.key not in config["explained"] for m in lived) / max(total, 1)
        print(f"{name}: {total} mutants, {len(lived)} survive; {share:.1%} killed or explained")
        short += share < config["least"]
        if options.every == 1:
            text = section(name, total, lived, config["explained"])
            PAGE.write_text(put(PAGE.read_text("utf-8"), name, text), "utf-8")
    return int(short > 0)


if __name__ == "__main__":
    sys.exit(main())
