"""Change the code in one small place at a time and check that the nearest tests fail.

python tools/mutants.py                        every group of tools/mutants.yaml, and write docs/mutants.md
python tools/mutants.py GROUP ... --sample 60  only 60 random mutants of each of some groups, as a probe
                                               (another --seed gives another sixty)
python tools/mutants.py GROUP ... --only FILE  only the mutants that a file names, one per line, as a probe

A mutant is the code with one such change. A mutant survives if every test passes. Then a test is missing, or
the change makes no difference, and ``explained`` in tools/mutants.yaml says why. The exit status is 1 if less
than the share ``least`` of a group's mutants is killed or explained.

The tool saves time as follows: the tests of a group are collected once. Each test runs once alone, to measure
its time and the lines it reaches. Each mutant is tried in a forked process with only the tests that reach its
statement, the shortest first; there the function gets the changed code. Only for code that runs at import
(constants, defaults) is everything imported again. Tests longer than ``LONGEST`` are left out, so a mutant
that only they notice survives. No file is changed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import gc
import importlib
import importlib.abc
import importlib.machinery
import multiprocessing
import os
import pickle
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "comity"
CONFIG = ROOT / "tools" / "mutants.yaml"
PAGE = ROOT / "docs" / "mutants.md"
LIBRARIES = ("numpy", "scipy.stats", "pandas", "pyarrow.compute", "duckdb", "pytest")
#: Maximum processor time of a test in seconds, with line tracing; longer tests are left out.
LONGEST = 4
#: Maximum seconds of tests for one mutant; the longest tests that reach it are left out.
BUDGET = 30.0
#: A mutant is stopped after TIMES times the processor time of its tests plus SECONDS, or after PATIENCE
#: seconds.
TIMES, SECONDS, PATIENCE = 3, 5, 1800
ARGUMENTS = ("-q", "-x", "-p", "no:cacheprovider", "--capture=sys", "-m", "not slow and not real")
#: Exit status of a process in which a test fails.
FAILED = 1

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
#: Operators that replace each other.
SWAPS = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}
#: Calls that return the type of their argument, so that the code also runs without them.
DROPPED = frozenset(
    re.findall(
        r"\w+",
        "abs clip cumsum distinct drop_null filter limit lower max maximum min minimum nan_to_num order_by "
        "q_values removeprefix removesuffix reversed round set sort_by sorted strip unique upper",
    )
)
UNTOUCHED = (ast.Assert, ast.Raise, ast.JoinedStr, ast.Import, ast.ImportFrom)
#: Keywords whose values are not changed.
SETTINGS = frozenset({"ascending", "strict", "zero_copy_only"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of the code: the node ``new`` of the syntax tree replaces the node ``old``."""

    module: str
    where: str
    line: int
    change: str
    old: ast.AST
    new: ast.AST
    #: The functions around the change, the outermost first; empty for code that runs at import.
    functions: tuple[ast.FunctionDef, ...]
    #: The lines of the changed statement, or of its head if the statement has a body.
    lines: range

    @property
    def key(self) -> str:
        """A name of the change that does not depend on line numbers."""
        return f"{self.module} {self.where}: {self.change}"

    @property
    def path(self) -> str:
        """The path of the file with the change."""
        return str(PACKAGE / self.module)

    @property
    def name(self) -> str:
        """The dotted name of the module with the change."""
        return ".".join(Path("comity", self.module).with_suffix("").parts)


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield the possible changes of a node, each with a description."""
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
    """Yield changes of comparisons, and/or, operators and constants in one expression."""
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
    """Yield removals of calls and statements, and cuts of lists after their first item."""
    match node:
        case ast.Call() if (inner := _inner(node)) is not None:
            yield ast.unparse(inner), inner
        case ast.Return(value=ast.List(elts=[_, _, *_]) | ast.ListComp() as value):
            first = ast.Subscript(value, ast.Slice(upper=ast.Constant(1)), ast.Load())
            yield "its first item", ast.Return(first)
        case ast.Expr(value=ast.Call(func=ast.Name(id="report_reached"))):
            pass  # tests kill processes at these calls and would take too long
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Continue():
            yield "nothing", ast.Pass()


def _joins_text(node: ast.BinOp) -> bool:
    ends = (node.left, node.right)
    return any(isinstance(x, ast.JoinedStr) or isinstance(getattr(x, "value", 0), str) for x in ends)


def _inner(call: ast.Call) -> ast.expr | None:
    """Return the argument or object that replaces a call of a function in :data:`DROPPED`."""
    func, first = call.func, call.args[0] if call.args else None
    if isinstance(func, ast.Attribute) and func.attr in DROPPED:
        module = isinstance(func.value, ast.Name) and func.value.id in ("np", "pc", "multiplicity")
        return first if module else func.value
    dropped = isinstance(func, ast.Name) and func.id in DROPPED and len(call.args) != 2
    dropped |= isinstance(func, ast.Name) and func.id in ("q_values", "max", "min") and len(call.args) == 2
    return first if dropped and not isinstance(first, (ast.GeneratorExp, ast.Starred)) else None


@dataclass(frozen=True, slots=True)
class _Place:
    """The position in a module during a walk through its syntax tree."""

    where: tuple[str, ...] = ()
    functions: tuple[ast.FunctionDef, ...] = ()
    lines: range = range(0)


def mutants(module: str, tree: ast.AST, at: _Place = _Place()) -> Iterator[Mutant]:
    """Yield every change of a tree in text order, without types, messages and decorators."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "bases", "type_params"):
            continue
        functions = at.functions
        if isinstance(tree, ast.FunctionDef) and name == "body":
            functions = (*functions, tree)
        for node in value if isinstance(value, list) else [value]:
            spared = isinstance(node, UNTOUCHED) or (isinstance(node, ast.keyword) and node.arg in SETTINGS)
            if not isinstance(node, ast.AST) or spared or _types_only(node):
                continue
            inside = (*at.where, node.name) if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else at.where
            lines = _lines(node) if isinstance(node, ast.stmt) else at.lines
            line = getattr(node, "lineno", 0)
            for words, new in changes(node):
                where = ".".join(at.where) or "the module"
                yield Mutant(module, where, line, words, node, new, functions, lines)
            yield from mutants(module, node, _Place(inside, functions, lines))


