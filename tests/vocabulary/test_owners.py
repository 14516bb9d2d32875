"""Who owns an outlet."""

from __future__ import annotations

from comity.sources.kit import outlets
from comity.vocabulary.owners import Owner, evidence_kind, find_registered, owners


def names(outlet: str, url: str = "") -> list[str]:
    return [o.name for o in owners(outlet, url)]


def test_outlets_are_found_by_name_by_host_and_through_whom_they_are_carried() -> None:
    assert names("BBC News, The Guardian, BBC") == ["BBC", "Scott Trust"]
    assert names("AFP via France 24") == ["Agence France-Presse"]
    assert names("", "https://www.english.news.cn/a") == ["Xinhua News Agency"]
    assert names("tass.com") == ["TASS"]


def test_who_is_not_in_the_table_stands_for_itself() -> None:
    assert owners("The Foo Gazette") == (Owner("The Foo Gazette"),)
    assert names("", "https://news.example.co.uk/1") == ["example.co.uk"]
    assert names("2015–present, ") == []
    assert names("", "http://[broken") == []
    assert find_registered("a.b.example.org") == "example.org"


def test_state_media_count_as_such_only_on_their_own_state_and_alone() -> None:
    tass = owners("TASS")
    assert tass[0].is_state
    assert evidence_kind(tass, ("CHN", "RUS")) == "state-media"
    assert evidence_kind(tass, ("JPN", "KOR")) == "press"
    assert evidence_kind(owners("TASS, Reuters"), ("CHN", "RUS")) == "press"
    assert evidence_kind((), ("CHN", "RUS")) == "press"


def test_what_the_chronicle_calls_state_media_is_owned_by_a_state_here_too() -> None:
    shared = [
        (host, o, known[0])
        for host, o in outlets._all()["hosts"].items()
        if (known := owners("", f"https://{host}"))[0].standing
    ]
    assert len(shared) > 20
    assert [h for h, o, k in shared if o.kind in ("state-media", "government") and not k.is_state] == []
    assert [h for h, o, k in shared if o.kind == "state-media" and o.country != k.country] == []
