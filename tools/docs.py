"""Write the reference pages of the documentation from the code and its data files.

python tools/docs.py            write docs/words.md, docs/sources.md, docs/commands.md
python tools/docs.py --check    fail where a page is not what the code says
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from comity.faces.cli import cli
from comity.measures import validity
from comity.sources import registry
from comity.vocabulary import bodies, forms, hotspots, states
from comity.vocabulary.words import LISTS, words

DOCS = Path(__file__).resolve().parent.parent / "docs"
NOTE = "<!-- Written by tools/docs.py from the code and its data files: do not edit here. -->\n\n"


def words_page() -> str:
    """Hotspots, forms and the small word lists."""
    out = ["# The words", "", "Every word below is a line in a data file that you can read and correct."]
    out += ["", "## Hotspots", "", "| id | about | core interest of |", "| --- | --- | --- |"]
    for h in hotspots.all_hotspots().values():
        part = f" (part of {h.part_of})" if h.part_of else ""
        owners = ", ".join(states.display(c) for c in h.core_interest_of)
        out.append(f"| `{h.id}`{part} | {h.about} | {owners} |")
    out += [
        "",
        "## Forms",
        "",
        "| id | rung | kind | what it is | for example |",
        "| --- | --- | --- | --- | --- |",
    ]
    for f in forms.all_forms().values():
        name = f"`{f.id}`" + (f" (a `{f.part_of}`)" if f.part_of else "")
        out.append(f"| {name} | {f.rung} | {'deed' if f.deed else 'word'} | {f.definition} | {f.example} |")
    for which in LISTS:
        out += ["", f"## {which.replace('_', ' ').capitalize()}", "", "| word | meaning |", "| --- | --- |"]
        out += [f"| `{k}` | {v} |" for k, v in words(which).items()]
    out += ["", "## Bodies", "", "| id | name | kind |", "| --- | --- | --- |"]
    out += [f"| `{b.id}` | {b.name} | {b.kind} |" for b in bodies.all_bodies().values()]
    return "\n".join(out) + "\n"


def sources_page() -> str:
    """Every source from its card."""
    known = [s.card for s in registry.all_sources().values()]
    out = ["# Sources", "", "What comity can read. Recognised by content; nothing is dropped silently.", ""]
    out += ["| id | shows | span | licence |", "| --- | --- | --- | --- |"]
    out += [f"| [`{c.id}`](#{c.id}) | {c.shows} | {c.span} | {c.licence} |" for c in known]
    for c in known:
        out += ["", f"## {c.id}", "", f"**{c.title}** ({c.publisher}, <{c.homepage}>)", "", c.shows, ""]
        out += [f"- Span: {c.span}", f"- States: {c.states}", f"- Licence: {c.licence}"]
        out += [f"- How to get it: {c.get}", f"- Tried on: {c.tried_on}"]
        out += [f"- Known: {c.known}"] if c.known else []
        out += ["- Biases:", *(f"    - {b}" for b in c.biases)]
        out += ["- Traps:", *(f"    - {t}" for t in c.traps)] if c.traps else []
        out += ["", f"Cite: {c.citation}"]
    return "\n".join(out) + "\n"


def validity_page() -> str:
    """What the measures are worth: rows of the last full study."""
    rows = validity.kept()
    short = [r for r in rows if not r.holds]
    out = ["# What the measures are worth", ""]
    out += ["Every measure was put to simulated worlds whose truth is known (`comity validate --full`). The"]
    out += [
        "simulator is ours, so a world that we did not think of is not in it; real-data checks are tests."
    ]
    out += [
        f"{len(rows)} properties were measured, {len(short)} fall short of their bar and are marked ✗.",
        "",
    ]
    out += [
        "| | measure | world | property | value | bar | n |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for r in rows:
        mark = "" if r.holds else "✗"
        out.append(f"| {mark} | {r.measure} | {r.world} | {r.statistic} | {r.value:.3f} | {r.bar} | {r.n} |")
    return "\n".join(out) + "\n"


def commands_page() -> str:
    """Help of every command."""
    out = [
        "# Commands",
        "",
        'Shell completion: `eval "$(_COMITY_COMPLETE=bash_source comity)"` (or `zsh_source`).',
        "",
    ]
    out += ["Exit codes: 0 done; 1 it could not be done, one sentence says why; 2 written wrongly; 3 done in"]
    out += ["part, the receipt names the rest; 130 stopped by Ctrl-C.", ""]
    for name, text in _helps():
        out += [f"## {name}", "", "```text", text.rstrip(), "```", ""]
    return "\n".join(out)


def _helps() -> Iterator[tuple[str, str]]:
    root = click.Context(cli, info_name="comity", max_content_width=100, terminal_width=100)
    yield "comity", cli.get_help(root)
    for name, command in sorted(cli.commands.items()):
        here = click.Context(command, info_name=name, parent=root, max_content_width=100, terminal_width=100)
        yield f"comity {name}", command.get_help(here)


PAGES = {
    "words.md": words_page,
    "sources.md": sources_page,
    "commands.md": commands_page,
    "validity.md": validity_page,
}


def main(check: bool) -> int:
    """Write or check; the number of pages that differ."""
    stale = 0
    for name, write in PAGES.items():
        page, text = DOCS / name, NOTE + write()
        if not page.exists() or page.read_text("utf-8") != text:
            stale += 1
            if check:
                print(f"docs/{name} is not what the code says: run python tools/docs.py", file=sys.stderr)
            else:
                page.write_text(text, "utf-8")
    return stale if check else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