def _lines(node: ast.stmt) -> range:
    """Return the lines of a statement without its body."""
    body = getattr(node, "body", None)
    if body and not isinstance(node, ast.Try):
        return range(node.lineno, max(node.lineno + 1, body[0].lineno))
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _types_only(node: ast.AST) -> bool:
    """Return whether a statement matters only to the type checker."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def parse_module(path: Path) -> tuple[ast.Module, list[Mutant]]:
    """Return the syntax tree of a module and all mutants of the module."""
    tree = ast.parse(path.read_text("utf-8"))
    return tree, list(mutants(str(path.relative_to(PACKAGE)), tree))


class _Put(ast.NodeTransformer):
    """A transformer that replaces one node of a syntax tree."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def visit(self, node: ast.AST) -> ast.AST:
        return self.mutant.new if node is self.mutant.old else self.generic_visit(node)


class _Loader(importlib.machinery.SourceFileLoader):
    """An importer that loads one module with changed code."""

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


def changed_code(mutant: Mutant, tree: ast.Module) -> CodeType:
    """Return the compiled code of a module with a change; this changes the tree."""
    _Put(mutant).visit(tree)
    return compile(ast.fix_missing_locations(tree), mutant.path, "exec")


def _functions() -> dict[tuple[str, str, int], list[FunctionType]]:
    """Return every function of comity in memory, by file, name and first line."""
    known = defaultdict(list)
    for f in gc.get_objects():
        if isinstance(f, FunctionType) and f.__code__.co_filename.startswith(str(PACKAGE)):
            code = f.__code__
            known[code.co_filename, code.co_name, code.co_firstlineno].append(f)
    return known


def _first_line(function: ast.FunctionDef) -> int:
    return min([function.lineno, *(d.lineno for d in function.decorator_list)])


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def fork(work: Callable[[Path], int], seconds: int) -> tuple[int, float, Path]:
    """Run ``work`` in a forked process; return its exit status, its processor time, and a temporary folder.

    ``work`` gets the folder and returns the exit status. A process that dies or is stopped at its time limit
    counts as failed. The caller removes the folder.
    """
    folder = Path(tempfile.mkdtemp(prefix="mutant-"))
    child = os.fork()
    if child:
        _, status, used = os.wait4(child, 0)
        ended = os.waitstatus_to_exitcode(status)
        return (ended if ended >= 0 else FAILED), used.ru_utime + used.ru_stime, folder
    status = 70
    try:
        sink = os.open(os.devnull, os.O_WRONLY)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        signal.alarm(PATIENCE)
        status = work(folder)
    finally:
        os._exit(status)


