"""The book of alerts, watches as data, and the account of acts read from text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from comity.errors import LakeDamagedError, QuestionError, UnknownNameError, VocabularyError
from comity.measures.change.alarms import Promise, Rate
from comity.parts.follow.alerts import by_record, wanted
from comity.parts.follow.alerts.alert import Alert, from_json, stable_id
from comity.parts.follow.alerts.book import Book
from comity.records.details import ActAlertDetail, WeekAlertDetail
from comity.records.finding import Finding, Interval, PlaceboRank
from comity.records.kinds import Kind, Subject

NOW = datetime(2019, 2, 1, tzinfo=UTC)
WHY = Finding(
    Kind.UNUSUAL_WEEK,
    Subject(states=("CHN", "RUS"), place="venezuela", stream="icews"),
    3,
    "of 7 days",
    "placebo pairs",
    40,
    "alarms/1",
    placebo=PlaceboRank(2, 41, "activity"),
    detail=WeekAlertDetail(
        window=("2019-01-20", "2019-01-26"),
        usual=1.2,
        score=3.1,
        threshold=2.0,
        budget=0.5,
        false_a_month=0.2,
        false_a_month_at_most=0.4,
        placebo_alarms=12,
        placebo_pairs=40,
        placebo_months=1.5,
        likes_over_threshold=2,
        likes=40,
    ),
)


def alert(day: str = "2019-01-26", kind: str = "stepping-up", by: str = "icews", **more: object) -> Alert:
    told = {
        "id": stable_id("w", kind, str(more.get("hotspot", "venezuela")), day),
        "watch": "w",
        "pair": "CHN-RUS",
        "hotspot": "venezuela",
        "kind": kind,
        "form": "",
        "day": date.fromisoformat(day),
        "told_on": date.fromisoformat(day),
        "by": by,
        "headline": "Both act",
        "why": WHY,
        "records": ("icews:1",),
        "records_total": 1,
    } | more
    return Alert(**told)  # type: ignore[arg-type]


def test_an_alert_found_again_is_the_one_it_was(tmp_path: Path) -> None:
    book = Book(tmp_path)
    assert book.tell([alert()], NOW) == [alert()]
    assert book.tell([alert()], NOW) == []
    assert Book(tmp_path).tell([alert()], NOW) == [], "nor after another start"
    assert from_json(alert().to_json()) == alert()


def test_what_tells_the_same_is_folded_with_its_records(tmp_path: Path) -> None:
    book = Book(tmp_path)
    late = alert("2019-01-29", by="gdelt2", records=("gdelt2:7",))
    assert book.tell([alert(), late, alert("2019-02-09")], NOW) == [alert()]
    (entry,) = book.entries.values()
    assert entry.alert.records == ("icews:1", "gdelt2:7")
    assert book.tell([alert("2019-02-20"), alert(hotspot="iran"), alert(kind="divergence")], NOW) != []
    assert len(book.entries) == 4, "a fortnight later, another place and another kind are others"
    veto = alert("2019-02-28", "first", "record", form="joint-veto", records=("dhl:1",))
    fact = replace(veto, id="other", kind="joint-act", day=date(2019, 2, 27), records=("chronicle:1",))
    assert book.tell([veto, fact], NOW) == [veto], "two tellers of one veto"
    assert len(book.tell([replace(fact, id="more", form="joint-initiative")], NOW)) == 1


def test_a_line_cut_by_a_kill_is_no_line(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.tell([alert()], NOW)
    whole = book.path.read_bytes()
    book.path.write_bytes(whole + b'{"line": "sent", "id"')
    again = Book(tmp_path)
    assert again.waiting("terminal", ["w"]) == [alert()]
    again.sent([alert().id], "terminal", NOW)
    assert Book(tmp_path).waiting("terminal", ["w"]) == []
    assert book.path.read_bytes().startswith(whole)
    assert b'"id"{' not in book.path.read_bytes()
    book.path.write_bytes(b"nonsense\n" + whole)
    with pytest.raises(LakeDamagedError, match="damaged"):
        Book(tmp_path)


def test_an_alert_is_acknowledged_once_by_whoever_is_first(tmp_path: Path) -> None:
    one, other = Book(tmp_path), Book(tmp_path)
    one.tell([alert(), alert("2019-03-01", id="ffff00000000")], NOW)
    assert one.acknowledge([alert().id[:5]], "anna", NOW) == 1
    assert other.acknowledge([alert().id], "bert", NOW + timedelta(1)) == 0
    entry = Book(tmp_path).entries[alert().id]
    assert (entry.seen_by, entry.seen_at) == ("anna", "2019-02-01T00:00:00Z")
    with pytest.raises(UnknownNameError):
        one.acknowledge(["zzz"], "anna", NOW)
    one.tell([alert("2019-06-01", id="ffff11111111")], NOW)
    with pytest.raises(QuestionError, match="2 alerts begin"):
        one.acknowledge(["ffff"], "anna", NOW)


def test_the_promise_of_a_month_stays_what_it_was_said_to_be(tmp_path: Path) -> None:
    book = Book(tmp_path)
    first = Promise(1.0, 2.5, Rate(0.5, 0.9, 20, 40, 1.5, 1.1))
    book.promise("w icews 2019-02", first)
    book.promise("w icews 2019-02", Promise(1.0, 1.0))
    assert Book(tmp_path).promises == {"w icews 2019-02": first}


def read_act(day: str, wrong: float = 0.2) -> Alert:
    detail = ActAlertDetail(occurrence="o:1", window=(day, day), reports=1, coded=True)
    about = Subject(states=("CHN", "RUS"), place="venezuela")
    doubt = Interval(0.0, 1.0)
    why = Finding(Kind.FALSE_ACT, about, wrong, "share", "labelled", 9, "m/1", doubt, detail=detail)
    return alert(day, "joint-act", "record", why=why)


def test_acts_read_from_text_are_held_back_once_the_months_errors_reach_the_budget() -> None:
    acts = [read_act(f"2019-01-{d:02d}") for d in (1, 5, 9, 13)]
    fact = alert("2019-01-14", "joint-act", "record")
    told, held = by_record.ration_alerts([*acts, fact], [], 0.5)
    assert told == [*acts[:2], fact], "a fact is no matter of chance"
    assert held == acts[2:]
    later, _ = by_record.ration_alerts([read_act("2019-02-05")], acts[:2], 0.5)
    assert later, "a month later there is room again"


def test_a_file_of_watches_is_read_and_a_mistake_in_it_named() -> None:
    (w,) = wanted.parse(wanted.EXAMPLE, "watches.yaml", ["news"])
    assert (w.pair, w.budget, w.tell) == ("CHN-RUS", 1.0, ("terminal", "news"))
    assert len(w.spots) > 10
    good = {"name": "a", "pair": "RUS-CHN", "budget": 1}
    for change, told in (
        ({"pair": "CHN-XXX"}, "no state called 'XXX'"),
        ({"pair": "CHN-RUS-IRN"}, "is a group"),
        ({"hotspots": ["atlantis"]}, "atlantis"),
        ({"kinds": ["surprise"]}, "surprise"),
        ({"forms": ["joint-nap"]}, "joint-nap"),
        ({"budget": 0}, "more than 0"),
        ({"budget": "many"}, "float"),
        ({"tell": ["pigeon"]}, "pigeon"),
        ({"colour": 1}, "colour"),
        ({"name": " "}, "empty"),
    ):
        with pytest.raises(VocabularyError, match=told):
            wanted.parse(f"watches: [{good | change}]", "watches.yaml")
    with pytest.raises(VocabularyError, match="another watch"):
        wanted.parse(f"watches: [{good}, {good}]", "watches.yaml")
    with pytest.raises(VocabularyError, match="not a list"):
        wanted.parse("watch: me", "watches.yaml")
