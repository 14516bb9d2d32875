"""What is wanted of a source: lists of each kind, days, the shipped addresses, and the commands."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from functools import partial
from pathlib import Path
from unittest import mock

import lying_server as liar
import pytest
from gdelt_rows import day_file
from lying_server import Publisher

from comity.errors import MissingExtraError, QuestionError, UnknownNameError, VocabularyError
from comity.faces.cli import main
from comity.lake.store import Lake
from comity.parts.follow.acquire import addresses as shipped
from comity.parts.follow.acquire import get as getting
from comity.parts.follow.acquire import plan as planning
from comity.parts.follow.acquire.addresses import Addresses, AddressGroup, parse
from comity.parts.follow.acquire.plan import Plan, Window
from comity.sources import registry

HOST = "data.example.org"
OPEN = Window()


@pytest.fixture
def server() -> Iterator[Publisher]:
    with liar.publisher() as p:
        yield p


def planned(part: AddressGroup, text: bytes, window: Window = OPEN) -> Plan:
    out = Plan()
    planning.add_listing(part, io.BytesIO(text), window, out)
    return out


def names(plan: Plan) -> list[str]:
    return [w.name for w in plan.wanted]


GDELT2 = shipped.addresses("gdelt2").parts[0]
GDELT1 = shipped.addresses("gdelt1").parts[0]
MD5 = "0123456789abcdef0123456789abcdef"


def test_the_master_list_of_gdelt_2() -> None:
    root = "http://data.gdeltproject.org/gdeltv2"
    kinds = ("export.CSV", "mentions.CSV", "gkg.csv")
    stamps = ("20190219234500", "20190220000000", "20190220001500", "20190221000000")
    text = "\n".join(f"{n} {MD5} {root}/{s}.{k}.zip" for n, s in enumerate(stamps) for k in kinds)
    plan = planned(GDELT2, text.encode(), Window(date(2019, 2, 20), date(2019, 2, 20)))
    assert names(plan) == ["20190220000000.export.CSV.zip", "20190220001500.export.CSV.zip"]
    assert [(w.size, w.checksum) for w in plan.wanted] == [(1, f"md5:{MD5}"), (2, f"md5:{MD5}")]
    assert plan.unread == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2005, 12, 31), date(2006, 1, 1), ["2005.zip", "200601.zip"]),
        (date(2013, 3, 31), date(2013, 4, 1), ["201303.zip", "20130401.export.CSV.zip"]),
        (date(2013, 4, 2), None, []),
        (None, date(2005, 1, 1), ["2005.zip"]),
    ],
)
def test_the_checksums_of_gdelt_1(first: date | None, last: date | None, expected: list[str]) -> None:
    listed = (
        "GDELT.MASTERREDUCEDV2.1979-2013.zip",
        "2005.zip",
        "200601.zip",
        "201303.zip",
        "20130401.export.CSV.zip",
    )
    text = "".join(f"{MD5}  {n}\n" for n in listed).encode()
    plan = planned(GDELT1, text, Window(first, last))
    assert names(plan) == expected
    assert all(w.address == f"http://data.gdeltproject.org/events/{w.name}" for w in plan.wanted)


def dataverse(*files: dict[str, object]) -> bytes:
    return json.dumps({"status": "OK", "data": list(files)}).encode()


def test_the_files_of_a_dataverse() -> None:
    part = shipped.addresses("icews").parts[1]
    text = dataverse(
        {"label": "20190101-icews-events.zip", "dataFile": {"id": 7, "filesize": 99, "md5": MD5}},
        {
            "label": "20190102-icews-events.tab",
            "dataFile": {
                "id": 8,
                "filesize": 99,
                "originalFileFormat": "text/csv",
                "originalFileSize": 77,
                "originalFileName": "20190102-icews-events.csv",
                "checksum": {"type": "SHA-1", "value": "ABC"},
            },
        },
        {"label": "20180101-icews-events.zip", "dataFile": {"id": 9}},
        {"label": "readme.txt", "dataFile": {"id": 10}},
        {"label": "no file"},
        {"label": "../../20190103-icews-events", "dataFile": {"id": "x"}},
    )
    plan = planned(part, text, Window(date(2019, 1, 1)))
    assert [(w.address, w.name, w.size, w.checksum) for w in plan.wanted] == [
        (
            "https://dataverse.harvard.edu/api/access/datafile/7",
            "20190101-icews-events.zip",
            99,
            f"md5:{MD5}",
        ),
        (
            "https://dataverse.harvard.edu/api/access/datafile/8?format=original",
            "20190102-icews-events.csv",
            77,
            "sha1:abc",
        ),
    ]
    assert [u.what for u in plan.unread] == ["entry 5", "entry 6"]


def test_the_names_of_polecat() -> None:
    part = shipped.addresses("polecat").parts[0]
    held = (
        "ngecEvents.DV.2018.txt.zip",
        "ngecEventsDV-2022.txt.zip",
        "ngecEventsDV-2023-01.txt",
        "ngecEvents.20230103111842.Release603.DV.txt.zip",
        "codebook.pdf",
    )
    text = dataverse(*({"label": n, "dataFile": {"id": i}} for i, n in enumerate(held)))
    assert names(planned(part, text)) == list(held[:4])
    assert names(planned(part, text, Window(date(2023, 1, 2), date(2023, 1, 5)))) == list(held[2:4])
    assert names(planned(part, text, Window(date(2022, 7, 1), date(2022, 7, 1)))) == [held[1]]


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "..", "", "a\nb", "\u202etxt", "\ud800", "é" * 150])
def test_what_is_no_name_for_a_file(name: str) -> None:
    part = AddressGroup("dataverse", f"http://{HOST}/api", take="")
    plan = planned(part, dataverse({"label": name, "dataFile": {"id": 1}}))
    assert plan.wanted == []
    assert [u.why for u in plan.unread] == ["It is no name for a file."]


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"data": 3}', b'{"data": null}', b"\xff"])
def test_what_is_no_dataverse(text: bytes) -> None:
    plan = planned(shipped.addresses("icews").parts[0], text)
    assert plan.wanted == []
    assert plan.unread[0].why == "It is not a Dataverse's list of files."


def test_a_file_replaced_in_a_dataverse_is_the_next_version_of_the_same(
    server: Publisher, tmp_path: Path
) -> None:
    part = AddressGroup("dataverse", f"http://{HOST}/api/x", take="^a")
    source = Addresses("toy", "Toy", (HOST,), 0.0, 8, (part,), "no")
    server.at("/api/x", *(liar.plain(dataverse({"label": "a.csv", "dataFile": {"id": n}})) for n in (1, 2)))
    server.at("/api/access/datafile/1", liar.honest(b"a\n1\n"))
    server.at("/api/access/datafile/2", liar.honest(b"a\n2\n"))
    means, _, _ = liar.means(server.port)
    lake = Lake.open(tmp_path / "lake")
    got = [getting.get(lake, source, OPEN, means).lines[0].status for _ in range(2)]
    assert got == ["new", "corrected"]
    assert "if-none-match" not in server.headers("/api/access/datafile/2")[0], "a mark of another address"


def test_links_of_a_page() -> None:
    part = AddressGroup("links", f"http://{HOST}/set/page", take=r"/set/[^/?]*_votes\.csv", holds="ms_code")
    text = b"""<html><a href="/about">x</a>
    <a class='k' href='/set/2025_9_votes.csv?ln=en&amp;v=1'>
    <a href="/set/2025_9_votes.csv?ln=en&amp;v=1"> <a href="http://[bad">"""
    plan = planned(part, text)
    (w,) = plan.wanted
    assert w.address == f"http://{HOST}/set/2025_9_votes.csv?ln=en&v=1"
    assert (w.name, w.holds) == ("2025_9_votes.csv", "ms_code")
    later = planned(part, text.replace(b"2025_9", b"2026_2")).wanted[0]
    assert later.thing == w.thing, "the next issue of the same list, under another name"
    assert [u.why for u in plan.unread] == ["It is no address."]


def test_a_page_a_day() -> None:
    part = shipped.addresses("wikipedia_events").parts[0]
    plan = Plan()
    planning.add_days(part, Window(date(2019, 2, 27), date(2030, 1, 1)), date(2019, 3, 1), plan)
    assert names(plan) == [f"current-events-2019-{d}.wiki" for d in ("02-27", "02-28", "03-01")]
    assert "Portal:Current_events/2019_February_28&" in plan.wanted[1].address
    plan = Plan()
    planning.add_days(part, Window(date(1990, 1, 1), date(2006, 1, 2)), date(2019, 3, 1), plan)
    assert len(plan.wanted) == 2, "the portal begins in 2006"
    plan = Plan()
    planning.add_days(part, Window(date(2020, 1, 1)), date(2019, 3, 1), plan)
    assert plan.wanted == []


def test_the_question_must_make_sense() -> None:
    with pytest.raises(QuestionError, match="--from"):
        planning.check(shipped.addresses("gdelt2"), OPEN)
    with pytest.raises(QuestionError, match="exchange them"):
        planning.check(shipped.addresses("icews"), Window(date(2020, 1, 1), date(2019, 1, 1)))
    with pytest.raises(QuestionError, match="its card says: Take"):
        shipped.addresses("dcad")
    with pytest.raises(QuestionError, match=r"by hand from .*4060887.*4055387"):
        shipped.addresses("undl_votes")
    with pytest.raises(UnknownNameError, match="did you mean gdelt2"):
        shipped.addresses("gdelt22")


def test_shipped_addresses_are_declared_and_say_whether_they_were_tried() -> None:
    known = {i: shipped.addresses(i) for i in shipped.gettable()}
    wanted = {
        "gdelt1",
        "gdelt2",
        "icews",
        "polecat",
        "unga_voeten",
        "sipri",
        "ucdp",
        "cow",
        "atop",
        "gsdb",
        "wikipedia_events",
        "feeds",
    }
    assert wanted <= set(known)
    for source, a in known.items():
        assert a.tried == "never tried from here", source
        assert a.pause > 0, source
        if source in registry.all_sources():
            assert set(a.hosts) <= set(registry.get(source).card.hosts)


GOOD = """
title: Toy
hosts: [data.example.org]
pause: 1.0
most_mb: 5
tried: not yet
parts: [{how: file, address: 'http://data.example.org/a'}]
"""


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("how: file", "how: magic", "how"),
        ("http://data.example.org/a", "http://evil.example.net/a", "address"),
        ("http://data.example.org/a", "ftp://data.example.org/a", "address"),
        ("http://data.example.org/a", "http://data.example.org@evil.example.net/a", "address"),
        ("how: file", "how: day", "since"),
        ("how: file", "how: list, take: '('", "take"),
        (
            "file, address: 'http://data.example.org/a'",
            "day, since: 2006, address: 'http://data.example.org/{dey}'",
            "address",
        ),
        ("pause: 1.0", "pause: soon", "pause"),
        ("title: Toy", "titel: Toy", "titel"),
    ],
)
def test_wrong_addresses_are_refused_by_file_and_key(old: str, new: str, key: str) -> None:
    assert parse(GOOD, "toy.yaml").source == "toy"
    with pytest.raises(VocabularyError) as e:
        parse(GOOD.replace(old, new), "toy.yaml")
    assert (e.value.file, e.value.key) == ("toy.yaml", key)


def test_hosts_must_be_on_the_card() -> None:
    with pytest.raises(VocabularyError, match="not among the hosts of the card of gdelt1"):
        parse(GOOD, "gdelt1.yaml")


def test_a_missing_extra_is_told(tmp_path: Path) -> None:
    with (
        mock.patch.dict(sys.modules, {"httpx": None}),
        pytest.raises(MissingExtraError, match=r"comity\[http\]"),
    ):
        getting.get(Lake.open(tmp_path), shipped.addresses("ucdp"), OPEN)


def comity(lake: Path, port: int, *words: str) -> tuple[int, str, str]:
    """The command in this process, the network led to the local server."""
    means, _, _ = liar.means(port)
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, {"COMITY_LAKE": str(lake), "NO_COLOR": "1"}),
        mock.patch.object(sys, "argv", ["comity", *words]),
        mock.patch.object(getting, "get", partial(getting.get, means=means)),
        mock.patch.object(getting, "plan", partial(getting.plan, means=means)),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return int(ended.value.code or 0), out.getvalue(), err.getvalue()


def test_the_command_from_list_to_changes(server: Publisher, tmp_path: Path) -> None:
    """GDELT 1.0 whole: list, get, get again after a correction, changes, each in text and for programs."""
    ask = partial(comity, tmp_path / "lake", server.port)
    name, old, new = "20150302.export.CSV.zip", day_file(range(20)), day_file(range(1, 22), changed=(5,))
    zips = [zipped(old), zipped(new)]

    def publish(data: bytes) -> None:
        server.at("/events/md5sums", liar.plain(f"{liar.md5(data)}  {name}\nrubbish\n".encode()))
        server.at(f"/events/{name}", liar.honest(data))

    publish(zips[0])
    code, out, err = ask("get", "gdelt1", "--from", "2015-03", "--list", "--format", "text")
    assert code == 3, "a line of the list could not be read"
    assert "1 files" in out
    assert name in out
    assert "line 2: rubbish" in err
    assert not server.count[f"/events/{name}"], "only the list was fetched"
    code, out, _ = ask("get", "gdelt1", "--from", "2015-03", "--format", "text")
    assert code == 3
    assert out.startswith("2 files asked = 1 got (1 new, 0 corrected, 0 unchanged; ")
    assert "+ 1 named gaps\n  line 2: rubbish\n      listing: It is not a size" in out
    assert "Into the lake: 1 files asked = 1 got + 0 named gaps; rows: 20 seen = 20 kept" in out
    publish(zips[1])
    code, out, _ = ask("get", "gdelt1", "--from", "2015-03-02", "--to", "2015-03-02", "--format", "json")
    told = json.loads(out)
    assert (told["by_status"], told["balances"]) == ({"corrected": 1, "listing": 1}, True)
    code, out, _ = ask("get", "gdelt1", "--from", "2015-03")
    assert [x.split("\t")[2] for x in out.splitlines()] == ["status", "listing", "unchanged"]
    code, out, _ = ask("get", "gdelt1", "--changes", "--format", "text")
    assert code == 0
    assert "events: 2 records added, 1 removed, 1 changed, 18 the same\n  changed in code (1)" in out
    code, out, _ = ask("get", "gdelt1", "--changes")
    assert out.splitlines()[1] == "events\t2\t1\t1\t18"


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(zipfile.ZipInfo("20150302.export.CSV"), data)
    return out.getvalue()


def test_commands_refuse_in_one_sentence(server: Publisher, tmp_path: Path) -> None:
    for words, says in (
        (("get", "gdelt22"), "There is no source called"),
        (("get", "gdelt2"), "say from which day with --from"),
        (("get", "icews", "--changes"), "Nothing of icews was got yet"),
    ):
        code, out, err = comity(tmp_path / "lake", server.port, *words)
        assert (code, out) == (1, "")
        assert says in err
        assert err.count("\n") == 1


def test_a_list_of_a_million_files_is_never_held_whole() -> None:
    class Lines(io.RawIOBase):
        """A list that is told line by line and grows by no byte of memory."""

        def __iter__(self):
            for n in range(20_000):
                yield b"9 %032x http://data.example.org/2015%07d.export.CSV\n" % (n, n)

        def read(self, *_: object) -> bytes:
            raise AssertionError("the list was asked for whole")

    part = AddressGroup("list", "http://data.example.org/list", take=r"2015(?P<when>)00000[0-4]\d")
    plan = Plan()
    planning.add_listing(part, Lines(), Window(), plan)
    assert (len(plan.wanted), plan.unread) == (50, [])


def test_the_bar_goes_on_while_the_lake_reads(tmp_path: Path) -> None:
    told: list[tuple[int, int, str, int]] = []
    with liar.publisher() as server:
        names = [f"2015030{n}.export.CSV" for n in (1, 2)]
        for n, name in enumerate(names):
            server.at(f"/{name}", liar.honest(day_file(range(10 * n, 10 * n + 10))))
        parts = tuple(AddressGroup("file", f"http://data.example.org/{name}") for name in names)
        known = Addresses("toy", "Toy", ("data.example.org",), 0.0, 8, parts, "no")
        means, _, _ = liar.means(server.port)
        getting.get(Lake.open(tmp_path), known, Window(), means, lambda *now: told.append(now))
    reading = [t for t in told if not t[3]]
    assert [t[:2] for t in reading if t[2] == names[0]][:1] == [(0, 2)]
    assert (1, 2) in [t[:2] for t in reading]
