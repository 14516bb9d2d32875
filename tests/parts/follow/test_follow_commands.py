"""`comity follow --once`, `comity alerts` and `comity status` as a person calls them; what is in deploy/."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import lying_server as liar
import pytest
import world
from click.testing import CliRunner, Result
from test_book import NOW, alert

from comity.errors import QuestionError, UnknownNameError, VocabularyError
from comity.faces.cli import cli
from comity.lake import own_facts
from comity.parts.follow import feeds
from comity.parts.follow.acquire.transport import Means
from comity.parts.follow.alerts.book import Book
from comity.parts.follow.commands.follow import PORT
from comity.parts.follow.commands.follow import follow as follow_command

ROOT = Path(__file__).resolve().parents[3]


DRILL = {
    "id": "srb-tur-drill-2026",
    "date": str(date.today() - timedelta(days=3)),
    "kind": "event",
    "occurrence": "srb-tur-drill-2026",
    "actors": ["SRB", "TUR"],
    "targets": [],
    "hotspot": "bilateral",
    "domain": "military",
    "form": "joint-exercise",
    "toward_third": "none",
    "summary": "The air forces of Serbia and Turkey held a joint exercise near Nis.",
    "sources": [{"title": "Drill", "url": "https://www.reuters.com/world/drill", "published": "2026-03-10"}],
}


def run(lake: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, [*words, "--lake", str(lake)], catch_exceptions=False)


def on(lake: Path, *words: str) -> Result:
    """A command of the group ``alerts``: the lake stands before it."""
    return CliRunner().invoke(cli, ["alerts", "--lake", str(lake), *words], catch_exceptions=False)


def test_a_fact_of_ones_own_is_told_of_without_asking_a_publisher(tmp_path: Path) -> None:
    lake, watches = tmp_path / "lake", tmp_path / "watches.yaml"
    watches.write_text("watches:\n  - {name: own, pair: SRB-TUR, budget: 1, hotspots: [bilateral]}\n")
    words = ("follow", "--offline", "--watches", str(watches), "--format", "json")
    assert run(lake, *words).exit_code == 0
    own_facts.write(lake, "Ada", own_facts.KEEP, fact=DRILL, item={"key": "one", "title": "drill"})
    told = [json.loads(line) for line in run(lake, *words).stdout.splitlines()]
    assert [t["form"] for t in told if DRILL["summary"][:20] in json.dumps(t)] == ["joint-exercise"]
    assert run(lake, *words).stdout == "", "told once"


def test_a_round_from_the_command_line_brings_news_and_tells_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = tmp_path / "lake"
    (tmp_path / "watches.yaml").write_text(world.WATCHES)
    when = datetime(2019, 2, 25, 12, tzinfo=UTC)
    here = feeds.all_feeds()["feeds"]
    with liar.publisher() as server:
        for part in world_of_news(server, when):
            assert part
        means, _, _ = liar.means(server.port)
        means = Means(means.limits, means.wire, means.sleep, lambda: when)
        monkeypatch.setattr(import_module("comity.parts.follow.commands.follow"), "Means", lambda: means)
        words = ("follow", "--once", "--feed", here.source, "--watches", str(tmp_path / "watches.yaml"))
        first = run(lake, *words, "--format", "json")
    assert first.exit_code == 0, first.stderr
    *shipped, told = [json.loads(line) for line in first.stdout.splitlines()]
    assert all(i.startswith("chronicle:") for a in shipped for i in a["records"])
    assert (told["kind"], told["hotspot"], told["form"]) == ("first", "venezuela", "joint-initiative")
    assert "read wrongly" in told["reason"]
    assert (tmp_path / "alerts.xml").is_file()
    again = run(lake, *words)
    assert (again.exit_code, again.stdout) == (0, ""), "nothing is due, nothing is told twice"
    status = json.loads(run(lake, "status", "--format", "json").stdout)
    assert [f["source"] for f in status["following"]["feeds"]] == ["feeds"]
    assert "Following:" in run(lake, "status", "--format", "text").stdout


def world_of_news(server: liar.Publisher, when: datetime) -> list[str]:
    """Every feed that is shipped, with the same news under each address."""
    paths = []
    for part in follow_addresses():
        path = re.sub(r"^https?://[^/]+", "", part.address)
        body = world.news(when) if part.holds == "<item" else ATOM
        server.at(path, liar.plain(body))
        paths.append(path)
    return paths


ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>E</title><entry><id>t:1</id>
<title>Talks on trade</title><published>2019-02-24T12:00:00Z</published><content>Talks.</content></entry>
</feed>"""


