"""Every file the pages load, held in memory: style sheets, scripts, fonts and the map."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from comity.faces.present import writing

STYLES = (
    "tokens.css",
    "layout.css",
    "charts.css",
    "pictures.css",
    "parts.css",
    "review.css",
    "check.css",
    "pages.css",
    "account.css",
    "print.css",
)
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
EXPLORER = "vega.js"
"""Name under which the desk hands out the library of charts to explore."""


@cache
def static() -> dict[str, bytes]:
    """Every file the pages load, by name; the style sheets are one file, ``desk.css``."""
    folders = (writing.FOLDER, writing.FONTS, files("comity.parts.desk") / "static")
    bodies = {
        f.name: f.read_bytes()
        for folder in folders
        for f in folder.iterdir()
        if f.is_file() and any(f.name.endswith(k) for k in KINDS)
    }
    bodies["desk.css"] = b"\n".join(bodies.pop(name) for name in STYLES)
    return bodies


@cache
def explorer() -> bytes:
    """Vega, Vega-Lite and Vega-Embed in one file, from the package that draws pictures anyway."""
    import vl_convert  # noqa: PLC0415 - large, and few visitors explore

    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")).encode()


@cache
def static_version() -> str:
    """Digits that change with any of these files."""
    digest = hashlib.blake2b(digest_size=6)
    for name, body in sorted(static().items()):
        digest.update(name.encode() + b"\0" + body)
    return digest.hexdigest()
