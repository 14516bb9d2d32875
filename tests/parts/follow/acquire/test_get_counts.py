"""``comity get counts``: a stream brought, at hand or held becomes counts, and its events are gone."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from unittest import mock
from urllib.parse import urlsplit

import lying_server as liar
import polecat_layout as polecat
import pytest
from lying_server import Publisher

from comity.faces.cli import main
from comity.lake.store import Lake
from comity.parts.follow.acquire import addresses as shipped
from comity.parts.follow.acquire import get as getting

FIRST, DAYS = date(2023, 1, 2), 7


@pytest.fixture
def server() -> Iterator[Publisher]:
    with liar.publisher() as p:
        yield p


def week() -> bytes:
    """A weekly file as published: 500 events a day, of which China and Russia toward Ukraine count."""
    rows = [
        polecat.line(
            Event_ID=f"{day:%Y%m%d}-{n:04}-0123456789ab_ACCUSE",
            Event_Date=day.isoformat(),
            Event_Type=("ACCUSE", "CONSULT")[n % 2],
            Actor_Name=("Xi Jinping", "Vladimir Putin")[n % 2],
            Actor_Country=("CHN", "RUS")[n % 2],
            Recipient_Name="Ukraine",
            Recipient_Country="UKR",
            Recipient_COW="369",
            Country="UKR",
        )
        for day in (FIRST + timedelta(days=k) for k in range(DAYS))
        for n in range(500)
    ]
    return polecat.raw(*rows)


def publish(server: Publisher, name: str, data: bytes) -> None:
    (part,) = shipped.addresses("polecat").parts
    at = urlsplit(part.address)
    listed = [{"label": name, "dataFile": {"id": 7, "filesize": len(data), "md5": liar.md5(data)}}]
    server.at(f"{at.path}?{at.query}", liar.plain(json.dumps({"data": listed}).encode()))
    server.at("/api/access/datafile/7", liar.honest(data))


def comity(lake: Path, port: int, *words: str) -> tuple[int, str, str]:
    """The command in this process, the network led to the local server."""
    means, _, _ = liar.means(port)
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, {"COMITY_LAKE": str(lake), "NO_COLOR": "1"}),
        mock.patch.object(sys, "argv", ["comity", *words]),
        mock.patch.object(getting, "get", partial(getting.get, means=means)),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return int(ended.value.code or 0), out.getvalue(), err.getvalue()


def test_what_is_brought_is_counted_and_let_go(server: Publisher, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr("ngecEventsDV-2023.txt", week())
    publish(server, "ngecEventsDV-2023.txt.zip", packed.getvalue())
    root = tmp_path / "lake"
    code, out, err = comity(root, server.port, "get", "counts", "--format", "json")
    assert code == 0, err
    (made,) = json.loads(out)
    assert made["source"] == "polecat_counts"
    assert Path(made["path"]).stat().st_size == made["size"]
    view = Lake.open(root).view()
    assert {f.source for f in view.files.values()} == {"polecat_counts"}
    events = view.table("events")
    assert len(events) == 2 * DAYS, "each code of an actor on a day once, however often it was reported"
    assert set(events["actor"].to_pylist()) == {"CHN", "RUS"}
    assert events["actor_raw"].null_count == events["story"].null_count == len(events)
    (sight,) = [c for c in view.coverage() if not c.selective]
    assert (sight.first, sight.last) == (FIRST, FIRST + timedelta(days=DAYS - 1))
    assert not list((root / "counting").rglob("*.txt*")), "the events themselves are gone"


def test_a_gap_keeps_what_came_and_says_so(server: Publisher, tmp_path: Path) -> None:
    data = week()
    (part,) = shipped.addresses("polecat").parts
    at = urlsplit(part.address)
    listed = [
        {
            "label": f"ngecEventsDV-{y}.txt",
            "dataFile": {"id": y, "filesize": len(data), "md5": liar.md5(data)},
        }
        for y in (2022, 2023)
    ]
    server.at(f"{at.path}?{at.query}", liar.plain(json.dumps({"data": listed}).encode()))
    server.at("/api/access/datafile/2023", liar.honest(data))
    code, out, err = comity(tmp_path / "lake", server.port, "get", "counts", "--format", "text")
    assert code == 3
    assert "polecat_counts.parquet" in out
    assert "research and educational purposes" in out
    assert "ngecEventsDV-2022.txt" in out + err
    assert (tmp_path / "lake" / "counting").is_dir(), "the next run asks for what is missing alone"


def test_files_at_hand_and_the_lake_give_the_same_counts(tmp_path: Path) -> None:
    mine, root = tmp_path / "mine", tmp_path / "lake"
    mine.mkdir()
    (mine / "ngecEventsDV-2023.txt").write_bytes(week())
    Lake.open(root).add([mine])
    for where, out in ((str(mine), tmp_path / "a"), ("lake", tmp_path / "b")):
        code, said, err = comity(root, 0, "get", "counts", "--from", where, "--out", str(out))
        assert code == 0, err
        assert "polecat_counts" in said
    name = "polecat_counts.parquet"
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    code, _, err = comity(tmp_path / "new", 0, "add", str(tmp_path / "a" / name))
    assert code == 0, err
    assert Lake.open(tmp_path / "new").view().table("events").num_rows == 2 * DAYS


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("counts", "--from", "lake"), "say with --out where to"),
        (("icews", "--out", "here"), "are for `comity get counts`"),
        (("counts", "--from", "nowhere"), "nowhere"),
        (("counts", "--from", "lake", "--out", "here"), "There are no events to count"),
    ],
)
def test_what_cannot_be_counted_is_one_sentence(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    code, _, err = comity(tmp_path / "lake", 0, "get", *words)
    assert code
    assert said in err


@pytest.mark.parametrize(
    ("content", "said"),
    [("a,b\n1,2\n", "events.csv: No source knows this layout"), ("", "events.csv: It is empty")],
)
def test_a_file_that_cannot_be_counted_is_named_with_its_reason(
    tmp_path: Path, content: str, said: str
) -> None:
    file = tmp_path / "events.csv"
    file.write_text(content, "utf-8")
    code, _, err = comity(tmp_path / "lake", 0, "get", "counts", "--from", str(file))
    assert code == 1
    assert said in err