def follow_addresses() -> Any:
    from comity.parts.follow.acquire.addresses import addresses

    return addresses("feeds").parts


def test_alerts_are_listed_until_somebody_has_seen_them(tmp_path: Path) -> None:
    Book(tmp_path).tell([alert(), alert("2019-03-20", "divergence")], NOW)
    listed = json.loads(on(tmp_path, "--format", "json").stdout)
    assert [a["kind"] for a in listed] == ["stepping-up", "divergence"]
    assert all(a["reason"] for a in listed)
    assert on(tmp_path, "--format", "tsv").stdout.count("\n") == 3
    assert on(tmp_path, "--format", "csv").stdout.startswith("id,day,watch")
    text = on(tmp_path, "--format", "text").stdout
    assert "threshold 2.0" in text
    assert max(map(len, text.splitlines())) <= 106
    assert "1 acknowledged" in on(tmp_path, "ack", alert().id[:6], "--by", "anna").stdout
    assert "1 were before" in on(tmp_path, "ack", alert().id, "--by", "bert").stdout
    assert [a["kind"] for a in json.loads(on(tmp_path, "--format", "json").stdout)] == ["divergence"]
    assert "Seen by anna" in on(tmp_path, "--all", "--format", "text").stdout
    with pytest.raises(UnknownNameError):
        on(tmp_path, "ack", "nonsense")


def test_a_file_of_watches_is_written_once_and_checked(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="alerts init"):
        on(tmp_path, "check")
    assert on(tmp_path, "init").exit_code == 0
    assert "at most 1 false a month" in on(tmp_path, "check", "--format", "text").stdout
    assert json.loads(on(tmp_path, "check", "--format", "json").stdout)[0]["pair"] == "CHN-RUS"
    with pytest.raises(QuestionError, match="is there already"):
        on(tmp_path, "init")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("watches: [{name: a, pair: CHN-RUS, budget: -1}]")
    with pytest.raises(VocabularyError, match="watch 1: budget"):
        on(tmp_path, "check", "--watches", str(wrong))


def test_what_runs_it_calls_it_as_it_is(tmp_path: Path) -> None:
    unit = ROOT / "deploy" / "comity-follow.service"
    told = configparser.ConfigParser(strict=False, interpolation=None)
    told.optionxform = str  # type: ignore[assignment,method-assign]
    told.read_string(unit.read_text())
    name, *words = shlex.split(told["Service"]["ExecStart"])[1:]
    assert name == "follow"
    follow_command.make_context("follow", words)
    assert told["Service"]["SuccessExitStatus"] == "130", "the code of a run that was interrupted"
    container = (ROOT / "deploy" / "Containerfile").read_text()
    name, *words = json.loads(container[container.rindex("CMD [") + 4 :])
    follow_command.make_context(name, words)
    assert f"127.0.0.1:{PORT}/health.json" in container
    for installed in (unit.read_text(), container):
        installs = [line for line in installed.splitlines() if "pip install" in line]
        assert "--require-hashes -r" in installs[0]
        assert "locks/follow.txt" in installs[0]
        assert ["--no-deps --no-build-isolation" in line for line in installs] == [False, True]
    if analyze := shutil.which("systemd-analyze"):
        here = tmp_path / unit.name
        here.write_text(unit.read_text().replace("/opt/comity/bin/comity", "/bin/true"))
        out = subprocess.run([analyze, "verify", str(here)], capture_output=True, text=True, check=False)
        assert out.returncode == 0, out.stderr
