"""Every misbehaviour of a publisher's server ends in a complete file or a named gap."""

from __future__ import annotations

import io
import resource
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import lying_server as liar
import pytest
from gdelt_rows import day_file
from hypothesis import given, settings
from hypothesis import strategies as st
from lying_server import LIMITS, Act, Publisher

from comity.lake.storage.vintages import Vault
from comity.lake.store import Lake
from comity.parts.follow.acquire.addresses import Addresses, AddressGroup
from comity.parts.follow.acquire.get import get
from comity.parts.follow.acquire.plan import Window
from comity.parts.follow.acquire.receipt import DownloadOutcome, DownloadReceipt
from comity.parts.follow.acquire.transport import Limits

HOST, SECOND = "data.example.org", "files.example.org"
BIG = day_file(range(2000))
"""A GDELT day file of some 300 kB, so that a cut has a middle."""
NAME = "20150302.export.CSV"


def source(*parts: AddressGroup, most_mb: int = 8, token: str = "") -> Addresses:
    return Addresses("toy", "Toy", (HOST, SECOND), 0.0, most_mb, parts, "no", token=token)


FILE = AddressGroup("file", f"http://{HOST}/{NAME}")
ZIP = AddressGroup("file", f"https://{HOST}/{NAME}.zip")
LIST = AddressGroup("list", f"http://{HOST}/list", take=r"export\.CSV")


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(zipfile.ZipInfo(NAME), data)
    return out.getvalue()


def listed(data: bytes, name: str = NAME) -> Act:
    return liar.plain(f"{len(data)} {liar.md5(data)} http://{HOST}/{name}\n".encode())


@pytest.fixture
def server() -> Iterator[Publisher]:
    with liar.publisher() as p:
        yield p


class Run:
    """One ``get`` against the lying server, with what is always true of one asserted."""

    def __init__(
        self,
        server: Publisher,
        root: Path,
        *parts: AddressGroup,
        limits: Limits = LIMITS,
        port: int = 0,
        **more: object,
    ) -> None:
        how, self.wire, self.waits = liar.means(port or server.port, limits)
        self.lake = Lake.open(root / "lake")
        self.receipt: DownloadReceipt = get(self.lake, source(*parts, **more), Window(), how)  # type: ignore[arg-type]
        assert self.receipt.balances, self.receipt
        assert {h for _, h in self.wire.meant} <= {HOST, SECOND}, "only declared hosts are contacted"
        for line in self.receipt.of("new", "corrected", "unchanged"):
            assert Vault(self.lake.root, "toy").newest()[line.address].sha256 == line.sha256
        if not self.receipt.got:
            assert not self.kept(), "a gap leaves no file behind"

    @property
    def line(self) -> DownloadOutcome:
        (line,) = self.receipt.lines
        return line

    def kept(self) -> list[bytes]:
        folder = self.lake.root / "vintages" / "toy" / "files"
        return [p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()]


def whole(run: Run, data: bytes = BIG) -> None:
    assert (run.line.status, run.line.reason) == ("new", "")
    assert run.kept() == [data]
    assert run.receipt.added.got == 1
    assert not list((run.lake.root / "vintages" / "toy" / "partial").iterdir())


