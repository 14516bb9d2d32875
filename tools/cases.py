"""Run the worked cases and the notebooks on data of one's own, and write what they show as pages.

python tools/cases.py            run every notebook of docs/cases and docs/notebooks; the first fault stops it
python tools/cases.py --pages F  and write each as Markdown with its outputs into the folder F

One kernel runs them all, emptied before each, on a lake that is not there: they answer from the chronicle.
``mkdocs.yml`` names this file as a hook, so that the site has the pages; nothing that was computed is kept.
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
SECONDS = 300
"""Longest that one cell may take."""


def run() -> Iterator[tuple[str, Any]]:
    """Name (``cases/iran``) and executed notebook of each, in order."""
    import nbformat  # noqa: PLC0415 - of the test group, and slow to load
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
    """Hold every cell of code to what a case promises: it shows something, and nothing that runs.

    Raises
    ------
    ValueError
        When a cell shows nothing, writes to standard error, or shows what a browser would run or load.
    """
    for cell in (c for c in book.cells if c.cell_type == "code"):
        shown = [o for o in cell.outputs if o.output_type in ("execute_result", "display_data", "stream")]
        wrong = [o for o in shown if o.get("name") == "stderr"]
        html = "".join(o.data.get("text/html", "") for o in shown if "data" in o)
        if not shown or wrong or "<script" in html or "src=" in html:
            raise ValueError(f"docs/{name}.ipynb: this cell does not show what it should:\n{cell.source}")


def page(name: str, book: Any) -> str:
    """Return a case as Markdown: text as it stands, code in fences, outputs below it."""
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
    from mkdocs.structure.files import File  # noqa: PLC0415 - of the docs group

    for name, book in run():
        files.append(File.generated(config, f"{name}.md", content=page(name, book)))
    return files


def main(words: list[str]) -> int:
    """Run all, and write the pages where a folder is named."""
    folder = Path(words[words.index("--pages") + 1]) if "--pages" in words else None
    for name, book in run():
        print(f"{name}: {sum(c.cell_type == 'code' for c in book.cells)} cells")
        if folder is not None:
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / f"{name}.md").write_text(page(name, book), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
