"""Write the page docs/api.md: public functions with their docstrings (called by tools/docs.py)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any

import comity
from comity.faces import tidy
from comity.faces.tidy import own_tables
from comity.parts.check import tidy as checked
from comity.parts.outlook.namespace import OutlookNamespace
from comity.watch import watch as namespaces
from comity.watch.account.pair import PairAccount
from comity.watch.account.place import PlaceAccount
from comity.watch.composed.peers import CompareNamespace

API = {
    "Your own votes and counts": (tidy.kappa, tidy.ideal_points, tidy.coaction),
    "The record as tables": (tidy.panel, tidy.acts, tidy.votes, tidy.cells),
    "Your own text": (checked.check,),
    "A picture": (tidy.figure,),
}
OWNERS = {
    "watch": comity.Watch,
    "watch.record": namespaces.RecordNamespace,
    "watch.votes": namespaces.VotesNamespace,
    "watch.timing": namespaces.TimingNamespace,
    "watch.roles": namespaces.RolesNamespace,
    "watch.words": namespaces.WordsNamespace,
    "watch.outlook": OutlookNamespace,
    "watch.compare": CompareNamespace,
}
ACCOUNTS = {"place": PlaceAccount, "pair": PairAccount}
#: Maximum length of a signature on one line.
WIDTH = 100

INTRO = """\
These functions take tables and return tables. An input may be a table of pandas, polars or pyarrow, a DuckDB
query or a dict of columns. The result is a `pyarrow.Table`; use `.to_pandas()`, `polars.from_arrow(table)` or
`duckdb.sql("SELECT * FROM table")`. States may be English names, ISO codes or COW numbers.

The tests run every example below, and [one script](examples/own_data.py) combines them. For questions about a
pair as a whole use [Watch](#watch)."""
COLUMNS = """\
The list says which names a column of your table may have. Case, spaces, points, hyphens and underscores do
not matter. If your table has two of the names, the one further left in the list is used. You can change the
list in `faces/tidy/data/columns.yaml`."""
ASK = """\
A *finding* is one result with its uncertainty and its records. The table lists the questions of
`watch = comity.Watch("CHN", "RUS")`:"""
ACCOUNT = """\
An account is the text that comity writes about a pair. `place = watch.account("syria")` is the account of one
place, `pair = watch.account()` that of all places. Both are a `comity.Account`."""

ERRORS = "The message of an error is one sentence that says what to do. These are the kinds of errors:"


def api_page() -> str:
    """Return the page as Markdown: every public function, the questions of a watch, and the errors."""
    out = ["# The functions", "", INTRO]
    for heading, functions in API.items():
        out += ["", f"## {heading}"]
        for f in functions:
            out += ["", f"### comity.{f.__name__}", "", f"```python\n{_signature(f)}\n```", "", _docstring(f)]
    known = own_tables.names()["columns"].items()
    accepted = [(f"`{column}`", ", ".join(f"`{n}`" for n in names)) for column, names in known]
    out += [
        "",
        "## What columns may be called",
        "",
        COLUMNS,
        "",
        *_table("column", "names accepted", accepted),
    ]
    out += ["", "## Watch", "", _docstring(comity.Watch), "", ASK, ""]
    out += _table("expression", "answer", _questions(OWNERS))
    out += ["", "## Account", "", ACCOUNT, "", *_table("expression", "answer", _questions(ACCOUNTS))]
    tree = (comity.errors.__doc__ or "").partition("::\n\n")[2].partition("\n\n")[0]
    out += ["", "## Errors", "", ERRORS, ""]
    return "\n".join([*out, f"```text\n{inspect.cleandoc(tree)}\n```"]) + "\n"


def _table(left: str, right: str, rows: Any) -> list[str]:
    return [f"| {left} | {right} |", "| --- | --- |", *(f"| {a} | {b} |" for a, b in rows)]


def _signature(function: Callable[..., Any]) -> str:
    """Return the signature of a function, with one parameter per line if it is too long for one line."""
    signature = inspect.signature(function)
    parameters = [re.sub(r": '([^']*)'", r": \1", str(p)) for p in signature.parameters.values()]
    kinds = [p.kind for p in signature.parameters.values()]
    if inspect.Parameter.KEYWORD_ONLY in kinds and inspect.Parameter.VAR_POSITIONAL not in kinds:
        parameters.insert(kinds.index(inspect.Parameter.KEYWORD_ONLY), "*")
    answer = f") -> {signature.return_annotation}"
    one = f"comity.{function.__name__}({', '.join(parameters)}{answer}"
    if len(one) <= WIDTH:
        return one
    return f"comity.{function.__name__}(\n" + "".join(f"    {p},\n" for p in parameters) + answer


def _docstring(thing: Any) -> str:
    """Return a docstring in the numpy style as Markdown, without its errors, which the page lists once."""
    text = re.sub(r":\w+:`~?([^`]+)`", r"``\1``", inspect.getdoc(thing) or "").replace("``", "`")
    parts = re.split(r"^(\w+)\n-{3,}\n", text, flags=re.MULTILINE)
    out = [parts[0].rstrip()]
    for heading, body in zip(parts[1::2], parts[2::2], strict=True):
        if heading == "Examples":
            out.append(f"```python\n{body.rstrip()}\n```")
        elif heading != "Raises":
            items = re.split(r"\n(?=\S)", body.rstrip())
            out.append(f"**{heading}**\n\n" + "\n".join(map(_item, items)))
    return "\n\n".join(out)


def _item(text: str) -> str:
    """Format a parameter (``name : text``), return value or error (``type``, text below) as a list item."""
    name, words = re.split(r" : |\n", text, maxsplit=1)
    return f"- `{name}`: {' '.join(words.split())}"


def _questions(owners: dict[str, type]) -> Iterator[tuple[str, str]]:
    """Yield the signature of each public method or property, and the first sentence of its docstring."""
    for name, owner in owners.items():
        for key, member in vars(owner).items():
            if key.startswith("_") or (not isinstance(member, property) and not inspect.isfunction(member)):
                continue
            call = ""
            if inspect.isfunction(member):
                own = list(inspect.signature(member).parameters.values())[1:]
                call = f"({', '.join(str(p).partition(':')[0] for p in own)})"
            says = " ".join(_docstring(member).partition("\n\n")[0].removeprefix("Return ").split())
            yield f"`{name}.{key}{call}`", says[0].upper() + says[1:]
