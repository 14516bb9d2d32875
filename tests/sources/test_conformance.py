"""Every source of the registry keeps the promise, whole and damaged."""

from __future__ import annotations

import pytest
from all_layouts import FILES
from damage import by_row, counts, damaged
from hypothesis import given, settings
from hypothesis import strategies as st
from layouts import REAL

from comity.errors import SourceError, UnknownNameError
from comity.sources import registry
from comity.sources.base import Sample
from comity.sources.curated import chronicle
from comity.sources.votes import unga_unvotes
from comity.testing import check_bytes, check_source


def test_every_source_has_files_to_be_tried_on():
    assert set(registry.all_sources()) == set(FILES)


@pytest.mark.parametrize("source_id", sorted(FILES))
def test_the_promise_holds(source_id):
    check_source(registry.get(source_id), FILES[source_id])


@pytest.mark.parametrize("source_id", sorted(FILES))
def test_each_file_is_claimed_by_its_source_alone(source_id):
    for name, data in FILES[source_id]:
        assert registry.recognise(Sample(name, data[:65536])).card.id == source_id


@pytest.mark.parametrize("source_id", sorted(FILES))
@settings(max_examples=24, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_no_damage_brings_anything_but_a_sentence_or_rejects(source_id, data):
    name, whole = data.draw(st.sampled_from(FILES[source_id]))
    hurt = data.draw(damaged(whole))
    reading = check_bytes(registry.get(source_id), name, hurt)
    if reading is not None and by_row(whole, check_bytes(registry.get(source_id), name, whole).row_count):
        assert reading.row_count in counts(hurt), "a row is lost, or told that is not there"


@pytest.mark.parametrize("source_id", ["acled"])
def test_layouts_made_from_a_codebook_say_that_they_were_not_tried(source_id):
    assert registry.get(source_id).card.tried_on.startswith("not yet tried on real files")


@pytest.mark.real
@pytest.mark.parametrize(("source_id", "path"), REAL)
def test_the_promise_holds_for_the_real_files(source_id, path, shared_data):
    data = (shared_data / path).read_bytes()
    source = registry.recognise(Sample(path.rsplit("/", 1)[-1], data[:65536]))
    assert source is not None
    assert source.card.id == source_id
    reading = check_bytes(source, path.rsplit("/", 1)[-1], data)
    assert reading.rejects == []
    assert reading.accepted


def test_registry_names_what_it_knows():
    known = registry.all_sources()
    assert list(known) == sorted(known)
    assert registry.get("chronicle") is chronicle.SOURCES[0]
    with pytest.raises(UnknownNameError, match="chronicle"):
        registry.get("chronicles")
    assert registry.recognise(Sample("x", b"nothing known")) is None


@given(st.text("a\r\n\x0b\u2028\ufeff", max_size=60), st.sampled_from((1, 5, 20, 25)))
def test_first_lines_are_those_of_the_whole(text, most):
    for head in (text.encode(), text.encode() + b"\xff"):
        whole = head.decode("utf-8" if not head.endswith(b"\xff") else "latin-1").removeprefix("\ufeff")
        assert Sample("x", head).lines(most) == whole.splitlines()[:most]


def test_a_file_claimed_twice_is_refused(monkeypatch):
    twice, load = [*registry.list_ids(), "copy"], registry.get
    monkeypatch.setattr(registry, "list_ids", lambda: twice)
    monkeypatch.setattr(registry, "_load_or_name", lambda i: load("chronicle" if i == "copy" else i))
    with pytest.raises(SourceError, match="chronicle, copy"):
        registry.recognise(Sample(*FILES["chronicle"][0]))


class Faulty:
    """A source that breaks one part of its promise."""

    def __init__(self, fault: str) -> None:
        self.fault, self.inner = fault, chronicle.SOURCES[0]
        self.card = self.inner.card
        self.times = 0

    def recognises(self, sample: Sample) -> bool:
        return self.fault == "greedy" or self.inner.recognises(sample)

    def read(self, file):
        self.times += 1
        for b in self.inner.read(file):
            acts = b.tables["acts"]
            if self.fault == "drops":
                told = [r for r in b.rejects if r.reason not in ("json", "encoding")]
                lost = len(b.rejects) - len(told)
                b.row_count, b.rejects = b.row_count - lost, told
            elif self.fault == "unbalanced":
                b.row_count += 1
            elif self.fault == "unstable":
                ids = [f"chronicle:{self.times}-{i}" for i in range(acts.num_rows)]
                b.tables["acts"] = acts.set_column(0, acts.schema[0], [ids])
            elif self.fault == "blind":
                b.coverage = []
            elif self.fault == "foreign":
                b.tables = {"events": acts}
            yield b


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("greedy", "is noise"),
        ("drops", "accounted for"),
        ("unbalanced", "accounted for"),
        ("unstable", "read twice"),
        ("blind", "no coverage"),
        ("foreign", "card does not name"),
    ],
)
def test_the_check_finds_a_broken_promise(fault, said):
    with pytest.raises(AssertionError, match=said):
        check_source(Faulty(fault), FILES["chronicle"])


def test_the_check_wants_records():
    head = FILES["chronicle"][0][1].split(b"\n")[0] + b"\n"
    with pytest.raises(AssertionError, match="single record"):
        check_source(chronicle.SOURCES[0], [("c.jsonl", head)])
    assert unga_unvotes.SOURCES[0].card.licence


def test_a_source_is_called_by_its_title_and_a_stranger_by_its_id() -> None:
    assert registry.title("chronicle") == registry.get("chronicle").card.title != "chronicle"
    assert registry.title("mine") == "mine"
