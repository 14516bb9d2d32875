"""From a press item to a fact: what is proposed, noticed, kept and undone with a few keys; and a round."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from comity.errors import QuestionError
from comity.faces.cli import cli
from comity.lake import own_facts
from comity.lake.store import Lake
from comity.parts.keep import rounds
from comity.parts.keep.held import HeldFacts
from comity.parts.keep.items import read_items
from comity.parts.keep.proposal import Proposal, propose
from comity.records.schemas import Reject
from comity.sources.curated import chronicle
from comity.vocabulary.group import Group

DRILL = (
    "Belgrade and Ankara drill",
    "2026-03-10",
    "https://www.reuters.com/world/drill",
    "The air forces of Serbia and Turkey held a joint exercise near Nis on Monday, officials said.\n\n"
    "It was their first in ten years.",
)
HELD = (
    "Putin and Pezeshkian sign treaty",
    "2025-01-18",
    "https://www.reuters.com/world/treaty",
    "Russian President Vladimir Putin and Iranian President Masoud Pezeshkian signed a partnership treaty in "
    "Moscow on Friday.",
)
COLUMN = (
    "Comment: what alliances are for",
    "2026-03-01",
    "https://www.reuters.com/world/comment",
    "Alliances between states such as Serbia and Turkey rest on fear, and fear does not last.",
)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for n, (title, day, url, text) in enumerate((DRILL, HELD, COLUMN)):
        head = f"---\ntitle: {title}\ndate: {day}\nurl: {url}\n---\n"
        (folder / f"{n}.md").write_text(f"{head}\n{text}\n", "utf-8")
    return folder


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    return tmp_path / "lake"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> HeldFacts:
    return HeldFacts(Lake.open(tmp_path_factory.mktemp("none") / "lake").view(packaged=True))


def comity(lake: Path, *words: str, keys: str = "") -> Result:
    return CliRunner().invoke(cli, [*words, "--lake", str(lake)], input=keys)


def proposed(inbox: Path, n: int) -> Proposal:
    (item,) = read_items([inbox / f"{n}.md"])
    return propose(item)  # type: ignore[arg-type]


def test_an_item_is_proposed_as_a_fact_that_stands_the_checks(inbox: Path, held: HeldFacts) -> None:
    p = proposed(inbox, 0)
    assert (p.on, set(p.who), p.form) == ("2026-03-09", {"SRB", "TUR"}, "joint-exercise")
    assert p.short == "held a joint exercise near Nis"
    fact = p.fact(held)
    assert chronicle.examine(fact, date(2026, 12, 1)) == ""
    assert fact["did"][0] == {
        "who": list(p.who),
        "verb": "drill",
        "object": "a joint exercise near Nis",
        "toward": [],
        "side": "for",
        "joint": True,
    }
    assert (fact["strength"], fact["domain"], set(fact["roles"].values())) == (5, "military", {"participant"})


def test_what_is_typed_corrects_a_field_or_says_what_is_understood(inbox: Path, held: HeldFacts) -> None:
    p = proposed(inbox, 0)
    typed = {"d": "2026-03", "w": "Serbia, Hungary", "t": "Kosovo", "p": "serbia-kosovo", "f": "treaty"}
    typed |= {"s": "signed a pact", "x": "They signed.", "u": "against", "c": "Serbia host", "g": "press"}
    for key, text in typed.items():
        p = p.correct(key, text)
    fact = p.fact(held)
    assert (fact["date"], fact["actors"], fact["targets"]) == ("2026-03", ["SRB", "HUN"], ["XKX"])
    assert (fact["hotspot"], fact["form"], fact["toward_third"]) == ("serbia-kosovo", "agreement", "against")
    assert fact["roles"]["SRB"] == "host"
    assert fact["sources"][0]["kind"] == "press"
    assert p.correct("t", "none").toward == ()
    wrong = {
        "d": "soon",
        "w": "Atlantis",
        "p": "moon",
        "f": "flirt",
        "s": "x" * 61,
        "u": "maybe",
        "c": "Serbia king",
    }
    for key, text in wrong.items():
        with pytest.raises(QuestionError):
            p.correct(key, text)


def test_a_fact_held_is_noticed_and_others_are_not(inbox: Path, held: HeldFacts) -> None:
    assert [n.record_id for n in proposed(inbox, 1).near(held) if n.same] == ["chronicle:irn-russia-csp-2025"]
    assert not [n for n in proposed(inbox, 0).near(held) if n.same]


def test_few_keys_judge_an_inbox_and_undo_gives_it_all_back(inbox: Path, lake: Path) -> None:
    def account() -> str:
        return comity(lake, "watch", "SRB-TUR").output + comity(lake, "edition", "SRB-TUR").output

    before = account()
    judged = comity(lake, "keep", str(inbox), "--by", "Ada", keys="sdrilled near Nis\na1r1")
    assert judged.exit_code == 0
    assert "SAME? 17 Jan 2025" in judged.output
    assert "0 left. 5 keys for 3 items beside what was typed, at most 2." in judged.output
    log = own_facts.read(lake)
    assert [c.kind for c in log.changes] == ["keep", "same", "reject"]
    assert log.standing[0].fact["short"] == "drilled near Nis"
    assert "drilled near Nis [own · agency]" in " ".join(account().split())
    assert "Nothing to judge" in comity(lake, "keep", str(inbox), keys="a").output
    shown = comity(lake, "keep", "--list", "--format", "text").output
    assert "agency; kept by Ada on" in " ".join(shown.split())
    for _ in range(3):
        assert comity(lake, "keep", "--undo", "--by", "Ada").exit_code == 0
    assert comity(lake, "keep", "--undo", "--by", "Ada").exception
    assert account() == before


def test_what_seems_held_is_kept_only_when_asked_twice(inbox: Path, lake: Path) -> None:
    once = comity(lake, "keep", str(inbox / "1.md"), keys="a")
    assert "a again to keep it all the same" in once.output
    assert not own_facts.read(lake).changes
    comity(lake, "keep", str(inbox / "1.md"), keys="aa")
    assert [c.kind for c in own_facts.read(lake).changes] == ["keep"]
    back = comity(lake, "keep", str(inbox), "--by", "root", keys="nz")
    assert "2 left" in back.output or "1 of" in back.output


def test_a_contribution_is_read_like_the_facts_that_ship(inbox: Path, lake: Path, tmp_path: Path) -> None:
    assert comity(lake, "keep", "--export", str(tmp_path / "x.jsonl")).exception
    comity(lake, "keep", str(inbox), keys="a")
    assert comity(lake, "keep", "--export", str(tmp_path / "x.jsonl")).exit_code == 0
    head, line = (tmp_path / "x.jsonl").read_text("utf-8").splitlines()
    assert json.loads(head)["states"] == []
    assert chronicle.examine(json.loads(line), date(2026, 12, 1)) == ""


def test_files_of_two_people_are_merged_at_the_terminal(inbox: Path, lake: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    comity(lake, "keep", str(inbox / "0.md"), "--by", "Ada", keys="a")
    comity(other, "keep", str(inbox / "0.md"), "--by", "Ben", keys="sdrilled in Serbia\na")
    merged = comity(lake, "keep", "--merge", str(own_facts.path_of(other)), "--format", "text")
    assert "1 changes are new; 1 conflicts" in merged.output
    late = own_facts.read(lake).conflicts[0][1]
    assert late.id in comity(lake, "keep", "--list", "--format", "text").output
    assert comity(lake, "keep", "--settle", late.id, "--by", "Ada").exit_code == 0
    assert own_facts.read(lake).conflicts == ()
    assert own_facts.read(lake).standing[0].fact["short"] == "drilled in Serbia"


def test_a_round_says_what_is_due_and_goes_on_where_it_stopped(lake: Path) -> None:
    first = comity(lake, "round", "SRB-TUR", "--by", "Ada", keys="df")
    due = [p.name for p in rounds.rota() if not p.states]
    assert all(name in first.output for name in due)
    words = " ".join(first.output.split())
    assert f"Searched: {due[1]}. No act found in: {due[0]}. Not searched: {due[2]}." in words
    again = comity(lake, "round", "SRB-TUR", keys="")
    assert due[0] not in again.output.split("Ten minutes")[1].split("Round of")[0]
    mail = comity(lake, "round", "SRB-TUR", "--mail")
    assert mail.output.startswith("Round of ")
    other = comity(lake, "round", "FRA-SRB", "--mail").output
    assert "No act found in" not in other, "what was searched for one pair was not for another"


def test_a_source_is_due_again_by_its_rhythm_and_new_facts_are_counted_by_place(lake: Path) -> None:
    group, store = Group.parse("SRB-TUR"), Lake.open(lake)
    comity(lake, "round", "SRB-TUR", keys="ddd")
    today = own_facts.read(lake).changes[0].day
    view = store.view(packaged=True)
    assert rounds.read_round(store, view, group, today).due == ()
    later = rounds.read_round(store, view, group, date.fromordinal(today.toordinal() + 7))
    assert len(later.due) == 3
    assert (later.last, later.first) == (today, False)
    assert rounds.count_by_place(later) == {}


def test_own_places_to_look_join_the_rota(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMITY_LAKE", str(lake))
    folder = lake / "vocabulary" / "rota"
    folder.mkdir(parents=True)
    row: dict[str, Any] = {"name": "Blic", "url": "https://www.blic.rs", "every": 7, "kind": "press"}
    (folder / "mine.yaml").write_text(json.dumps({"blic": row | {"states": ["SRB"]}}), "utf-8")
    rounds.rota.cache_clear()
    try:
        assert "Blic" in comity(lake, "round", "SRB-TUR", keys="").output
    finally:
        rounds.rota.cache_clear()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["keep", str(tmp_path / "none.txt"), "--lake", str(tmp_path / "lake")])
    assert isinstance(done.exception, QuestionError)
    assert str(done.exception).startswith(f"There is no file {tmp_path / 'none.txt'}: ")


def test_a_file_without_text_is_named_and_the_others_are_offered(inbox: Path) -> None:
    (inbox / "empty.txt").write_text("")
    *_, last = read_items([inbox])
    assert (last.detail if isinstance(last, Reject) else "") == "empty.txt has no text"
    assert len(list(read_items([inbox]))) == 4
