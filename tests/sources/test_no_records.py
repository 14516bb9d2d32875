"""A file that no source reads says why, and nothing in the folder of events is left without an answer."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from readers import events

from comity.errors import VocabularyError
from comity.sources import no_records, registry
from comity.sources.base import Sample


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
        ("RUS_monthyear_ac2_count.csv", b"MonthYear,Actor2CountryCode,Count\n", "comity get gdelt2"),
        ("us_react_1998_2002_top20.csv", b"gbr,chn,rus,isr,afg\n", "comity get gdelt2"),
        ("20150218230000.gkg.csv", b"20150218230000-0\t", "knowledge graph"),
        ("un-2014.csv", b"COUNTRY,SAME,OPPOSITE,ABSTAIN,ABSENT,COINCIDENCE\n", "comity get unga_voeten"),
        ("train.txt", b"0\t0\t1\t0\n", "comity get icews"),
        ("cow_contdir.rda", b"\x1f\x8b", "a border is no act"),
        ("codes.txt", b"//CAMEO Codelist Version: 0.7\n", "A list or example"),
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


def members(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Place, name and first bytes of every file below a folder, unpacked; of like zips the first."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as z:
                for name in (n for n in z.namelist() if not n.endswith("/")):
                    with z.open(name) as member:
                        yield f"{path.name}!{name}", name.rsplit("/", 1)[-1], member.read(1 << 16)
        elif path.suffix == ".gz":
            with gzip.open(path) as stream:
                yield path.name, path.stem, stream.read(1 << 16)
        else:
            with path.open("rb") as plain:
                yield path.name, path.name, plain.read(1 << 16)


@pytest.mark.real
def test_every_file_of_the_events_has_one_source(shared_data):
    left = [
        place
        for place, name, head in members(events(shared_data))
        if registry.recognise(Sample(name, head)) is None and not no_records.why(Sample(name, head))
    ]
    assert left == []
