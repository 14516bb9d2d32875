"""Small files of documents in every format that is read, made here."""

from __future__ import annotations

import io
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


PAGE = b"""<!doctype html>
<html lang="en"><head><title>Veto on Syria</title>
<meta property="article:published_time" content="2017-02-28T10:00:00Z">
<meta property="og:site_name" content="BBC News"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Veto on Syria</h1>
<p>Russia and China have vetoed a resolution of the Security Council on Syria.</p>
<h2>Reaction</h2>
<p>The two powers &lt;b&gt;said&lt;/b&gt; the draft was harmful.</p></article>
<script>alert("not text")</script></body></html>
"""

MARKDOWN = b"""---
date: 2024-05-16
title: Talks in Beijing
---
# Talks in Beijing

Xi Jinping met Vladimir Putin, who had come for a visit of two days, in
Beijing. **Russia** and [China](http://example.org) signed a statement.

## What was left open
- gas
"""

TEXT = b"China and Russia veto a draft on Syria.\n\nThe vote was held in New York.\n"

RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Xinhua</title><language>en</language>
<item><title>Russia, China hold drill</title>
<description>&lt;p&gt;Russia and China held a joint naval exercise.&lt;/p&gt;</description>
<link>https://example.org/1</link><guid>g1</guid><pubDate>Sat, 15 Jul 2023 10:00:00 GMT</pubDate></item>
<item><title>Nobody knows when</title><description>Talks are held.</description><guid>g2</guid></item>
</channel></rss>
"""

ATOM = b"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Events</title>
<entry><title>Talks</title><id>tag:example.org,2024:1</id><link href="https://example.org/2"/>
<published>2024-05-16T12:00:00+03:00</published><updated>2024-05-18T12:00:00+03:00</updated>
<content type="html">&lt;p&gt;The two presidents held talks.&lt;/p&gt;</content></entry>
</feed>
"""

WIKITEXT = """{{Current events|year=2024|month=05|day=16|content=
<!-- All news items below this line -->
'''International relations'''
*[[China–Russia relations]]
**[[Xi Jinping]] hosts [[Vladimir Putin|Putin]] in Beijing. [https://www.reuters.com/x (Reuters)] \
[https://www.bbc.com/y (BBC News)]
*{{flag|Russia}} and [[China]] hold a naval exercise.<ref>x</ref> [https://tass.com/z (TASS)]
<!-- All news items above this line -->|}}
""".encode()

SHOWN = """<!DOCTYPE html><html><head><title>Portal:Current events/2024 May 16 - Wikipedia</title></head>
<body><div class="vevent"><span class="bday dtstart published">2024-05-16</span>
<p><b>International relations</b></p>
<ul><li><a href="/wiki/x">China–Russia relations</a>
<ul><li><a href="/wiki/Xi">Xi Jinping</a> hosts <a href="/wiki/P">Putin</a> in Beijing.
<a rel="nofollow" class="external text" href="https://www.reuters.com/x">(Reuters)</a></li></ul></li>
<li>Russia and China hold a naval exercise.
<a class="external text" href="https://tass.com/z">(TASS)</a></li></ul></div></body></html>
""".encode()


def pdf(*pages: str, made: str = "D:20190301120000Z") -> bytes:
    """A PDF of one line a page (PDF 1.4, sections 3.4 and 5.3), as small as may be."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, text in enumerate(pages):
        shown = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> "
            f"/MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R >>",
            f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        ]
    objects.append(f"<< /Title (Report) /CreationDate ({made}) >>")
    out, places = b"%PDF-1.4\n", []
    for n, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    size = len(objects) + 1
    trailer = (
        f"trailer\n<< /Size {size} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    )
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def warc(*answers: tuple[str, str, bytes, str]) -> bytes:
    """A crawl of these answers: address, content type, body, moment of fetching (ISO 28500)."""
    out = io.BytesIO()
    for url, kind, body, day in answers:
        http = (
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        )
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: {day}\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        out.write(head.encode() + http + b"\r\n\r\n")
    return out.getvalue()


CRAWL = warc(
    (
        "https://tass.com/a",
        "text/html; charset=windows-1251",
        "<html><body><p>Россия и Китай.</p><p>Russia and China vetoed it.</p></body></html>".encode("cp1251"),
        "2019-09-19T10:00:00Z",
    ),
    ("https://example.org/i.png", "image/png", b"\x89PNG", "2019-09-19T10:00:01Z"),
    ("https://example.org/t", "text/plain", b"China and Russia hold talks.", "2019-09-20T10:00:00Z"),
)

FILES = {
    "text": [
        ("news.jsonl", lines(*NEWS)),
        ("page.html", PAGE),
        ("talks.md", MARKDOWN),
        ("2017-02-28-veto.txt", TEXT),
        ("report.pdf", pdf("China and Russia veto a draft on Syria.", "They hold talks.")),
        ("crawl.warc", CRAWL),
    ],
    "feeds": [("news.xml", RSS), ("events.atom", ATOM)],
    "wikipedia_events": [("current-events-2024-05-16.wiki", WIKITEXT), ("day.html", SHOWN)],
}
