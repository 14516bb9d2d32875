"""The mutation run changes what it should, and knows where the code and its tests are."""

from __future__ import annotations

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
GROUPS = yaml.safe_load((ROOT / "tools" / "mutants.yaml").read_text("utf-8"))["groups"]


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutants", ROOT / "tools" / "mutants.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutants"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", GROUPS)
def test_the_code_and_the_tests_of_a_group_exist(name: str) -> None:
    assert all(list((ROOT / "src" / "comity").glob(pattern)) for pattern in GROUPS[name]["code"])
    assert all((ROOT / path).exists() for path in GROUPS[name]["tests"])


@pytest.mark.parametrize(
    ("code", "mutants"),
    [
        ("x = a < b", ["x = a <= b"]),
        ("x = a <= b < c", ["x = a < b < c", "x = a <= b <= c"]),
        ("x = a and b", ["x = a or b"]),
        ("x = not a", ["x = a"]),
        ("x = a - b", ["x = a + b"]),
        ("x = 0.05", ["x = 0.1"]),
        ("x = True", ["x = False"]),
        ("x = 3", ["x = 4"]),
        ("q = q_values(p, 'bh')", ["q = p"]),
        ("q = multiplicity.q_values(p)", ["q = p"]),
        ("rows = t.filter(a)", ["rows = t"]),
        ("rows = t.select(a).distinct()", ["rows = t.select(a)"]),
        ("x = [y for y in z if y]", ["x = [y for y in z]"]),
        ("def f():\n    return [a, b]", ["def f():\n    return [a, b][:1]"]),
        ("out.append(x)", ["pass"]),
        ("if a:\n    b()", ["if not a:\n    b()", "if a:\n    pass"]),
        ("raise E('no ' + x)", []),
        ("def f(x: int = 1) -> 'a': ...", ["def f(x: int=2) -> 'a':\n    ..."]),
        ("'''Docstring of 3 words.'''", []),
    ],
)
def test_mutants_of_a_line(tool: ModuleType, code: str, mutants: list[str]) -> None:
    n = len(list(tool.mutants("m", ast.parse(code))))
    made = []
    for k in range(n):
        tree = ast.parse(code)
        mutant = list(tool.mutants("m", tree))[k]
        tool._Put(mutant).visit(tree)
        made.append(ast.unparse(ast.fix_missing_locations(tree)))
    assert made == mutants


CODE = """\
LIMIT = 3
def outer(a=1):
    if (a >
            2):
        def inner():
            return (a
                    + 4)
        return inner()
class C:
    size = 5
    @property
    def m(self):
        return 6
"""


def test_a_mutant_knows_its_statement_and_whether_it_runs_at_import(tool: ModuleType) -> None:
    found = {
        (m.change.partition(" ->")[0], tuple(f.name for f in m.functions), tuple(m.lines))
        for m in tool.mutants("m", ast.parse(CODE))
        if m.change.partition(" ->")[0].isdigit()
    }
    assert found == {
        ("3", (), (1,)),
        ("1", (), (2,)),
        ("2", ("outer",), (3, 4)),
        ("4", ("outer", "inner"), (6, 7)),
        ("5", (), (10,)),
        ("6", ("m",), (13,)),
    }


def test_a_group_has_its_place_in_the_page(tool: ModuleType) -> None:
    page = "# Title\n\nWords.\n\n## a\n\nold\n\n## b\n\nkept\n"
    assert tool.put(page, "a", "## a\n\nnew\n") == "# Title\n\nWords.\n\n## a\n\nnew\n\n## b\n\nkept\n"
    assert tool.put(page, "c", "## c\n\nnew\n").endswith("## b\n\nkept\n\n## c\n\nnew\n")
