"""What is no record is accounted for, line by line; and nothing in the folder is left without an account."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from readers import as_file, events, read

from comity.errors import SourceError
from comity.sources import registry
from comity.sources.base import Sample
from comity.sources.reference import event_reference, no_records

(SOURCE,) = event_reference.SOURCES


def test_every_line_is_reference():
    found = read(SOURCE, b"//CAMEO Codelist Version: 0.7\n//\nLABEL: 010= Make statement", "codes.txt")
    assert (found.row_count, found.accepted, found.set_aside) == (3, 0, {"reference": 3})


def test_a_graph_of_facts_is_no_reference():
    assert not SOURCE.recognises(Sample("train.txt", b"0\t1\t2\t0\n" * 9))
    assert SOURCE.recognises(Sample("entity2id.txt", b"Extremist (Russia)\t0\nBoris Yeltsin\t1\n"))
    with pytest.raises(SourceError, match="none of the reference files"):
        list(SOURCE.read(as_file(b"name,country\n", "x.csv")))


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
