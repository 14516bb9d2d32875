"""Lists kept beside votes: every row set aside with its reason, and held against what we read ourselves."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from readers import as_file

from comity.errors import SourceError, VocabularyError
from comity.sources.base import Sample
from comity.sources.council import unsc_vetoes_csv
from comity.sources.reference import no_records, un_reference
from comity.sources.votes import unga_name_lists
from comity.sources.votes.unga import by_name
from comity.testing import check_bytes
from comity.vocabulary import states

(SOURCE,) = un_reference.SOURCES


def test_a_list_of_none_of_these_kinds_is_refused():
    with pytest.raises(SourceError, match="none of the lists"):
        list(SOURCE.read(as_file(b"a,b\n1,2\n", "x.csv")))


@pytest.mark.parametrize(
    ("name", "head", "said"),
    [
        ("README.md", b"# Read me", "describes the files beside it"),
        ("unga_voeten_Codebook.docx", b"PK\x03\x04", "explains the codes"),
        ("facts.jsonl", b'{"id": "x", "toward_us": "none"}\n', "the ground of the chronicle"),
        ("gold.jsonl", b'{"id": "x", "offsets": "python str offsets into text"}\n', "Labels to hold a coder"),
        (
            "gold.jsonl",
            b'{"offsets": "python str offsets", "claims": [{"toward_us": "none"}]}\n',
            "Labels to hold",
        ),
        ("data.csv", b"a,b\n1,2\n", ""),
        ("resources.csv", b"a,b\n1,2\n", ""),
    ],
)
def test_a_file_that_nobody_reads_says_plainly_why(name, head, said):
    assert said in no_records.why(Sample(name, head)) if said else no_records.why(Sample(name, head)) == ""


def test_a_kind_that_fits_every_file_is_refused(monkeypatch):
    monkeypatch.setattr(no_records, "package_yaml", lambda *_: {"all": {"has": "", "name": "", "why": "x"}})
    no_records.kinds.cache_clear()
    with pytest.raises(VocabularyError, match="needs a text or a name"):
        no_records.kinds()
    no_records.kinds.cache_clear()


REAL = {
    "unsc_vetoes_lurak_1991_2022.csv": 61,
    "cow_country_codes_voeten.csv": 243,
    "unsc_unexports_meetings.xlsx": 3_724,
    "unga_kaartmaker_world_ukraine_votes.csv": 201,
    "unga_kaartmaker_world_palestine_votes.csv": 232,
}


@pytest.mark.real
@pytest.mark.parametrize("name", REAL)
def test_the_real_lists_are_accounted_for_to_the_row(shared_data: Path, name: str):
    data = (shared_data / "votes" / name).read_bytes()
    assert SOURCE.recognises(Sample(name, data[: 1 << 16]))
    reading = check_bytes(SOURCE, name, data)
    assert (reading.row_count, reading.accepted, reading.rejects) == (REAL[name] + 1, 0, [])
    assert sorted(reading.set_aside.values()) == [1, REAL[name]]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.real
def test_the_vetoes_by_year_are_those_of_the_list_with_days(shared_data: Path):
    listed: dict[str, set[str]] = defaultdict(set)
    for r in rows(shared_data / "votes/unsc_vetoes_lurak_1991_2022.csv"):
        code = states.resolve(r["country"], "any-name", date(int(r["vote date"]), 12, 31))
        listed[r["resolution"].strip()].add(code or r["country"])
    path = shared_data / "votes/unsc_vetoes_yordan_1946_2022.csv"
    told: dict[str, set[str]] = defaultdict(set)
    reading = check_bytes(unsc_vetoes_csv.SOURCES[0], path.name, path.read_bytes())
    for b in reading.tables["ballots"].to_pylist():
        told[b["roll_call_id"].removeprefix("UNSC:")].add(b["state"])
    wrong = {k: (v, told.get(k)) for k, v in listed.items() if told.get(k) != v}
    assert wrong == {}


@pytest.mark.real
def test_the_states_of_the_system_are_those_of_the_vocabulary(shared_data: Path):
    unknown = [
        r["StateNme"]
        for r in rows(shared_data / "votes/cow_country_codes_voeten.csv")
        if states.resolve(r["CCode"], "cow") is None
    ]
    assert unknown == []


@pytest.mark.real
def test_a_single_vote_without_a_day_is_no_copy_of_a_vote_that_we_know(shared_data: Path):
    script = shared_data / "votes/unga_ukraine_votes_2014_2022.js"
    reading = check_bytes(unga_name_lists.SOURCES[0], script.name, script.read_bytes())
    known = {b["state"]: b["choice"] for b in reading.tables["ballots"].to_pylist() if b["date"].year == 2022}
    words = {"IN FAVOR": "yes", "AGAINST": "no", "ABSTENTION": "abstain", "ABSENT": "absent"}
    listed = [
        (by_name(r["NAME_EN"], date(2022, 3, 2)), words[r["vote"]])
        for r in rows(shared_data / "votes/unga_kaartmaker_world_ukraine_votes.csv")
    ]
    assert sum(s is None for s, _ in listed) == 7, "provinces and territories"
    differ = sorted({s for s, choice in listed if s and known[s] != choice})
    assert differ == ["ETH", "GIN", "GNQ", "MAR", "TGO"], "so it is no copy of ES-11/1 either"