COMES_WHOLE = {
    "honest": [liar.honest(BIG)],
    "stalls, then resumes": [liar.stall(BIG, 100_000), liar.honest(BIG)],
    "hangs up in the middle": [liar.cut(BIG, 100_000), liar.honest(BIG)],
    "cut three times": [liar.cut(BIG, 100_000), liar.cut(BIG, 90_000), liar.cut(BIG, 10), liar.honest(BIG)],
    "ignores the range": [liar.cut(BIG, 100_000), liar.plain(BIG)],
    "no mark of a version": [liar.plain(BIG[:1000], Content_Length=len(BIG)), liar.plain(BIG)],
    "range of another version": [
        liar.cut(BIG, 1000),
        liar.other_part(BIG.replace(b"CHN", b"IND")),
        liar.honest(BIG),
    ],
    "range from the wrong place": [
        liar.cut(BIG, 1000),
        liar.wrong_place(BIG, liar.tag(BIG)),
        liar.honest(BIG),
    ],
    "416": [liar.cut(BIG, 1000), liar.status(416), liar.honest(BIG)],
    "503 thrice": [liar.status(503)] * 3 + [liar.honest(BIG)],
    "500, 502, 504": [liar.status(500), liar.status(502), liar.status(504), liar.honest(BIG)],
    "hangs up without a word": [liar.hang_up, liar.honest(BIG)],
    "speaks no HTTP": [liar.garbage, liar.honest(BIG)],
    "claims gzip, sends plain": [liar.plain(BIG, Content_Encoding="gzip")],
    "gzip though not asked for": [liar.zipped_on_the_way(BIG)],
    "error page first": [liar.plain(b"<!DOCTYPE html><p>Sorry"), liar.honest(BIG)],
    "empty first": [liar.plain(b""), liar.honest(BIG)],
    "redirect, http to https": [liar.moved(f"https://{SECOND}/there")],
    "redirect, relative": [liar.moved("/there", 307)],
}


@pytest.mark.parametrize("how", COMES_WHOLE)
def test_ends_in_a_complete_file(server: Publisher, tmp_path: Path, how: str) -> None:
    server.at(f"/{NAME}", *COMES_WHOLE[how])
    server.at("/there", liar.honest(BIG))
    whole(Run(server, tmp_path, FILE))


def test_a_rest_is_asked_for_from_where_it_broke_and_of_the_same_version(
    server: Publisher, tmp_path: Path
) -> None:
    server.at(f"/{NAME}", liar.cut(BIG, 100_000), liar.honest(BIG))
    whole(Run(server, tmp_path, FILE))
    first, second = server.headers(f"/{NAME}")
    assert "range" not in first
    assert second["range"] == "bytes=100000-"
    assert second["if-range"] == liar.tag(BIG)
    assert first["accept-encoding"] == "identity"
    assert first["user-agent"].startswith("comity/")


ENDS_IN_A_GAP = {
    "404": ([liar.status(404)], "missing", "does not have it"),
    "410": ([liar.status(410)], "missing", "any more"),
    "403": ([liar.status(403)], "locked", "status 403"),
    "418": ([liar.status(418)], "refused", "status 418"),
    "challenge": ([liar.status(202)], "refused", "challenge"),
    "always 503": ([liar.status(503)], "busy", "status 503"),
    "429, come back next week": ([liar.status(429, Retry_After=604800)], "busy", "604,800 seconds"),
    "304 that nobody asked for": ([liar.plain(b"", 304)], "refused", "status 304"),
    "206 that nobody asked for": ([liar.plain(BIG, 206)], "refused", "status 206"),
    "always cut": ([liar.cut(BIG, 1000)], "cut", "broke off"),
    "always stalls": ([liar.stall(BIG, 1000)], "unreachable", "stopped answering"),
    "always hangs up": ([liar.hang_up], "cut", "broke off"),
    "redirect to an undeclared host": (
        [liar.moved("https://evil.example.net/x?sig=SECRET")],
        "refused",
        "evil.example.net, which is not among the hosts",
    ),
    "redirect to another port": ([liar.moved(f"http://{HOST}:8080/x")], "refused", "not among the hosts"),
    "redirect with a password": ([liar.moved(f"http://u:p@{HOST}/x")], "refused", "not among the hosts"),
    "redirect to a file": ([liar.moved("file:///etc/passwd")], "refused", "file://"),
    "redirect to no address": ([liar.moved("http://[::1/x")], "cut", "none that HTTP knows"),
    "redirect loop": ([liar.moved(f"http://{HOST}/{NAME}")], "refused", "more than 5 times"),
    "error page with status 200": ([liar.plain(b"\n<html><body>Sorry</body></html>")], "not-it", "web page"),
    "empty 200": ([liar.plain(b"")], "not-it", "sent nothing"),
    "bytes that no text has": ([liar.plain(b"a\x00b" * 99)], "not-it", "no text has"),
    "endless": ([liar.endless], "too-large", "more than 8,388,608 bytes"),
    "slow drip": ([liar.drip(BIG, 0.05)], "too-slow", "slower than 2,000 bytes a second"),
    "damaged gzip on the way": (
        [liar.plain(b"\x1f\x8b\x08\x00" + b"x" * 99, Content_Encoding="gzip")],
        "damaged",
        "damaged",
    ),
    "a gzip bomb on the way": ([liar.zipped_on_the_way(b"a" * (9 << 20))], "too-large", "unpacks to more"),
}


