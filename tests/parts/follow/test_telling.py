"""Ways of telling: an Atom file, signed requests, mail to a real server here, health through real doors."""

from __future__ import annotations

import hashlib
import hmac
import json
import socketserver
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_string
from pathlib import Path
from xml.etree import ElementTree

import lying_server as liar
import pytest
from test_book import NOW, alert

from comity.errors import QuestionError, SendError, VocabularyError
from comity.lake.store import Lake
from comity.parts.follow import state as notes
from comity.parts.follow.alerts.book import Book
from comity.parts.follow.alerts.wanted import Wanted
from comity.parts.follow.service import health_server
from comity.parts.follow.service.send import atom, channels, mail, webhook, wording
from comity.parts.follow.service.send.deliver import deliver
from comity.parts.follow.state import FeedState, FollowState

HOOK = channels.Webhook("hook", "https://hook.example.org/in", "COMITY_TEST_SECRET")
ODD = alert(headline="A <b>bold</b>\x1b[31m claim & more", records=tuple(f"icews:{n}" for n in range(9)))


def test_the_feed_is_one_that_readers_know_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.tell([ODD, alert("2019-03-28")], NOW)
    entries = list(book.entries.values())
    atom.write(tmp_path / "a.xml", entries)
    first = (tmp_path / "a.xml").read_bytes()
    atom.write(tmp_path / "a.xml", entries[::-1])
    assert (tmp_path / "a.xml").read_bytes() == first
    root = ElementTree.fromstring(first)
    assert [e.tag.rsplit("}", 1)[-1] for e in root][:4] == ["id", "title", "updated", "author"]
    assert len(root.findall("{*}entry")) == 2
    feedparser = pytest.importorskip("feedparser")
    read = feedparser.parse(first)
    assert not read.bozo
    assert {e.id for e in read.entries} == {f"urn:comity:alert:{i}" for i in book.entries}
    with pytest.raises(SendError, match="cannot be written"):
        atom.write(tmp_path / "no" / "folder.xml", entries)


class Heard(liar.Call):
    """Keeps what is posted, and answers as it is told to."""

    def do_POST(self) -> None:  # noqa: N802 - the library's word
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.publisher.asked.append((body, dict(self.headers)))  # type: ignore[attr-defined]
        code = self.server.publisher.codes.pop(0) if self.server.publisher.codes else 204  # type: ignore[attr-defined]
        self.send_response(code)
        self.send_header("Content-Length", "0")
        self.end_headers()


@contextmanager
def receiver(*codes: int) -> Iterator[liar.Publisher]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Heard) as server:
        server.daemon_threads = True
        told = liar.Publisher(server.server_address[1])
        told.codes = list(codes)  # type: ignore[attr-defined]
        server.publisher = told  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield told
        server.shutdown()


