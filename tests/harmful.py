"""Texts made to do harm, as JSON lines that the lake reads."""

from __future__ import annotations

import json
from pathlib import Path

from comity.lake.store import Lake

SCRIPT = "<script>alert('in')</script><img src=x onerror=alert(1)><svg onload=alert(2)>"
SAID = "China and Russia held a joint naval exercise with Iran in the Gulf of Oman on Monday. "
TITLES = (
    SCRIPT,
    '"><script>alert(3)</script>',
    "</title></head><body onload=alert(4)>",
    "x" * 1_900_000,
    "\u202egnissalc\u202c \u2066left\u2069 \u200f\u200e",
    '=HYPERLINK("http://evil.example","click")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "{{ 7 * 7 }}{% raw %}",
    "Z\u0336\u0337a" * 200,
    "\ud83d broken half",
    "\x00\x07\x1b[31mred\x1b[0m",
    "السلام 和平 мир",
)
ADDRESSES = (
    "javascript:alert(5)",
    "data:text/html,<script>alert(6)</script>",
    "//evil.example/x",
    'https://evil.example/"onmouseover=alert(7)',
    "https://example.org/a?b=c",
    "vbscript:x",
    " javascript:alert(8)",
)


def lake(folder: Path) -> Path:
    """A lake that holds them, and beside them lines that are no JSON, no UTF-8, or out of all bounds."""
    lines = [
        json.dumps(
            {
                "id": f"h{i}<b>",
                "date": f"2024-{1 + i % 12:02d}-11",
                "title": title,
                "text": SAID + title[:4000],
                "source": f"<i>{title[:40]}</i>",
                "url": ADDRESSES[i % len(ADDRESSES)],
                "topics": [SCRIPT],
            }
        ).encode()
        for i, title in enumerate(TITLES)
    ]
    huge = json.dumps({"date": "2024-05-01", "title": "t" * 10_000_000, "text": SAID}).encode()
    number = b'{"date": "2024-05-02", "id": 1' + b"0" * 5000 + b', "text": "' + SAID.encode() + b'"}'
    broken = b'{"date": "2024-05-03", "title": "\xff\xfe\xc3", "text": "' + SAID.encode() + b'"}'
    far = json.dumps({"date": "99999-01-01", "text": SAID}).encode()
    path = folder / "harm.jsonl"
    path.write_bytes(b"\n".join([*lines, huge, number, broken, far, b"[" * 100_000, b"not json"]) + b"\n")
    Lake.open(folder / "lake").add([path])
    return folder / "lake"
