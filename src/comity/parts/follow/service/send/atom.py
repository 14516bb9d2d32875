"""An Atom feed of alerts (RFC 4287) in one file; the same book always gives the same bytes."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

from comity.errors import SendError
from comity.lake.storage import disk
from comity.parts.follow.alerts.book import AlertEntry
from comity.parts.follow.service.send import wording

NAMESPACE = "http://www.w3.org/2005/Atom"
#: Most alerts in the file, the newest ones.
ENTRIES = 200


def text(entries: Sequence[AlertEntry]) -> bytes:
    """Return the Atom feed of these alerts as bytes, newest first."""
    ET.register_namespace("", NAMESPACE)
    feed = ET.Element(f"{{{NAMESPACE}}}feed")
    newest = sorted(entries, key=lambda e: (e.told_at, e.alert.id), reverse=True)[:ENTRIES]
    _put(feed, "id", "urn:comity:alerts")
    _put(feed, "title", "comity: alerts")
    _put(feed, "updated", newest[0].told_at if newest else "1970-01-01T00:00:00Z")
    _put(_put(feed, "author"), "name", "comity")
    for e in newest:
        entry = _put(feed, "entry")
        _put(entry, "id", f"urn:comity:alert:{e.alert.id}")
        _put(entry, "title", _plain(wording.title(e.alert)))
        _put(entry, "updated", e.told_at)
        _put(entry, "published", f"{e.alert.day}T00:00:00Z")
        _put(entry, "category").set("term", e.alert.kind)
        _put(entry, "summary", _plain(e.alert.headline))
        _put(entry, "content", _plain("\n".join(wording.lines(e.alert))))
    ET.indent(feed, " ")
    out: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return out + b"\n"


def write(path: Path, entries: Sequence[AlertEntry]) -> None:
    """Write the Atom feed of alerts, replacing the file.

    Raises
    ------
    SendError
        When the file cannot be written.
    """
    try:
        disk.replace_whole(path, text(entries))
    except OSError as e:
        raise SendError(f"The feed {path} cannot be written ({e.strerror}): choose another place.") from None


def _put(parent: ET.Element, name: str, said: str = "") -> ET.Element:
    out = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    out.text = said or None
    return out


def _plain(said: str) -> str:
    return "".join(c for c in said if c.isprintable() or c == "\n")