@pytest.mark.parametrize("how", ENDS_IN_A_GAP)
def test_ends_in_a_named_gap(server: Publisher, tmp_path: Path, how: str) -> None:
    acts, status, reason = ENDS_IN_A_GAP[how]
    server.at(f"/{NAME}", *acts)
    run = Run(server, tmp_path, FILE)
    assert run.line.status == status
    assert reason in run.line.reason
    assert "SECRET" not in str(run.receipt.to_json())
    assert not run.receipt.added.lines


def test_nobody_listens(server: Publisher, tmp_path: Path) -> None:
    run = Run(server, tmp_path, FILE, port=liar.closed_port())
    assert (run.line.status, run.line.reason) == ("unreachable", "The server could not be reached.")
    assert len(run.wire.meant) == LIMITS.tries


def test_waits_as_long_as_the_server_asks(server: Publisher, tmp_path: Path) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    server.at(
        f"/{NAME}", liar.status(429, Retry_After=7), liar.status(503, Retry_After=later), liar.honest(BIG)
    )
    run = Run(server, tmp_path, FILE)
    whole(run)
    assert run.waits[0] == 7
    assert 35 < run.waits[1] <= 40


def test_backs_off_further_each_time(server: Publisher, tmp_path: Path) -> None:
    server.at(f"/{NAME}", liar.status(503))
    assert Run(server, tmp_path, FILE).waits == [0.01, 0.02, 0.04]


def test_keeps_its_pace(server: Publisher, tmp_path: Path) -> None:
    server.at(f"/{NAME}", liar.honest(BIG))
    server.at(f"/{NAME}.zip", liar.honest(zipped(BIG)))
    how, _, waits = liar.means(server.port)
    slow = replace(source(FILE, ZIP), pause=9.0)
    get(Lake.open(tmp_path / "lake"), slow, Window(), how)
    (wait,) = waits
    assert 8 < wait <= 9


def test_a_wrong_checksum_is_tried_again_then_a_gap(server: Publisher, tmp_path: Path) -> None:
    server.at("/list", listed(BIG))
    server.at(f"/{NAME}", liar.honest(BIG[:-1] + b"\t"))
    run = Run(server, tmp_path, LIST)
    assert (run.line.status, run.line.reason) == (
        "not-it",
        "Its md5 is not the one that the publisher gives for it.",
    )
    assert server.count[f"/{NAME}"] == LIMITS.wrong


def test_a_wrong_checksum_once_is_made_good(server: Publisher, tmp_path: Path) -> None:
    server.at("/list", listed(BIG))
    server.at(f"/{NAME}", liar.honest(BIG[:-1] + b"\t"), liar.honest(BIG))
    whole(Run(server, tmp_path, LIST))


def test_parts_are_joined_without_a_version_mark_when_a_checksum_tells(
    server: Publisher, tmp_path: Path
) -> None:
    server.at("/list", listed(BIG))
    server.at(f"/{NAME}", liar.plain(BIG[:1000], Content_Length=len(BIG)), liar.honest(BIG))
    whole(Run(server, tmp_path, LIST))
    assert server.headers(f"/{NAME}")[1]["range"] == "bytes=1000-"


