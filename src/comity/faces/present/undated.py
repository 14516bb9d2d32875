"""Office files without the day on which they were packed: the same content gives the same bytes."""

from __future__ import annotations

import io
import zipfile

NEVER = (1980, 1, 1, 0, 0, 0)
"""The date inside: the earliest that a zip can hold."""


def undated(body: bytes) -> bytes:
    """The same parts, by name, the list of their types first as the format wants it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda x: (x != "[Content_Types].xml", x)):
            new.writestr(zipfile.ZipInfo(name, NEVER), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