@dataclass(frozen=True, slots=True)
class Reach:
    """The time of one test in seconds, and the lines that it runs, by file."""

    seconds: float
    lines: dict[str, frozenset[int]]


class _Chosen:
    """A pytest plugin that runs only some tests, in their order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.tests = {test: k for k, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = sorted((i for i in items if i.nodeid in self.tests), key=lambda i: self.tests[i.nodeid])


@dataclass
class Trial:
    """A pytest plugin that tries the mutants of a group after pytest has collected the tests.

    ``anew`` sends a change that takes effect at import (its file, its number and its tests) to a process that
    has not imported anything yet.
    """

    #: The mutants, each as its file and its number in that file.
    chosen: list[tuple[str, int]]
    anew: Connection
    reach: dict[str, Reach] = field(default_factory=dict)

    def pytest_runtestloop(self, session: Any) -> bool:
        """Try all mutants, instead of pytest's loop over the tests."""
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        self.functions = _functions()
        self.modules = {path: parse_module(Path(path))[1] for path, _ in self.chosen}
        gc.collect()
        gc.freeze()
        for test in self.items:
            self._follow(test)
        shorter = sorted(self.reach, key=lambda test: self.reach[test].seconds)
        self.reach = {test: self.reach[test] for test in shorter}
        for path, number in self.chosen:
            mutant = self.modules[path][number]
            self.anew.send(("outcome", path, number, self._outcome(mutant, number)))
        self.anew.send(None)
        return True

    def _run(self, tests: Sequence[str]) -> int:
        for test, following in zip(tests, [*tests[1:], None], strict=True):
            item, after = self.items[test], self.items[following] if following else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if self.session.testsfailed:
                return FAILED
        return 0

    def _follow(self, test: str) -> None:
        """Run a test alone and record the lines it reaches; for code without mutants, record only calls."""

        def work(folder: Path) -> int:
            lines: set[tuple[str, int]] = set()

            def inside(frame: FrameType, event: str, arg: object) -> Any:
                lines.add((frame.f_code.co_filename, frame.f_lineno))
                return inside

            def outside(frame: FrameType, event: str, arg: object) -> Any:
                path = frame.f_code.co_filename
                if path in self.modules:
                    return inside(frame, event, arg)
                if path.startswith(str(PACKAGE)):
                    lines.add((path, frame.f_lineno))
                return None

            threading.settrace(outside)
            sys.settrace(outside)
            status = self._run([test])
            sys.settrace(None)
            by_file = defaultdict(set)
            for path, line in lines:
                by_file[path].add(line)
            reached = {path: frozenset(numbers) for path, numbers in by_file.items()}
            (folder / "lines").write_bytes(pickle.dumps(reached))
            return status

        status, seconds, folder = fork(work, LONGEST)
        ended = (folder / "lines").exists()
        if status == 0:
            lines = pickle.loads((folder / "lines").read_bytes())  # noqa: S301 - written by our own child
            self.reach[test] = Reach(seconds, lines)
        else:
            print(
                f"left out, {'fails alone' if ended else 'too long'}: {test}", file=sys.__stderr__, flush=True
            )
        shutil.rmtree(folder, ignore_errors=True)

    def _outcome(self, mutant: Mutant, number: int) -> str:
        """Return the outcome of a mutant: ``killed``, ``survives``, or ``not reached``."""
        outer = mutant.functions[0] if mutant.functions else None
        swapped = outer is not None and (mutant.path, outer.name, _first_line(outer)) in self.functions
        at_once = swapped or mutant.name not in sys.modules
        tests = self._tests(mutant, at_once)
        if not tests:
            return "not reached"
        if not at_once:
            self.anew.send(("anew", mutant.path, number, tests))
            return str(self.anew.recv())

        def work(folder: Path) -> int:
            tree, same = parse_module(Path(mutant.path))
            changed = same[number]
            code = changed_code(changed, tree)
            if not swapped:
                sys.meta_path.insert(0, _Finder(_Loader(mutant.name, mutant.path, code)))
            else:
                self._swap(changed, code)
            return self._run(tests)

        seconds = int(TIMES * sum(self.reach[test].seconds for test in tests)) + SECONDS
        status, _, folder = fork(work, seconds)
        shutil.rmtree(folder, ignore_errors=True)
        return "killed" if status else "survives"

    def _swap(self, mutant: Mutant, code: CodeType) -> None:
        """Give the changed code to the functions that contain the change."""
        codes = {(c.co_name, c.co_firstlineno): c for c in _codes(code)}
        for function in mutant.functions:
            place = (function.name, _first_line(function))
            for f in self.functions.get((mutant.path, *place), ()):
                f.__code__ = codes[place]

    def _tests(self, mutant: Mutant, at_once: bool) -> list[str]:
        """Return the tests that run the changed lines, the shortest first; at import, all of the module."""
        if at_once:
            wanted = set(mutant.lines)
            tests = [t for t, r in self.reach.items() if wanted & r.lines.get(mutant.path, frozenset())]
        else:
            users = {mutant.path, *_users(mutant.name)}
            tests = [t for t, r in self.reach.items() if users & set(r.lines)]
            tests.sort(key=lambda t: mutant.path not in self.reach[t].lines)  # tests of this module first
        budget = BUDGET
        for k, test in enumerate(tests):
            budget -= self.reach[test].seconds
            if budget < 0 and k:
                return tests[:k]
        return tests


