"""Texts and files made to break a reader, and what may become of them: documents, rejects or a sentence."""

from __future__ import annotations

import gzip
import io
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "sources"))
import pyarrow as pa
from document_layouts import CRAWL, FILES, PAGE, RSS, pdf, warc

from comity.errors import SourceError
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import Coder, Document
from comity.records.rejects import Reject
from comity.records.schemas import ACT
from comity.sources.texts.coding import act_rows, claims_json, read_stream

PIECES = (
    "Russia",
    "China",
    "Chinese",
    "Moscow and Beijing",
    "U.S.",
    "the United States",
    "Xi Jinping",
    "NATO",
    " and ",
    " and " * 40,
    ", ",
    "; ",
    ". ",
    "... ",
    "\n",
    "\n\n",
    "\t",
    " - ",
    " – ",
    '"',
    "“",
    "”",
    "'",
    "(",
    ")",
    "((((",
    "vetoed",
    "vetoes",
    "said that",
    "says",
    "not",
    "did not",
    "will",
    "may",
    "joint",
    "a draft on",
    "Syria",
    "held talks",
    "condemned",
    "sanctions on",
    "the two powers",
    "both",
    "they",
    "in 2017",
    "on 30 February",
    "2017-02-31",
    "since the 1990s",
    "99999-99-99",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200d",
    "\x00",
    "\x1b[31m",
    "\x9b",
    "\ufeff",
    "\ud800",
    "\udfff",
    "\ufffd",
    "\U000e0041",
    "é",
    "e\u0301",
    "\u0301" * 30,
    "Сhina",
    "Ｃｈｉｎａ",
    "中国和俄罗斯",
    "Россия и Китай",
    "روسيا",
    "👩‍👩‍👧‍👦",
    "🇨🇳🇷🇺",
    "a" * 500,
    "A." * 60,
    "U.S." * 30,
    "<b>",
    "</p>",
    "<script>",
    "&lt;",
    "&#x202e;",
    "]]>",
    "<!--",
    "# ",
    "> " * 50,
    "* " * 20,
    "[x](",
    "![",
    "`" * 20,
    "| a | b |",
    "$" * 20,
    "\\" * 20,
    "%s%n",
    "{{",
    "}}",
    "[[",
    "'''",
    "ß",
    "İ",
    "ŉ",
)
"""What texts are built of: what the coder looks for, and what breaks those who look."""

TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
    st.text(max_size=300),
    st.text(alphabet=st.characters(codec=None), max_size=120),
)
NAMES = (
    "x.txt",
    "2017-02-28.md",
    "x.html",
    "x.jsonl",
    "x.xml",
    "x.warc",
    "x.pdf",
    "day.wiki",
    "x",
    "-",
    "x.gz",
)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file: text in some wrapping and encoding, a true file that was hurt, or plain noise."""
    kind = draw(st.integers(0, 4))
    name = draw(st.sampled_from(NAMES))
    if kind == 0:
        return name, draw(st.binary(max_size=400))
    if kind == 1:
        _, whole = draw(st.sampled_from([f for some in FILES.values() for f in some]))
        at = draw(st.integers(0, len(whole)))
        end = draw(st.integers(at, min(len(whole), at + 60)))
        return name, whole[:at] + draw(st.binary(max_size=20)) + whole[end:]
    text = draw(TEXTS)
    encoding = draw(
        st.sampled_from(["utf-8", "utf-16", "cp1251", "latin-1", "gb18030", "shift_jis", "utf-7"])
    )
    data = wrapped(text, draw(st.integers(0, 5))).encode(encoding, "replace")
    return (name, gzip.compress(data, mtime=0)) if kind == 4 else (name, data)


def wrapped(text: str, how: int) -> str:
    """The text as a JSON line, a page, a feed, a day of the portal, or as it is."""
    made = {
        0: lambda: json.dumps({"id": text[:40], "text": text, "date": "2017-02-28", "title": text[:80]}),
        1: lambda: (
            f"<!doctype html><html><head><title>{text[:60]}</title></head><body><p>{text}</p></body></html>"
        ),
        2: lambda: (
            f"<rss version='2.0'><channel><item><title>{text[:60]}</title><description>{text}"
            "</description><pubDate>Sat, 15 Jul 2023 10:00:00 GMT</pubDate></item></channel></rss>"
        ),
        3: lambda: "{{Current events|year=2024|month=05|day=16|content=\n*" + text + "\n**" + text + "}}",
        4: lambda: f"---\ndate: 2024-05-16\n---\n# {text[:30]}\n{text}",
    }
    return made.get(how, lambda: text)()


def nasty() -> Iterator[tuple[str, bytes]]:
    """Files each made for one weakness, of about 100 kB or of a few bytes that want to grow."""
    yield from _pages()
    yield from _packed()
    yield from _texts()


_PAIR = "Russia and China "


def _pages() -> Iterator[tuple[str, bytes]]:
    yield "deep.html", b"<!doctype html><html><body>" + b"<div>" * 18_000 + b"Russia and China veto it."
    yield "unbalanced.html", b"<!doctype html><html><body>" + b"<p>a<b><i>" * 6_000
    yield "lists.html", b"<!doctype html><html><body>" + b"<ul><li>Russia" * 6_000
    yield "tables.html", b"<!doctype html><html><body>" + b"<table><tr><td>" * 6_000
    yield "comments.html", b"<!doctype html><html><body>" + b"<!--" * 25_000
    yield "links.html", b"<!doctype html><html><body><p>" + b"<a href=x>" * 10_000
    yield "attributes.html", b"<!doctype html><html><body " + b"a=1 " * 25_000 + b">x"
    yield "tags.html", b"<!doctype html><html><body>" + b"<b>" * 33_000
    yield "breaks.html", b"<!doctype html><html><body><p>" + b"x<br>" * 20_000
    yield "head.html", b"<!doctype html>" + b"<!-- a --> " * 9_000 + b"<html><body>x"
    yield "meta.html", b"<!doctype html><html><head>" + b"<meta charset " * 7_000


def _packed() -> Iterator[tuple[str, bytes]]:
    bomb = b'<!DOCTYPE r [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(9)
    )
    yield "bomb.xml", bomb + b"]><rss version='2.0'><channel><item><title>&a8;</title></item></channel></rss>"
    yield "outside.xml", b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item>&x;</item></rss>'
    yield "open.xml", b"<rss version='2.0'><channel>" + b"<item><title>Russia" * 5_000
    yield "deep.xml", b"<rss version='2.0'><channel><item><description>" + b"<a>" * 30_000
    yield "escaped.xml", RSS.replace(b"Russia and China", b"&lt;" * 20_000)
    yield "many.xml", RSS.replace(b"<item>", b"<item><category>a</category>" * 3_000, 1)
    yield "cut.warc", CRAWL[: len(CRAWL) // 2]
    yield "lying.warc", CRAWL.replace(b"Content-Length: ", b"Content-Length: 9999")
    yield "zip.warc", warc(("https://x.org", "text/html", PAGE + b" " * 90_000, "2019-01-01T00:00:00Z"))
    yield "heads.warc", b"WARC/1.0\r\n" + b"X: y\r\n" * 15_000
    yield "many.pdf", pdf(*["Russia and China veto it."] * 100)
    yield "cut.pdf", pdf(*["Russia and China"] * 50)[:4_000]
    yield "loop.pdf", pdf("x").replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    yield "huge.pdf", pdf("x").replace(b"/Count 1", b"/Count 999999999")
    yield "bomb.txt.gz", gzip.compress(b"Russia and China. " * 6_000, mtime=0)


def _texts() -> Iterator[tuple[str, bytes]]:
    yield "line.txt", ("x" * 1_000_000).encode()
    yield "words.txt", (_PAIR * 6_000).encode()
    yield "ands.txt", (_PAIR + "and " * 25_000).encode()
    yield "list.txt", ("Russia, China, " * 6_000 + "veto it.").encode()
    yield "quotes.txt", ('"“' * 20_000 + _PAIR + "said " + "”'" * 10_000).encode()
    yield "brackets.txt", ("(" * 40_000 + _PAIR + ")" * 40_000).encode()
    yield "initials.txt", ("U.S. and A. B. C. " * 5_500).encode()
    yield "stops.txt", ("." * 99_000).encode()
    yield "spaces.txt", (_PAIR + " " * 90_000 + "veto it").encode()
    yield "newlines.txt", (_PAIR + "\n" * 90_000 + "veto it").encode()
    yield (
        "wrapped.txt",
        ("Russia and China hold a joint meeting in the far capital and then\n" * 1_500).encode(),
    )
    yield "marks.txt", ("e" + "\u0301" * 40_000).encode()
    yield "overrides.txt", ("\u202e" + _PAIR + "\u2066").encode() * 3_000
    yield "dates.txt", ("in 2017 and since 30 February 1999, on Tuesday, " * 2_000).encode()
    yield "dashes.md", (("- " * 50_000) + "\n" + "=" * 40_000).encode()
    yield "links.md", (("[" * 30_000) + ("](" * 20_000)).encode()
    yield "stars.md", ("**" * 45_000).encode()
    yield "front.md", b"---\n" + b"date: x\n" * 12_000
    yield "deep.jsonl", b'{"text": ' + b"[" * 90_000
    yield "number.jsonl", b'{"text": "x", "id": ' + b"9" * 6_000 + b', "date": "2019-01-01"}'
    yield (
        "half.jsonl",
        b'{"text": "Russia \\ud800 and China veto it.", "date": "2019-01-01", "id": "\\udfff"}',
    )
    yield (
        "keys.jsonl",
        json.dumps({f"k{n}": n for n in range(9_000)} | {"text": _PAIR, "date": "2019"}).encode(),
    )
    yield (
        "stars.wiki",
        b"{{Current events|year=2024|month=05|day=16|content=\n" + (b"*" * 300 + b" a\n") * 300,
    )
    yield "braces.wiki", b"{{Current events|year=2024|month=05|day=16|content=\n*" + b"{{" * 45_000
    yield "links.wiki", b"{{Current events|year=2024|month=05|day=16|content=\n*" + b"[[a|" * 22_000
    yield "page.html", b"<!doctype html><html><!--Portal:Current events/2024-->" + b"<li>x" * 18_000
    yield "mixed.txt", "Россия и Китай".encode("cp1251") * 3_000 + "中国".encode() * 5_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: how many documents and rejects, the sentence it was refused with, its cost."""

    documents: int
    rejects: int
    refused: str
    seconds: float