def test_a_request_is_signed_over_its_time_and_its_body(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as told:
        with pytest.raises(SendError, match="set the variable COMITY_TEST_SECRET"):
            webhook.send(HOOK, ODD, NOW, liar.Wire(told.port))
        monkeypatch.setenv("COMITY_TEST_SECRET", "key")
        webhook.send(HOOK, ODD, NOW, liar.Wire(told.port))
    ((body, headers),) = told.asked
    signed = hmac.new(b"key", f"{int(NOW.timestamp())}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Comity-Signature"] == f"sha256={signed}"
    assert headers["X-Comity-Id"] == json.loads(body)["id"] == ODD.id
    assert json.loads(body)["records"] == list(ODD.records)


def test_what_a_receiver_does_not_take_waits_and_is_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMITY_TEST_SECRET", "key")
    book = Book(tmp_path)
    book.tell([alert(), alert("2019-03-01")], NOW)
    w, said = Wanted("w", "CHN-RUS", 1.0, tell=("terminal", "hook", "news")), list[str]()
    ways = {"hook": HOOK, "news": channels.Atom("news", "a.xml")}
    with receiver(204, 503) as told:
        wire = liar.Wire(told.port)
        failed = deliver(book, [w], ways, tmp_path, NOW, lambda a: said.append(a.id), wire)
        assert "503" in failed["hook"]
        assert len(book.waiting("hook", ["w"])) == 1
        again = deliver(book, [w], ways, tmp_path, NOW, lambda a: said.append(a.id), liar.Wire(told.port))
        assert again == {}
        assert deliver(book, [w], ways, tmp_path, NOW, lambda a: said.append(a.id), wire) == {}
    assert [json.loads(b)["day"] for b, _ in told.asked] == ["2019-01-26", "2019-03-01", "2019-03-01"]
    assert said == list(book.entries), "each told once on the terminal"
    assert (tmp_path / "a.xml").is_file()


class Post(socketserver.StreamRequestHandler):
    """A mail server as small as SMTP allows (RFC 5321)."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                text = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    text += part
                self.server.got.append(text.decode())  # type: ignore[attr-defined]
                self.wfile.write(b"250 taken\r\n")
            elif verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 fine\r\n")


def test_mail_reaches_a_server_and_cannot_be_bent_by_a_headline(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.tell([replace(ODD, headline="x\r\nBcc: all@example.org\r\n\r\n.")], NOW)
    (entry,) = book.entries.values()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        server.got = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        port = server.server_address[1]
        post = channels.Mail("post", "127.0.0.1", "comity@example.org", ("anna@example.org",), port)
        mail.send(post, entry)
        server.shutdown()
    read = message_from_string(server.got[0])  # type: ignore[attr-defined]
    assert read["Message-ID"] == f"<{ODD.id}@comity>"
    assert read["To"] == "anna@example.org"
    assert read["Bcc"] is None
    assert "icews:0" in read.get_payload()
    with pytest.raises(SendError, match="did not take it"):
        mail.send(replace(post, port=liar.closed_port()), entry)


def test_channels_are_data_and_a_wrong_one_is_named() -> None:
    for row, told in (
        ("{name: a, kind: pigeon}", "pigeon"),
        ("{name: a, kind: atom}", "file"),
        ("{name: terminal, kind: atom, file: a.xml}", "another channel"),
        ("{name: a, kind: webhook, address: 'http://example.org/', secret: S}", "https"),
        ("{name: a, kind: webhook, address: 'https://example.org/', secret: ''}", "secret"),
        ("{name: a, kind: mail, host: h, sender: nobody, to: [a@b.c]}", "no address"),
        ("{name: a, kind: mail, host: h, sender: a@b.c, to: []}", "empty"),
    ):
        with pytest.raises(VocabularyError, match=told):
            channels.parse(f"channels: [{row}]", "watches.yaml")
    assert channels.parse("watches: []", "watches.yaml") == {}


def test_words_of_an_alert_say_why(tmp_path: Path) -> None:
    said = list(wording.lines(ODD))
    assert said[0].startswith("2019-01-26  China–Russia, Venezuela: stepping up")
    assert "and 4 more" in said[-1] or "icews:4" in said[-1]


def test_health_is_told_on_this_machine_and_metrics_can_be_read(tmp_path: Path) -> None:
    lake, now = Lake.open(tmp_path), datetime(2019, 2, 1, 12, tzinfo=UTC)
    note = FollowState({"gdelt2": FeedState(next_at=notes.stamp(now), newest="20190201114500", files=7)})
    note.beat_at = notes.stamp(now)
    notes.write(lake.root, note)
    Book(lake.root).tell([alert()], NOW)
    moments = [now]
    with health_server.opened(lake, 0, lambda: moments[-1]) as port:

        def get(path: str) -> tuple[int, str]:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                    return answer.status, answer.read().decode()
            except urllib.error.HTTPError as e:
                return e.code, e.read().decode()

        code, text = get("/health.json")
        assert (code, json.loads(text)["state"]) == (200, "ok")
        assert json.loads(text)["alerts"] == {"told": 1, "not_seen": 1, "by_kind": {"stepping-up": 1}}
        code, text = get("/metrics")
        assert 'comity_feed_files{source="gdelt2"} 7.0' in text
        assert 'comity_state{state="ok"} 1.0' in text
        assert 'comity_feed_lag_seconds{source="gdelt2"} 900.0' in text
        assert get("/else")[0] == 404
        moments.append(now + timedelta(hours=2))
        code, text = get("/health.json")
        assert (code, json.loads(text)["state"]) == (503, "stopped")
        with pytest.raises(QuestionError, match="--port"), health_server.opened(lake, port, lambda: now):
            pass
