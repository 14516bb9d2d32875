"""Speeches of the General Debate: what is garbled or a fragment is set aside by a stated rule."""

from __future__ import annotations

import io
import tarfile

import pytest
from readers import read, reasons, records

from comity.lake.store import Lake
from comity.sources import registry
from comity.sources.base import Sample

SOURCE = registry.get("ungdc")
SPEECH = (
    "Mr. President, we come together at a time when the world looks for peace, and we have work to do. " * 15
)
GLYPHS = "/0/1 /2/3 /4 /i255 /6/3 /7/8 /4 /i255 /9 /1 /10 /i255 " * 40
RUSSIAN = "Уважаемый господин Председатель, восемьдесят лет назад окончилась самая страшная война. " * 20


def test_a_speech_is_a_document_of_its_state_and_year():
    (d,) = records(read(SOURCE, SPEECH.encode(), "CHN_79_2024.txt"), "documents")
    assert (d["document_id"], d["language"], d["published"].isoformat()) == (
        "UNGDC:CHN:79",
        "en",
        "2024-09-15",
    )
    assert d["known_on"].isoformat() == "2024-10-05", (
        "a speech has no day; it is known when the debate is over"
    )
    (eu,) = records(read(SOURCE, SPEECH.encode(), "EU_79_2024.txt"), "documents")
    assert eu["title"].endswith("EUU")


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("CHN_80_2025.txt", GLYPHS, "garbled: too few letters"),
        ("AUS_80_2025.txt", SPEECH[:120], "fragment"),
    ],
)
def test_what_is_no_speech_is_set_aside(name, text, rule):
    reading = read(SOURCE, text.encode(), name)
    assert (reading.accepted, reading.set_aside) == (0, {rule: 1})


def test_languages_after_the_end_of_the_corpus_are_not_guessed():
    assert records(read(SOURCE, RUSSIAN.encode(), "RUS_80_2025.txt"), "documents")[0]["language"] == "ru"
    assert records(read(SOURCE, SPEECH.encode(), "FRA_80_2025.txt"), "documents")[0]["language"] is None


def test_who_speaks_must_be_known_and_session_and_year_must_agree():
    assert reasons(read(SOURCE, SPEECH.encode(), "QQQ_79_2024.txt")) == [(1, "unknown-state")]
    assert not SOURCE.recognises(Sample("CHN_79_2023.txt", SPEECH.encode()))


def test_speeches_are_read_out_of_a_packed_tar(tmp_path):
    packed = tmp_path / "speeches.tar.gz"
    with tarfile.open(packed, "w:gz") as archive:
        for name, text in (("CHN_79_2024.txt", SPEECH), ("CHN_80_2025.txt", GLYPHS)):
            info = tarfile.TarInfo(f"Session 80 - 2025/{name}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    receipt = Lake.open(tmp_path / "lake").add([packed])
    assert [(x.status, x.accepted, x.set_aside) for x in receipt.lines] == [
        ("added", 1, {}),
        ("added", 0, {"garbled: too few letters": 1}),
    ]
    assert receipt.lines[0].place.endswith("!Session 80 - 2025/CHN_79_2024.txt")


@pytest.mark.parametrize("kind", ["climbs", "link", "cut"])
def test_a_tar_that_is_not_safe_is_not_opened(tmp_path, kind):
    packed = tmp_path / "speeches.tar.gz"
    with tarfile.open(packed, "w:gz") as archive:
        info = tarfile.TarInfo("../CHN_79_2024.txt" if kind == "climbs" else "CHN_79_2024.txt")
        info.size = 0 if kind == "link" else len(SPEECH)
        if kind == "link":
            info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info, None if kind == "link" else io.BytesIO(SPEECH.encode()))
    if kind == "cut":
        packed.write_bytes(packed.read_bytes()[:-30])
    (line,) = Lake.open(tmp_path / "lake").add([packed]).lines
    assert line.status == "damaged"


@pytest.mark.real
def test_the_real_speeches(shared_data):
    counts: dict[str, int] = {}
    with tarfile.open(
        shared_data.parent / "data_2026" / "speeches" / "ungdc_sessions_70_80.tar.gz"
    ) as archive:
        for info in archive:
            if info.isreg() and "_80_2025" in info.name:
                reading = read(SOURCE, archive.extractfile(info).read(), info.name.rpartition("/")[2])
                assert not reading.rejects, info.name
                for rule, n in (reading.set_aside or {"read": 1}).items():
                    counts[rule] = counts.get(rule, 0) + n
    assert sum(counts.values()) == 156
    assert counts["garbled: too few letters"] >= 10
