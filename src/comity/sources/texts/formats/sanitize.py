"""Removal of harmful characters from foreign text, without a change of its length.

Some characters can make a screen show another text than the file contains (Boucher and Anderson 2023, "Trojan
Source"): control characters, characters that reverse the writing direction, and invisible tags. Lone
surrogates (half of a UTF-16 character) cannot be stored at all.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # C0 and C1 controls but tab, line feed, carriage return
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, embeddings, overrides and isolates of direction
    "\U000e0000-\U000e007f]"  # tags: invisible letters
)
_HALF = re.compile("[\ud800-\udfff]")


def harmless(text: str) -> str:
    """Replace harmful characters by spaces, and lone surrogates by U+FFFD; keep the length."""
    if text.isascii() and text.isprintable():
        return text
    return _HALF.sub("\ufffd", _CONTROL.sub(" ", text))


def address(url: str) -> str:
    """Return ``url`` if it is an http or https address, else "" (for example for ``javascript:``)."""
    shown = harmless(url).strip()
    try:
        parts = urlsplit(shown)
    except ValueError:
        return ""
    whole = parts.scheme in ("http", "https") and parts.netloc and not re.search(r'[\s"<>]', shown)
    return shown[:2000] if whole else ""