def _users(name: str) -> Iterator[str]:
    """Yield the files of modules that import the module ``name``, or something from it."""
    package, _, last = name.rpartition(".")
    ways = (rf"(from|import) {re.escape(name)}\b", rf"from {re.escape(package)} import .*\b{last}\b")
    words = re.compile(rf"^\s*({'|'.join(ways)})", re.MULTILINE)
    for path in PACKAGE.rglob("*.py"):
        if words.search(path.read_text("utf-8")):
            yield str(path)


def imported_anew(path: str, number: int, tests: Sequence[str], good: set[tuple[str, ...]]) -> str:
    """Return the outcome for a mutant when everything is imported after the change.

    Raises
    ------
    SystemExit
        When the tests fail on the unchanged code.
    """

    def work(mutated: bool) -> Callable[[Path], int]:
        def inner(folder: Path) -> int:
            if mutated:
                tree, same = parse_module(Path(path))
                code = changed_code(same[number], tree)
                sys.meta_path.insert(0, _Finder(_Loader(same[number].name, path, code)))
            pytest = importlib.import_module("pytest")
            files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
            return int(pytest.main([*ARGUMENTS, *files], plugins=[_Chosen(tests)]))

        return inner

    if tuple(tests) not in good:
        status, _, folder = fork(work(mutated=False), PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)
        if status:
            raise SystemExit(f"The tests fail without any mutant: pytest {' '.join(tests)}")
        good.add(tuple(tests))
    status, _, folder = fork(work(mutated=True), int(TIMES * BUDGET) + SECONDS)
    shutil.rmtree(folder, ignore_errors=True)
    return "killed" if status else "survives"


def outcomes(tests: Sequence[str], chosen: list[tuple[str, int]]) -> Iterator[tuple[str, int, str]]:
    """Yield for each mutant its file, its number and ``killed``, ``survives`` or ``not reached``."""
    ours, theirs = multiprocessing.Pipe()
    child = os.fork()
    if not child:
        status = 70
        try:
            ours.close()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            pytest = importlib.import_module("pytest")
            status = int(pytest.main([*ARGUMENTS, *tests], plugins=[Trial(chosen, theirs)]))
        finally:
            os._exit(status)
    theirs.close()
    good: set[tuple[str, ...]] = set()
    while (message := ours.recv()) is not None:
        if message[0] == "anew":
            _, path, number, chosen_tests = message
            ours.send(imported_anew(path, number, chosen_tests, good))
        else:
            yield message[1:]
    os.waitpid(child, 0)


def chosen_mutants(
    patterns: Sequence[str], sample: int, seed: int, only: frozenset[str]
) -> list[tuple[str, int]]:
    """Return the mutants of some files, as file and number, in an order that depends only on the seed."""
    out = []
    for path in sorted({p for pattern in patterns for p in PACKAGE.glob(pattern)}):
        keys = [m.key for m in parse_module(path)[1]]
        out += [(str(path), k) for k, key in enumerate(keys) if not only or key in only]
    random.Random(seed).shuffle(out)  # noqa: S311 - a lot, no secret
    return out[: sample or None]


