"""The page that checks a text: pasted or uploaded, shown or taken away, bounded, and never run."""

from __future__ import annotations

import io
import json
import zipfile

from starlette.testclient import TestClient

TEXT = "On 28 February 2019 Russia and China vetoed a US draft on Venezuela. They may part one day."
OWN = {"Origin": "http://127.0.0.1:8470"}


def test_the_form_is_there(desk: TestClient) -> None:
    page = desk.get("/check/CHN-RUS")
    assert page.status_code == 200
    assert 'enctype="multipart/form-data"' in page.text


def test_a_pasted_text_is_marked(desk: TestClient) -> None:
    page = desk.post("/check/CHN-RUS", data={"text": TEXT}, headers=OWN)
    assert page.status_code == 200
    assert "28 February 2019" in page.text
    assert "on record" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert 'id="s2"' in page.text


def test_what_was_known_on_a_day(desk: TestClient) -> None:
    page = desk.post("/check/CHN-RUS", data={"text": TEXT, "as_of": "2019-02-01"}, headers=OWN)
    assert "S/2019/186" not in page.text


def test_an_uploaded_file_and_its_answer_as_word(desk: TestClient) -> None:
    files = {"file": ("essay.md", f"# Essay\n\n{TEXT}".encode())}
    answer = desk.post("/check/CHN-RUS", data={"kind": "docx"}, files=files, headers=OWN)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        assert "word/comments.xml" in book.namelist()
    answer = desk.post("/check/CHN-RUS", data={"kind": "json"}, files=files, headers=OWN)
    assert [c["mark"] for c in json.loads(answer.text)["claims"]][-2:] == ["on record", "no claim"]


def test_a_text_is_shown_and_not_run(desk: TestClient) -> None:
    hostile = "<script>alert(1)</script> {{ 7*7 }} China met Russia on 1 April 2019. " + TEXT
    page = desk.post("/check/CHN-RUS", data={"text": hostile}, headers=OWN).text
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


def test_too_much_or_nothing_is_refused(desk: TestClient) -> None:
    assert desk.post("/check/CHN-RUS", data={"text": ""}, headers=OWN).status_code == 400
    long = "China met Russia. " * 500
    assert desk.post("/check/CHN-RUS", data={"text": long}, headers=OWN).status_code == 400
    assert desk.post("/check/CHN-RUS", data={"text": "a" * 1_100_000}, headers=OWN).status_code == 413
    assert desk.post("/check/CHN-RUS", data={"text": TEXT, "kind": "exe"}, headers=OWN).status_code == 400


def test_another_site_cannot_use_it(desk: TestClient) -> None:
    answer = desk.post("/check/CHN-RUS", data={"text": TEXT}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403
