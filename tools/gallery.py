"""Write the gallery page: what comity reports on every place, from the records in the package alone.

``mkdocs.yml`` names this file as a hook. The page is made when the documentation is built, and is not stored.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from comity import Watch
from comity.vocabulary import hotspots

HEAD = """\
# Gallery

The account of every place for China and Russia, made by rule from what the package ships: what they do
there, how much of it is on record, every act on a line of time, and one phase after another. Nobody wrote
these sentences. `comity watch CHN-RUS PLACE` prints the rest of each, and so for any other pair."""


def page() -> str:
    """Return the gallery as Markdown, including the pictures."""
    out = [HEAD]
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch("CHN", "RUS", lake=f"{folder}/lake")
        for place in hotspots.watched():
            account = watch.account(place.id)
            picture = str(account.timeline()._repr_mimebundle_()["text/html"]).replace("\n", " ")
            heading = " ".join(s.text for s in account.heading)
            phases = "\n".join(f"- *{p.title}.* {p.sentence.text}" for p in account.phases)
            case = f"[The worked case](cases/{place.id}.md)"
            out += [f"## {place.name}", f"**{heading}**", picture, phases, case]
    return "\n\n".join(out) + "\n"


def on_files(files: Any, config: Any) -> Any:
    """Add the page to the site (a hook of mkdocs)."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - in the docs group

    files.append(File.generated(config, "gallery.md", content=page()))
    return files


if __name__ == "__main__":
    Path("gallery.md").write_text(page(), "utf-8")
