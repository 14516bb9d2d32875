"""Files that pages load, held in memory: style sheets, scripts, fonts and the map."""

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
#: File name of the library for interactive charts.
EXPLORER = "vega.js"


@cache
def static() -> dict[str, bytes]:
    """Return all files that pages load, by name; the style sheets become one file, ``desk.css``."""
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
    """Return Vega, Vega-Lite and Vega-Embed as one script, from the package that also draws charts."""
    import vl_convert  # noqa: PLC0415 - large, and few visitors open the explorer

    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")).encode()


@cache
def static_version() -> str:
    """Return a hash over all files that pages load."""
    digest = hashlib.blake2b(digest_size=6)
    for name, body in sorted(static().items()):
        digest.update(name.encode() + b"\0" + body)
    return digest.hexdigest()
