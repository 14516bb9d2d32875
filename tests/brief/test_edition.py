"""The edition: what was added, which headings changed and why, what fell due; else nothing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from comity import Watch
from comity.errors import BriefError
from comity.faces.brief.edition import KINDS, write
from comity.faces.cli import cli
from comity.parts.follow.alerts import news as alert_news
from comity.parts.follow.alerts.alert import Alert
from comity.parts.follow.alerts.book import AlertEntry
from comity.parts.outlook import news as forecast_news
from comity.parts.outlook.inputs.resolution_rules import NO, YES, Resolution
from comity.parts.outlook.ledger.ledger import Ledger
from comity.records.finding import cannot_tell
from comity.records.kinds import NO_SUBJECT, Kind
from comity.watch.account.edition import NewsLine, NewsSection, PairEdition, edition
from comity.watch.account.wording import wording
from comity.watch.answers import RECORD

SINCE = date(2026, 3, 1)
VETO = "chronicle:veto-2026-hormuz"
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) \u202e & ]]> \x08"


@pytest.fixture(scope="module")
def lake(empty_lake: Callable[[], Path]) -> Path:
    return empty_lake()


def asked(lake: Path, as_of: date | None) -> Watch:
    return Watch("CHN", "RUS", lake=lake, as_of=as_of).only(RECORD)


@pytest.fixture(scope="module")
def now(lake: Path) -> Watch:
    return asked(lake, None)


@pytest.fixture(scope="module")
def made(lake: Path, now: Watch) -> PairEdition:
    return edition(asked(lake, SINCE).answers, now.answers, SINCE)


def test_what_was_not_known_on_the_day_is_new_with_its_records(lake: Path, made: PairEdition) -> None:
    records = {r for s in made.added for r in s.records}
    assert VETO in records
    before = {r for a in asked(lake, SINCE).account().acts for r in a.records}
    assert not records & before
    after = {r for a in asked(lake, None).account().acts for r in a.records}
    assert after - before <= records | before


def test_a_changed_heading_says_what_it_was_and_why(lake: Path, made: PairEdition) -> None:
    assert made.changes
    for change in made.changes:
        was, now = (asked(lake, day).account(change.hotspot or None).heading for day in (SINCE, None))
        assert change.was == " ".join(s.text for s in was)
        assert change.now == " ".join(s.text for s in now)
        assert change.was != change.now
        assert all(w.records or w.computation for w in change.why)
    assert any(w.records for c in made.changes for w in c.why)


def test_its_sentences_pass_the_lint(made: PairEdition) -> None:
    for s in made.sentences():
        assert s.records or s.computation
        assert not [w for w in wording().jargon if re.search(rf"\b{re.escape(w)}\b", s.text)]
        for _, more in wording().nouns.values():
            assert not re.search(rf"(?<![\d.,])1 {more}\b", s.text), s.text


def test_forecasts_that_came_due_say_what_became_of_them(
    lake: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    args = ["forecast", "CHN-RUS", "--issue", "--lake", str(tmp_path / "lake")]
    done = CliRunner().invoke(cli, args)
    entries = Ledger(tmp_path / "lake").entries()
    assert entries, done.output
    now = asked(lake, None)
    yes, no, late = (
        replace(
            e,
            question=replace(e.question, rule=replace(e.question.rule, last=last)),
            outcome=Resolution(answer, "why", records),
        )
        for e, answer, last, records in zip(
            entries,
            (YES, NO, YES),
            (date(2026, 3, 31), date(2026, 4, 30), date(2027, 1, 1)),
            ((VETO,), (), ()),
            strict=False,
        )
    )
    monkeypatch.setattr(forecast_news, "Ledger", lambda _: SimpleNamespace(entries=lambda _: [no, late, yes]))
    due = forecast_news.report_due_forecasts(now.answers, tmp_path, SINCE, now.data_to).lines
    assert [d.id for d in due] == [yes.key, no.key]
    assert "it happened" in due[0].text
    assert due[0].records == (VETO,)
    assert "it did not happen" in due[1].text
    assert f"{yes.probability:.0%}" in due[0].text


def test_alerts_told_since_are_named(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    why = cannot_tell(Kind.TOGETHER, NO_SUBJECT, "nothing", method="x/1")

    def entry(key: str, told: date) -> AlertEntry:
        alert = Alert(
            key, "w", "CHN-RUS", "iran", "veto", "", told, told, "record", "A veto.", why, (VETO,), 1
        )
        return AlertEntry(alert, f"{told}T00:00:00Z")

    entries = [entry("a", date(2026, 2, 28)), entry("b", date(2026, 4, 8))]
    book = SimpleNamespace(entries={e.alert.id: e for e in entries})
    monkeypatch.setattr(alert_news, "Book", lambda _: book)
    now = asked(lake, None)
    sent = alert_news.report_sent_alerts(now.answers, lake, SINCE, now.data_to)
    assert [a.id for a in sent.lines] == ["b"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_format_names_the_veto_and_its_source_and_stays_the_same(
    made: PairEdition, now: Watch, kind: str
) -> None:
    body = write(made, kind, now)
    assert body == write(replace(made), kind, now)
    read = " ".join(body.decode().split())
    assert "Strait of Hormuz" in read
    assert re.search(r"https://docs\.un\.org/S/2026/273", read.replace("\\", ""))
    shown = re.sub(r"<guid.*?</guid>", "", read)
    assert not [r for s in made.added for r in s.records if r in shown]


def test_the_feed_is_rss_with_lasting_ids(made: PairEdition, now: Watch) -> None:
    feed = ET.fromstring(write(made, "rss", now))
    assert (feed.tag, feed.get("version")) == ("rss", "2.0")
    channel = feed.find("channel")
    assert channel is not None
    assert all(channel.findtext(name) for name in ("title", "link", "description"))
    assert parsedate_to_datetime(channel.findtext("lastBuildDate") or "").date() == made.to
    guids = [i.findtext("guid") for i in channel.findall("item")]
    assert len(guids) == len(set(guids)) == len(made.added) + len(made.changes)
    assert f"urn:comity:CHN-RUS:{VETO}" in guids


@pytest.mark.parametrize("kind", KINDS)
def test_outside_text_is_inert(made: PairEdition, now: Watch, kind: str) -> None:
    alerts = NewsSection("alerts", "alert", (NewsLine("x", HOSTILE, (HOSTILE,)),))
    body = write(replace(made, sections=(alerts,)), kind, now).decode()
    assert "\u202e" not in body
    assert "\x08" not in body
    if kind == "html":
        assert "<script" not in body
    if kind == "md":
        assert "<script" not in re.sub(r"\\.", "", body)
        assert "](" not in re.sub(r"\\.", "", body)
    if kind == "rss":
        texts = [e.text or "" for e in ET.fromstring(body).iter() if e.tag in ("title", "description")]
        assert any("alert(1)" in t for t in texts)
        assert "<script" not in body


def test_the_command_writes_each_file_and_nothing_where_nothing_is_new(lake: Path, tmp_path: Path) -> None:
    args = ["edition", "CHN-RUS", "--lake", str(lake)]
    files = [tmp_path / f"week.{kind}" for kind in KINDS]
    outs = [x for f in files for x in ("--out", str(f))]
    done = CliRunner().invoke(cli, [*args, "--since", "2026-03-01", *outs])
    assert done.exit_code == 0, done.output
    assert all(f.stat().st_size > 500 for f in files)
    none = CliRunner().invoke(cli, [*args, "--since", "2027-01-01", "--out", str(tmp_path / "none.txt")])
    assert none.exit_code == 4
    assert "Nothing is new about China and Russia" in none.output
    assert not (tmp_path / "none.txt").exists()
    with pytest.raises(BriefError, match="html, md, txt, rss"):
        CliRunner().invoke(cli, [*args, "--out", "x.pdf"], catch_exceptions=False)
