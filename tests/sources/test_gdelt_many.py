"""Files read together give what each gives alone, whatever is wrong in some of them."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

from event_files import as_file

from comity.lake import reading
from comity.lake.reading import Account
from comity.records.schemas import plain
from comity.sources import registry
from comity.sources.base import Batch, reads_many


def _told(batches: Iterable[Batch]) -> tuple[Account, list[dict[str, Any]]]:
    account, rows = Account(), []
    for b in batches:
        assert not b.rejects
        account.note(b)
        rows += plain(b.tables["events"]).to_pylist()
    return account, rows


def test_each_file_gives_what_it_gives_alone(synthetic: ModuleType) -> None:
    source = registry.get("gdelt2")
    assert reads_many(source)
    sound = [synthetic.content(n, seed=3, rows=300) for n in range(4)]
    lines = sound[1].split(b"\n")
    other = {
        "an id met before": b"\n".join([*lines[:200], *lines[40:90], *lines[200:]]),
        "no line end": sound[2].rstrip(b"\n"),
        "Windows line ends": sound[3].replace(b"\n", b"\r\n"),
        "in doubt": synthetic.content(5, seed=3, rows=300, dirt=synthetic.Dirt(dirty=0.05)),
        "one line": lines[0],
        "a blank line": sound[0].replace(b"\n", b"\n\n", 1),
        "no UTF-8": sound[0].replace(b"http", b"\xff", 1),
        "a score that is no number": sound[0].replace(b"\t-10.0\t", b"\tnan\t", 1),
        "scores without end": sound[0]
        .replace(b"\t-10.0\t", b"\tinf\t", 1)
        .replace(b"\t-10.0\t", b"\t-inf\t", 1),
        "a mark before": b"\xef\xbb\xbf" + sound[0],
    }
    data = [sound[0], other["in doubt"], *sound[1:], *other.values()]
    files = [as_file(d, f"{n}.export.CSV") for n, d in enumerate(data)]
    events, accounts = reading.read_together(files, source)
    rows = plain(events).to_pylist()
    doubted = {"in doubt", "a blank line", "no UTF-8", "a score that is no number", "scores without end"}
    names = ["sound", "in doubt", "sound", "sound", "sound", *other]
    for name, file, account in zip(names, files, accounts, strict=True):
        assert (account is None) == (name in doubted), name
        if account is not None:
            mine, rows = rows[: account.accepted], rows[account.accepted :]
            assert (account, mine) == _told(source.read(file)), name
    assert not rows
    assert accounts[names.index("an id met before")].set_aside == {"repeat": 50}


def test_nothing_to_read_together_is_no_fault(synthetic: ModuleType) -> None:
    source = registry.get("gdelt2")
    assert reads_many(source)
    assert source.read_many([]).portions == []
    told = source.read_many([as_file(b"no events\n", "a.csv"), as_file(b"", "b.csv")])
    assert (told.events.num_rows, told.portions) == (0, [None, None])