def test_more_than_the_list_says_is_not_taken_in(server: Publisher, tmp_path: Path) -> None:
    server.at("/list", listed(BIG))
    server.at(f"/{NAME}", liar.endless)
    assert Run(server, tmp_path, LIST, most_mb=1000).line.status == "too-large"


@pytest.mark.parametrize("at", [0.3, 0.6, 0.99])
def test_a_zip_cut_without_a_word_is_damaged(server: Publisher, tmp_path: Path, at: float) -> None:
    data = zipped(BIG)
    server.at(f"/{NAME}.zip", liar.plain(data[: int(at * len(data))]))
    assert Run(server, tmp_path, ZIP).line.status == "damaged"


def test_a_zip_with_a_flipped_byte_is_damaged(server: Publisher, tmp_path: Path) -> None:
    data = bytearray(zipped(BIG))
    data[len(data) // 2] ^= 1
    server.at(f"/{NAME}.zip", liar.plain(bytes(data)))
    assert Run(server, tmp_path, ZIP).line.status == "damaged"


def test_a_csv_under_the_name_of_a_zip(server: Publisher, tmp_path: Path) -> None:
    server.at(f"/{NAME}.zip", liar.plain(BIG))
    assert "named .zip but is not one" in Run(server, tmp_path, ZIP).line.reason


def test_a_page_must_hold_what_every_true_one_does(server: Publisher, tmp_path: Path) -> None:
    part = AddressGroup("file", f"http://{HOST}/page.html", holds="Veto list")
    server.at("/page.html", liar.plain(b"<html>Service unavailable</html>"))
    run = Run(server, tmp_path, part)
    assert (run.line.status, "Veto list" in run.line.reason) == ("not-it", True)
    server.at("/page.html", liar.plain(b"<html>" + b" " * (1 << 20) + b"Veto list</html>"))
    assert Run(server, tmp_path, part).line.status == "new"


def test_a_list_with_garbage_lines_and_twins(server: Publisher, tmp_path: Path) -> None:
    good = f"{len(BIG)} {liar.md5(BIG)} http://{HOST}/{NAME}"
    stale = f"{len(BIG)} {'0' * 32} http://{HOST}/{NAME}"
    evil = f"9 {'1' * 32} http://evil.example.net/20150303.export.CSV"
    up = f"9 {'1' * 32} http://{HOST}/%2e%2e%2fexport.CSV"
    lines = [
        stale,
        good,
        good,
        "",
        "half a",
        f"-1 {'0' * 32} x",
        f"9 nohash http://{HOST}/{NAME}",
        "\x00\xff",
        evil,
        up,
    ]
    server.at("/list", liar.plain("\n".join(lines).encode("latin-1")))
    server.at(f"/{NAME}", liar.honest(BIG))
    run = Run(server, tmp_path, LIST)
    by = {s: [x.address for x in run.receipt.of(s)] for s in ("listing", "new", "refused")}
    assert by["new"] == [f"http://{HOST}/{NAME}"], "listed three times, fetched once, by the last checksum"
    assert by["refused"] == ["http://evil.example.net/20150303.export.CSV"]
    assert len(by["listing"]) == 5
    assert server.count[f"/{NAME}"] == 1
    assert run.kept() == [BIG]


@pytest.mark.parametrize(
    ("acts", "reason"),
    [
        ([liar.status(404)], "The list did not come"),
        ([liar.plain(b"<html>Sorry</html>")], "web page"),
        ([liar.plain(b"1 2 3\n")], "no file of the kind"),
    ],
)
def test_a_list_that_is_none(server: Publisher, tmp_path: Path, acts: list[Act], reason: str) -> None:
    server.at("/list", *acts)
    run = Run(server, tmp_path, LIST)
    assert {x.status for x in run.receipt.lines} == {"listing"}
    assert reason in run.receipt.lines[-1].reason


def test_after_three_files_without_an_answer_the_rest_are_left_alone(
    server: Publisher, tmp_path: Path
) -> None:
    parts = [AddressGroup("file", f"http://{HOST}/{n}.csv") for n in range(6)]
    for n in range(6):
        server.at(f"/{n}.csv", liar.status(503))
    run = Run(server, tmp_path, *parts)
    assert [x.status for x in run.receipt.lines] == ["busy"] * 3 + ["not-asked"] * 3
    assert not server.count["/3.csv"]


def test_a_full_disk_is_a_named_gap_and_the_run_stops(server: Publisher, tmp_path: Path) -> None:
    parts = [FILE, AddressGroup("file", f"http://{HOST}/other.csv")]
    server.at(f"/{NAME}", liar.honest(BIG))
    server.at("/other.csv", liar.honest(b"a,b\n"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        run = Run(server, tmp_path, *parts)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [x.status for x in run.receipt.lines] == ["disk", "not-asked"]
    assert "is full" in run.receipt.lines[0].reason
    again = Run(server, tmp_path, FILE)
    whole(again)
    assert server.headers(f"/{NAME}")[1]["range"] == "bytes=50000-", "what came is not fetched again"


def test_a_token_goes_to_its_own_host_and_into_no_receipt(
    server: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOY_TOKEN", "SECRET")
    server.at("/key/data.csv", liar.moved(f"https://{SECOND}/signed?sig=SIGNED"))
    server.at("/signed?sig=SIGNED", liar.status(403))
    run = Run(server, tmp_path, AddressGroup("file", f"https://{HOST}/key/data.csv"), token="TOY_TOKEN")
    assert server.headers("/key/data.csv")[0]["x-dataverse-key"] == "SECRET"
    assert "x-dataverse-key" not in server.headers("/signed?sig=SIGNED")[0]
    text = str(run.receipt.to_json())
    assert run.line.status == "locked"
    assert "TOY_TOKEN" in run.line.reason
    assert "SECRET" not in text
    assert "SIGNED" not in text
    Run(server, tmp_path, AddressGroup("file", f"http://{HOST}/key/data.csv"), token="TOY_TOKEN")
    assert "x-dataverse-key" not in server.headers("/key/data.csv")[1], "never unencrypted"


OTHER = BIG.replace(b"CHN", b"IND")
LIES = st.one_of(
    st.integers(0, len(BIG)).map(lambda at: liar.cut(BIG, at)),
    st.integers(0, len(BIG) - 1).map(lambda at: liar.cut(OTHER, at)),
    st.integers(1, len(BIG) - 1).map(lambda at: liar.plain(BIG[:at], Content_Length=len(BIG))),
    st.sampled_from([200, 206, 304, 404, 416, 429, 503]).map(liar.status),
    st.sampled_from(
        [
            liar.plain(b""),
            liar.plain(b"<html>"),
            liar.hang_up,
            liar.garbage,
            liar.zipped_on_the_way(BIG),
            liar.plain(BIG, Content_Encoding="gzip"),
            liar.wrong_place(BIG, liar.tag(BIG)),
            liar.moved("https://evil.example.net/"),
            liar.moved("/there"),
            liar.honest(BIG),
        ]
    ),
)


@given(st.lists(LIES, min_size=1, max_size=5), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_run_of_lies_ends_in_the_file_or_a_gap_and_an_honest_answer_mends_it(
    acts: list[Act], by_list: bool
) -> None:
    with liar.publisher() as server, tempfile.TemporaryDirectory() as folder:
        server.at("/list", listed(BIG))
        server.at("/there", liar.honest(BIG))
        server.at(f"/{NAME}", *acts)
        part = LIST if by_list else FILE
        first = Run(server, Path(folder), part)
        if first.receipt.got:
            assert first.kept() == [BIG]
        server.at(f"/{NAME}", liar.honest(BIG))
        again = Run(server, Path(folder), part)
        assert again.receipt.got == 1
        assert again.kept() == [BIG]
