"""A spreadsheet of an analyst's own acts, as the template prints it."""

from comity.sources.base import load_packaged
from comity.sources.curated import own_acts

with load_packaged(own_acts.TEMPLATE).open() as _stream:
    FILES: dict[str, list[tuple[str, bytes]]] = {own_acts.ID: [("acts.csv", _stream.read())]}
