"""Small files of documents, made here."""

from __future__ import annotations

import json

NEWS = [
    {
        "id": "n1",
        "date": "2019-02-28",
        "text": "China and Russia veto a US draft on Venezuela.",
        "outlets": ["A", "B"],
    },
    {
        "id": "n2",
        "date": "2019-03",
        "text": "Talks go on.",
        "topics": ["Europe", "Ukraine"],
        "title": "Talks",
    },
    {"date": "2019-03-01", "text": "没有编号的一条。", "url": "https://example.org/1"},
]


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in rows)


FILES = {"text": [("news.jsonl", lines(*NEWS))]}