def try_group(
    group: dict[str, list[str]], sample: int, seed: int, only: frozenset[str]
) -> list[tuple[Mutant, str]]:
    """Try the mutants of a group; return each with its outcome."""
    chosen = chosen_mutants(group["code"], sample, seed, only)
    modules = {path: parse_module(Path(path))[1] for path, _ in chosen}
    out = []
    for path, number, outcome in outcomes(group["tests"], chosen):
        mutant = modules[path][number]
        out.append((mutant, outcome))
        print(f"{outcome}: {mutant.key} (line {mutant.line})", flush=True)
    return sorted(out, key=lambda pair: (pair[0].module, pair[0].line))


def share(killed: int, total: int) -> str:
    """Return a share with its 95% interval (Wilson, 1927) as text."""
    binomial = importlib.import_module("scipy.stats").binomtest(killed, total)
    low, high = binomial.proportion_ci(0.95, method="wilson")
    return f"{killed / total:.1%} (95% interval {low:.1%} to {high:.1%})"


def section(name: str, tried: Sequence[tuple[Mutant, str]], explained: dict[str, str]) -> str:
    """Return the page's section on a group of files: shares killed by module, and surviving mutants."""
    lived = [m for m, outcome in tried if outcome != "killed"]
    known = [m for m in lived if m.key in explained]
    killed = len(tried) - len(lived)
    out = [
        f"## {name}",
        "",
        f"{len(tried):,} mutants, {killed:,} killed ({killed / len(tried):.1%}); of the others",
    ]
    out[-1] += f" {len(known)} make no difference that a test could see."
    all_of, those = Counter(m.module for m, _ in tried), Counter(m.module for m in lived)
    out += [
        "",
        "By module: " + ", ".join(f"{Path(m).stem} {n - those[m]} of {n}" for m, n in all_of.items()) + ".",
    ]
    rows = [f"| `{_cell(m.key)}` | {explained.get(m.key, 'a test is missing')} |" for m in lived]
    return "\n".join([*out, *(["", "| survives | why |", "| --- | --- |", *rows] if rows else []), ""])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def put(page: str, name: str, text: str) -> str:
    """Return the page with the section ``name`` replaced, or added at the end."""
    head, *sections = page.split("\n## ")
    parts = {s.partition("\n")[0]: s for s in sections} | {name: text.removeprefix("## ")}
    return "\n## ".join([head.rstrip() + "\n", *(s.rstrip() + "\n" for s in parts.values())])


def _settle_hypothesis() -> None:
    """Make the library hypothesis draw the same examples every time and ignore slow tests."""
    hypothesis = importlib.import_module("hypothesis")
    every = list(hypothesis.HealthCheck)
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, deadline=None, database=None, suppress_health_check=every
    )
    hypothesis.settings.load_profile("mutants")


def main() -> int:
    """Try the named groups, or all; return 0 if enough mutants of each group are killed."""
    config = yaml.safe_load(CONFIG.read_text("utf-8"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=", ".join(config["groups"]))
    parser.add_argument("--sample", type=int, default=0, metavar="N")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--only", type=Path, metavar="FILE")
    options = parser.parse_args()
    if unknown := set(options.groups) - set(config["groups"]):
        parser.error(f"no such group: {', '.join(sorted(unknown))}")
    only = frozenset(options.only.read_text("utf-8").splitlines()) if options.only else frozenset()
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # loading plugins takes half the time of a short test
    for library in LIBRARIES:
        importlib.import_module(library)
    _settle_hypothesis()
    short = 0
    for name in options.groups or config["groups"]:
        tried = try_group(config["groups"][name], options.sample, options.seed, only)
        if not tried:
            continue
        killed = sum(outcome == "killed" for _, outcome in tried)
        good = sum(outcome == "killed" or m.key in config["explained"] for m, outcome in tried)
        print(f"{name}: {len(tried)} tried, killed {share(killed, len(tried))}")
        print(f"    killed or explained {share(good, len(tried))}")
        short += good < config["least"] * len(tried)
        if not only and not options.sample:
            text = section(name, tried, config["explained"])
            PAGE.write_text(put(PAGE.read_text("utf-8"), name, text), "utf-8")
    return int(short > 0)


if __name__ == "__main__":
    sys.exit(main())
