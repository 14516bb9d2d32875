"""Make ``src/comity/watch/data/readings.json`` anew from the records beside the repository.

    python tools/readings.py ../shared/data [CHN-RUS ...]

The records may not be passed on, so only figures are kept, with the hashes of the files read.  Takes
some minutes, most of them for the models of votes.  A test compares the file with the records.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path

from comity.lake.store import Lake
from comity.vocabulary import hotspots
from comity.vocabulary.group import Group
from comity.watch import Watch
from comity.watch.questions.shipped import FILE, ShippedReading, plain

READ = (
    "events/icews_weekly",
    "votes/unga_unvotes_votes.rda",
    "votes/unga_unvotes_roll_calls.rda",
    "votes/unga_unvotes_issues.rda",
    "votes/unsc_vetoes_yordan_1946_2022.csv",
    "votes/unsc_dhl_veto_table_en.html",
)
"""What is read, below the folder given."""


def take(lake: Lake, group: Group, *, models: bool = True) -> ShippedReading:
    """The reading of one group on a lake that holds :data:`READ`; ``models`` adds excess agreement."""
    watch = Watch(*group.codes, lake=lake)
    files = {f.name: f.sha256 for f in watch.view.files.values() if not f.place.startswith("comity/")}
    spots = {}
    for h in hotspots.watched():
        spots[h.id] = {
            "votes": tuple(watch.votes.agreement(h.id)),
            "vetoes": tuple(watch.votes.vetoes(h.id)),
            "timing": tuple(watch.timing.coaction(h.id)),
        }
    return ShippedReading(
        group=group.id,
        made=date.today().isoformat(),
        until=max(c.last for c in watch.view.coverage() if c.source != "chronicle").isoformat(),
        files=files,
        votes=tuple(watch.votes.agreement()),
        vetoes=tuple(watch.votes.vetoes()),
        pooled=tuple(watch.timing.pooled()),
        excess=tuple(watch.votes.excess()) if models else (),
        by_hotspot=spots,
    )


def main(data: str, *groups: str) -> None:
    """Read and write."""
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake.open(Path(folder) / "lake")
        receipt = lake.add([Path(data) / name for name in READ])
        if receipt.gaps:
            raise SystemExit(f"not read: {', '.join(x.place for x in receipt.gaps)}")
        out = {g: plain(take(lake, Group.parse(g))) for g in groups or ("CHN-RUS",)}
    target = Path(__file__).resolve().parent.parent / "src" / "comity" / FILE
    target.write_text(json.dumps(out, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
