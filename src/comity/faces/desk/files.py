"""Every file the pages load, held in memory: style sheets, scripts, fonts and the map."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

STYLES = (
    "tokens.css",
    "layout.css",
    "matrix.css",
    "charts.css",
    "parts.css",
    "review.css",
    "pages.css",
    "print.css",
)
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


@cache
def static() -> dict[str, bytes]:
    """Every file the pages load, by name; the style sheets are one file, ``desk.css``."""
    folder = files("comity.faces.desk") / "static"
    found: dict[str, bytes] = {}
    for place in (folder, folder / "fonts"):
        for f in place.iterdir():
            if f.is_file() and any(f.name.endswith(k) for k in KINDS):
                found[f.name] = f.read_bytes()
    found["desk.css"] = b"\n".join(found.pop(name) for name in STYLES)
    return found


@cache
def static_version() -> str:
    """Digits that change with any of these files."""
    told = hashlib.blake2b(digest_size=6)
    for name, body in sorted(static().items()):
        told.update(name.encode() + b"\0" + body)
    return told.hexdigest()
