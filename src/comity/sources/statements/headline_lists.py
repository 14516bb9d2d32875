"""Dated headlines and opening words of state media: one JSON list per year, in a folder per outlet.

An item has ``t`` (the headline, or the first 120 characters of a message), ``d`` (day), and optionally ``u``
(address), ``s`` (the first 60 characters of the text) and ``cat`` (a topic, not read). If ``r`` is present,
it is the Russian original, and ``t`` and ``s`` are machine translations; then only ``r`` is read. The outlet
follows from the address or else from the folder (``mfa/search/2016.json``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from comity.errors import SourceError
from comity.records.schemas import Reject, content_key
from comity.sources.base import Batch, Register, Sample, SourceFile
from comity.sources.kit.outlets import Outlet, outlet
from comity.sources.texts.documents import DocumentRows
from comity.sources.texts.formats.decode import decode_text
from comity.sources.texts.formats.document import PublishedText

ID = "headline_lists"
MOST_BYTES = 64 << 20
PIECE = 20_000

#: Folder of an outlet in this layout -> its host.
FOLDERS = {
    "1tv": "1tv.ru",
    "kremlin": "kremlin.ru",
    "mfa": "mid.ru",
    "mod": "mil.ru",
    "rt": "rt.com",
    "sputnik": "sputnikglobe.com",
    "tass": "tass.com",
}

_FIRST = re.compile(rb'\s*\[\s*\{\s*"t"\s*:\s*"(?:[^"\\]|\\.)*"\s*,\s*"d"\s*:\s*"\d{4}-\d\d-\d\d"')
#: First line of some texts: the site's menu, followed by the headline again.
_SIDEBAR = "Events\n"


def _recognise(sample: Sample) -> bool:
    return _FIRST.match(sample.head) is not None


def _read(file: SourceFile) -> Iterator[Batch]:
    with file.open() as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise SourceError(f"{file.place} is larger than {MOST_BYTES >> 20} MiB: cut it.")
    try:
        items = json.loads(decode_text(data, file.name))
    except (ValueError, RecursionError) as e:
        raise SourceError(f"{file.place} is no JSON list ({e}): get it again.") from None
    if not isinstance(items, list):
        raise SourceError(f"{file.place} is no list of headlines: get it again.")
    by_folder = _list_folder(file.place)
    rows = DocumentRows(ID, file, ("documents",))
    for row_no, item in enumerate(items, start=1):
        rows.take(_item(row_no, item, by_folder, file.place))
        if rows.row_count == PIECE:
            yield rows.batch()
    yield rows.batch()


def _list_folder(place: str) -> Outlet | None:
    folders = set(PurePosixPath(place.replace("!", "/")).parts)
    hosts = sorted(host for name, host in FOLDERS.items() if name in folders)
    return outlet(None, hosts[0]) if len(hosts) == 1 else None


def _item(row_no: int, item: Any, by_folder: Outlet | None, place: str) -> PublishedText | Reject:
    if not isinstance(item, dict) or not isinstance(item.get("t"), str):
        return Reject(row_no, "text", "the item has no headline", str(item)[:2000])
    given = {k: v for k in ("t", "d", "u", "s", "r") if isinstance(v := item.get(k), str)}
    whose = outlet(given["u"], None) if given.get("u") else by_folder
    if whose is None:
        raise SourceError(
            f"{place} does not tell whose words it holds: keep it in the folder of its outlet "
            f"({', '.join(FOLDERS)})."
        )
    try:
        day = date.fromisoformat(given.get("d", ""))
    except ValueError:
        return Reject(row_no, "date", f"{given.get('d')!r} is no day", given["t"])
    headline = given.get("r") or given["t"]
    text = headline if given.get("r") else _text(headline, given.get("s", ""))
    return PublishedText(
        row_no,
        text,
        day,
        day,
        id=given.get("u") or f"{whose.name}:{content_key(text, str(day))}",
        title=headline.split("\n")[0],
        outlet=whose.owner,
        url=given.get("u", ""),
        language="ru" if given.get("r") else "en",
    ).clean()


def _text(headline: str, opening: str) -> str:
    """Join headline and opening words, without repeated words and without the site's menu."""
    flat = " ".join(headline.split())
    rest = opening.removeprefix(_SIDEBAR) if opening.startswith(_SIDEBAR) else opening
    said = " ".join(rest.split())
    if said.startswith(flat):
        said = said[len(flat) :].strip()
    return headline if not said or flat.startswith(said) else f"{headline}\n\n{said}"


SOURCES = (Register(ID, _recognise, _read),)
