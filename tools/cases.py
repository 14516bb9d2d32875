"""Run the worked examples and notebooks for users, and write their outputs as pages.

python tools/cases.py            run every notebook of docs/cases and docs/notebooks; stop at the first error
python tools/cases.py --pages F  also write each notebook with its outputs as Markdown into the folder F

One Jupyter kernel runs all notebooks and is reset before each. The lake is empty, so the answers come from
the records in the package. ``mkdocs.yml`` names this file as a hook, so that the documentation has the pages;
no output is stored.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent.parent / "docs"
FOLDERS = ("cases", "notebooks")
#: Maximum time of one cell.
SECONDS = 300


def run() -> Iterator[tuple[str, Any]]:
    """Run each notebook in order, and yield its name (``cases/iran``) and its content with outputs."""
    import nbformat  # noqa: PLC0415 - in the test group, and slow to load
    from jupyter_client.manager import KernelManager  # noqa: PLC0415
    from nbclient import NotebookClient  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as empty:
        kernel = KernelManager(kernel_name="python3", transport="ipc")
        kernel.start_kernel(env={**os.environ, "COMITY_LAKE": f"{empty}/lake"})
        try:
            for path in (p for folder in FOLDERS for p in sorted((DOCS / folder).glob("*.ipynb"))):
                book = nbformat.read(path, 4)  # type: ignore[no-untyped-call]
                book.cells.insert(0, nbformat.v4.new_code_cell("%reset -f"))  # type: ignore[no-untyped-call]
                NotebookClient(book, km=kernel, timeout=SECONDS).execute(reset_kc=True)
                del book.cells[0]
                name = f"{path.parent.name}/{path.stem}"
                check(name, book)
                yield name, book
        finally:
            kernel.shutdown_kernel(now=True)


def check(name: str, book: Any) -> None:
    """Check that every code cell has an output, no error, and nothing that a browser would run.

    Raises
    ------
    ValueError
        When a cell has no output, writes to standard error, or outputs something that a browser would run or
        load.
    """
    for cell in (c for c in book.cells if c.cell_type == "code"):
        shown = [o for o in cell.outputs if o.output_type in ("execute_result", "display_data", "stream")]
        wrong = [o for o in shown if o.get("name") == "stderr"]
        html = "".join(o.data.get("text/html", "") for o in shown if "data" in o)
        if not shown or wrong or "<script" in html or "src=" in html:
            raise ValueError(f"docs/{name}.ipynb: this cell does not show what it should:\n{cell.source}")


def page(name: str, book: Any) -> str:
    """Return a notebook as Markdown, with code in fences and outputs below the code."""
    out = []
    for cell in book.cells:
        if cell.cell_type == "markdown":
            out.append(cell.source)
            continue
        out.append(f"```python\n{cell.source}\n```")
        out += [_output(o) for o in cell.outputs]
    out.insert(
        1, f"[Download this notebook]({name.rpartition('/')[2]}.ipynb) and run it: it needs no network."
    )
    return "\n\n".join(out) + "\n"


def _output(o: Any) -> str:
    if o.output_type == "stream":
        return f"```text\n{o.text.rstrip()}\n```"
    if "text/html" in o.data:
        return str(o.data["text/html"]).replace("\n", " ")
    return f"```text\n{o.data['text/plain']}\n```"


def on_files(files: Any, config: Any) -> Any:
    """Add the pages of the notebooks to the site (a hook of mkdocs)."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - in the docs group

    for name, book in run():
        files.append(File.generated(config, f"{name}.md", content=page(name, book)))
    return files


def main(words: list[str]) -> int:
    """Run all notebooks, and write the pages if a folder is given."""
    folder = Path(words[words.index("--pages") + 1]) if "--pages" in words else None
    for name, book in run():
        print(f"{name}: {sum(c.cell_type == 'code' for c in book.cells)} cells")
        if folder is not None:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / f"{name}.md").write_text(page(name, book), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
