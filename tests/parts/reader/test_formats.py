"""Each format gives its text, its day and its place; what is missing or hostile is said in a sentence."""

from __future__ import annotations

import io
import sys
from datetime import date
from pathlib import Path

import pytest

from comity.errors import MissingExtraError, SourceError
from comity.lake.store import Lake
from comity.records.coded_acts import Document
from comity.records.rejects import Reject
from comity.sources.texts.coding import read_stream
from comity.sources.texts.formats.sanitize import address, harmless

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "sources"))
import document_layouts as made


def read(name: str, data: bytes) -> list[Document]:
    got = list(read_stream(io.BytesIO(data), name))
    return [d for d in got if isinstance(d, Document)]


def test_a_page_gives_its_article_and_the_day_it_states() -> None:
    (d,) = read("page.html", made.PAGE)
    assert "Russia and China have vetoed" in d.text
    assert "not text" not in d.text
    assert "<b>said</b>" in d.text, "what was escaped is text, and stays text"
    assert (d.published, d.title, d.outlet, d.language) == (
        date(2017, 2, 28),
        "Veto on Syria",
        "BBC News",
        "en",
    )


@pytest.mark.parametrize(("name", "data"), [("x.wiki", made.WIKITEXT), ("x.html", made.SHOWN)])
def test_a_day_of_the_portal_is_the_same_as_wikitext_and_as_shown(name: str, data: bytes) -> None:
    first, second = read(name, data)
    assert first.text == "Xi Jinping hosts Putin in Beijing."
    assert first.headings == ("International relations", "China–Russia relations")
    assert first.url == "https://www.reuters.com/x"
    assert second.text == "Russia and China hold a naval exercise."
    assert second.outlet == "TASS"
    assert {first.published, second.published} == {date(2024, 5, 16)}


def test_items_of_feeds_have_their_own_day_in_utc_or_none() -> None:
    one, two = read("x.xml", made.RSS)
    assert one.text == "Russia, China hold drill\n\nRussia and China held a joint naval exercise."
    assert (one.published, two.published) == (date(2023, 7, 15), None)
    (atom,) = read("x.xml", made.ATOM.replace(b"2024-05-16T12", b"2024-05-16T01"))
    assert atom.published == date(2024, 5, 15), "one in the morning at +03:00 is the day before in UTC"


def test_a_crawl_gives_pages_in_their_declared_encoding_dated_by_the_fetching() -> None:
    page, plain = read("x.warc", made.CRAWL)
    assert "Россия и Китай." in page.text
    assert [page.published, plain.published] == [date(2019, 9, 19), date(2019, 9, 20)]
    dated = ("https://x.org", "text/html", made.PAGE, "2019-01-01T00:00:00Z")
    (own,) = read("x.warc", made.warc(dated))
    assert own.published == date(2017, 2, 28)


def test_pdf_is_dated_by_its_name_before_its_making() -> None:
    data = made.pdf("China and Russia veto it.")
    assert read("x.pdf", data)[0].published == date(2019, 3, 1)
    assert read("2017-02-28 x.pdf", data)[0].published == date(2017, 2, 28)
    assert read("x.pdf", made.pdf("A.", "B."))[0].text == "A.\n\nB."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_encodings_are_told_apart(encoding: str) -> None:
    text = "Россия и Китай наложили вето на проект резолюции по Сирии в Совете Безопасности. " * 4
    assert read("x.txt", text.encode(encoding))[0].text == text


@pytest.mark.parametrize(
    ("module", "name", "data"),
    [
        ("trafilatura", "page.html", made.PAGE),
        ("pypdf", "x.pdf", made.pdf("x")),
        ("feedparser", "x.xml", made.RSS),
        ("warcio", "x.warc", made.CRAWL),
    ],
)
def test_a_missing_extra_is_a_named_gap(
    module: str, name: str, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'comity\[documents\]'"):
        read(name, data)
    (tmp_path / name).write_bytes(data)
    (tmp_path / "2017-02-28.txt").write_bytes(made.TEXT)
    receipt = Lake.open(tmp_path / "lake").add([tmp_path / name, tmp_path / "2017-02-28.txt"])
    assert [x.status for x in receipt.lines] == ["skipped", "added"]
    assert "comity[documents]" in receipt.lines[0].reason


def test_an_undated_text_is_left_out_and_taken_once_its_name_tells_the_day(tmp_path: Path) -> None:
    lake = Lake.open(tmp_path / "lake")
    (tmp_path / "veto.txt").write_bytes(made.TEXT)
    (line,) = lake.add([tmp_path / "veto.txt"]).lines
    assert "does not say when it was published" in line.reason
    (tmp_path / "veto.txt").rename(tmp_path / "2017-02-28-veto.txt")
    receipt = lake.add([tmp_path / "2017-02-28-veto.txt"])
    assert [x.status for x in receipt.lines] == ["added"]
    assert lake.view().table("documents")["published"].to_pylist() == [date(2017, 2, 28)]


def test_a_feed_that_declares_entities_is_not_opened() -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "ha">]><rss version="2.0"><channel><item/></channel></rss>'
    with pytest.raises(SourceError, match="declares entities"):
        read("x.xml", bomb)


def test_harmless_keeps_length_and_takes_what_misleads() -> None:
    text = "a\u202eb\x00c\x9bd\ud800e\U000e0041f\tg\n"
    assert harmless(text) == "a b c d\ufffde f\tg\n"
    assert len(harmless(text)) == len(text)
    assert address("javascript:alert(1)") == address("data:text/html,x") == address("http://[x") == ""
    assert address(" https://example.org/a?b=c ") == "https://example.org/a?b=c"


def test_a_crawl_that_breaks_off_gives_what_came_before() -> None:
    got = list(read_stream(io.BytesIO(made.CRAWL[:-30]), "x.warc"))
    assert sum(isinstance(g, Document) for g in got) >= 1
    assert all(g.detail for g in got if isinstance(g, Reject))