def put_through(name: str, data: bytes, coder: Coder | None = None) -> Outcome:
    """Read, code and show a file as ``comity read`` and ``comity add`` would.

    Raises
    ------
    AssertionError
        When what comes out breaks a promise: offsets outside the text, control characters, a refusal that
        is no sentence.
    """
    reader, documents, rejects, refused = coder or RuleCoder(), list[Document](), 0, ""
    began = time.process_time()
    try:
        for d in read_stream(io.BytesIO(data), name):
            if isinstance(d, Reject):
                rejects += 1
                assert d.reason
                assert d.detail
            else:
                documents.append(d)
    except SourceError as e:
        refused = str(e)
        assert refused.endswith("."), refused
    coded = [reader.code(d) for d in documents]
    for d, acts in zip(documents, coded, strict=True):
        for shown in (d.text, d.title, d.outlet, d.url, d.id):
            assert not any(ord(c) < 32 and c not in "\t\n\r" for c in shown)
            assert not any(c in "\x7f\x9b\u202a\u202b\u202d\u202e\u2066\u2067\u2068" for c in shown)
            shown.encode()  # no half characters
        assert d.url == "" or d.url.startswith(("http://", "https://"))
        assert all(0 <= a.start < a.end <= len(d.text) for a in acts)
        json.dumps(claims_json(d, acts))
        pa.Table.from_pylist(act_rows(d, acts, 1, "text", ""), schema=ACT)
    return Outcome(len(documents), rejects, refused, time.process_time() - began)


__all__ = ["NAMES", "PIECES", "TEXTS", "Outcome", "files", "nasty", "put_through", "wrapped"]
