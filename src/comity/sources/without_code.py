"""Sources without code: YAML files with a ``layout`` and no module, of the package and of the user."""

from __future__ import annotations

from importlib import resources

from comity.sources.kit.layout import make_source
from comity.sources.kit.register import Register
from comity.vocabulary.load import own_files


def find_layouts() -> list[str]:
    """Return the ids of these sources."""
    files = {
        f.name: f
        for folder in resources.files("comity.sources").iterdir()
        if folder.is_dir()
        for f in folder.iterdir()
    }
    files |= {f.name: f for f in own_files("sources")}
    return sorted(
        name.removesuffix(".yaml")
        for name, file in files.items()
        if name.endswith(".yaml")
        and name.replace(".yaml", ".py") not in files
        and "\nlayout:\n" in file.read_text("utf-8")
    )


SOURCES: tuple[Register, ...] = tuple(make_source(source_id) for source_id in find_layouts())
