"""The page that checks a text: pasted or uploaded, shown or taken away, bounded, and never run."""

from __future__ import annotations

import io
import json
import re
import statistics
import threading
import time
import zipfile
import zlib
from typing import Any

import pytest
from starlette.testclient import TestClient

from comity.parts.check import source

TEXT = "On 28 February 2019 Russia and China vetoed a US draft on Venezuela. They may part one day."
OWN = {"Origin": "http://127.0.0.1:8470"}


def send(desk: TestClient, fields: dict[str, str], files: Any = None) -> Any:
    """Send the form with the token that its page has."""
    token = re.search(r'name="token" value="([^"]+)"', desk.get("/check/CHN-RUS").text)
    assert token
    data = {**fields, "token": token[1]}
    return desk.post("/check/CHN-RUS", data=data, files=files, headers=OWN)


def test_the_form_is_there(desk: TestClient) -> None:
    page = desk.get("/check/CHN-RUS")
    assert page.status_code == 200
    assert 'enctype="multipart/form-data"' in page.text


def test_a_pasted_text_is_marked(desk: TestClient) -> None:
    page = send(desk, {"text": TEXT})
    assert page.status_code == 200
    assert "28 February 2019" in page.text
    assert "on record" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert 'id="s2"' in page.text


def test_accepted_records_become_footnotes(desk: TestClient) -> None:
    page = send(desk, {"text": TEXT}).text
    accepted = re.search(r'name="accept" value="(1 [^"]+)"', page)
    assert accepted
    draft = send(desk, {"text": TEXT, "kind": "footnotes", "accept": accepted[1]}).text
    assert "Venezuela.[^1] They may part one day." in draft
    assert "[^1]" not in send(desk, {"text": TEXT, "kind": "footnotes"}).text


def test_a_text_is_not_lost_on_an_error(desk: TestClient) -> None:
    page = send(desk, {"text": TEXT, "published": "yesterday"})
    assert page.status_code == 400
    assert "is no day" in page.text
    assert "US draft on Venezuela" in page.text


def test_what_was_known_on_a_day(desk: TestClient) -> None:
    page = send(desk, {"text": TEXT, "as_of": "2019-02-01"})
    assert "S/2019/186" not in page.text


def test_an_uploaded_file_and_its_answer_as_word(desk: TestClient) -> None:
    files = {"file": ("essay.md", f"# Essay\n\n{TEXT}".encode())}
    answer = send(desk, {"kind": "docx"}, files)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert "word/comments.xml" in book.namelist()
    answer = send(desk, {"kind": "json"}, files)
    assert [c["mark"] for c in json.loads(answer.text)["claims"]][-2:] == ["on record", "no claim"]


def test_a_text_is_shown_and_not_run(desk: TestClient) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }} China met Russia on 1 April 2019. " + TEXT
    page = send(desk, {"text": hostile}).text
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


def test_too_much_or_nothing_is_refused(desk: TestClient) -> None:
    assert send(desk, {"text": ""}).status_code == 400
    long = "China met Russia. " * 500
    assert send(desk, {"text": long}).status_code == 400
    assert send(desk, {"text": "a" * 1_100_000}).status_code == 413
    assert send(desk, {"text": TEXT, "kind": "exe"}).status_code == 400


def test_another_site_cannot_use_it(desk: TestClient) -> None:
    answer = desk.post("/check/CHN-RUS", data={"text": TEXT}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403


def slow_pdf() -> bytes:
    """A PDF of a few kilobytes with 1,500,000 text operators on its page."""
    content = zlib.compress(b"BT /F1 12 Tf " + b"(a) Tj " * 1_500_000 + b"ET", 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(content), content),
    ]
    return (
        b"%PDF-1.4\n"
        + b"".join(b"%d 0 obj%s endobj\n" % (n, o) for n, o in enumerate(objects, 1))
        + (b"trailer<</Root 1 0 R>>\n%%EOF")
    )


def test_a_file_that_takes_long_keeps_out_who_uploads_and_nobody_else(
    desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send(desk, {"text": TEXT}).status_code == 200
    monkeypatch.setattr(source, "UPLOADED", source.UPLOADED._replace(seconds=5.0))
    answers = list[int]()
    files = {"file": ("slow.pdf", slow_pdf())}
    threads = [
        threading.Thread(target=lambda: answers.append(send(desk, {}, files).status_code)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    waits = []
    while any(t.is_alive() for t in threads):
        began = time.monotonic()
        assert desk.get("/version").status_code == 200
        waits.append(time.monotonic() - began)
        time.sleep(0.05)
    assert sorted(answers) == [400, 400, 503, 503]
    assert statistics.median(waits) < 1.0, "the reader of the file holds up nobody"
    monkeypatch.undo()
    assert send(desk, {"text": TEXT}).status_code == 200


def test_a_form_without_its_token_is_refused_unread(
    desk: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "read_apart", lambda *_: pytest.fail("read"))
    for token in ("", "guess", "é"):
        answer = desk.post("/check/CHN-RUS", data={"text": TEXT, "token": token}, headers=OWN)
        assert answer.status_code == 403
