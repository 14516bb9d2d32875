"""Draw footnotes of briefs at random and compare each with its record in the lake.

    python tools/footnotes.py --lake FOLDER --n 50 --seed 1 CHN-RUS CHN-RUS:iran IND-PAK

A footnote is right if the record in the lake comes from the named source, was published on the date in the
footnote, and names the states of the sentence. The record must also belong to the hotspot and be coded as the
sentence says. Prints every wrong footnote and then the count; the exit status is 1 if a footnote is wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.faces import brief
from comity.faces.brief.model import Brief, Claim, Footnote, date_source, misses
from comity.lake.query.sql import select
from comity.lake.query.view import View
from comity.sources import cards
from comity.vocabulary.hotspots import file_act
from comity.watch import Watch


@dataclass(frozen=True, slots=True)
class DrawnFootnote:
    """One citation of a record in a sentence of a brief."""

    pair: str
    text: str
    claim: Claim
    note: Footnote


_ONE = "WHERE source = $source AND record_id = $record_id"


def footnotes(pair: str, brief: Brief) -> list[DrawnFootnote]:
    """Return every citation of a brief."""
    return [
        DrawnFootnote(pair, s.text, c, brief.notes[c.record]) for s in brief.sentences() for c in s.claims
    ]


def read_anew(view: View, record_id: str) -> dict[str, Any]:
    """Return the act with this id, read from its table; {} if there is none."""
    source = record_id.partition(":")[0]
    rows = view.run(select("acts", rest=_ONE), source=source, record_id=record_id).to_pylist()
    if not rows:
        return {}
    row = dict(rows[0])
    return {**row, "hotspots": file_act(row["hotspots"], row["targets"], row["summary"])}


def ballots(view: View, record_id: str) -> list[str]:
    """Return the votes of the states in the roll call of a ballot, because briefs show a veto as an act."""
    values = {"source": record_id.partition(":")[0], "record_id": record_id}
    own = view.run(select("ballots", rest=_ONE), **values).to_pylist()
    calls = own or view.run(select("roll_calls", rest=_ONE), **values).to_pylist()
    if not calls:
        return []
    rest = "WHERE source = $source AND roll_call_id = $call"
    cast = view.run(select("ballots", rest=rest), source=values["source"], call=calls[0]["roll_call_id"])
    return [f"{b['state']} {b['choice']}" for b in cast.to_pylist()]


def fails(view: View, f: DrawnFootnote, codes: tuple[str, ...]) -> list[str]:
    """Return the statements of a footnote that disagree with its record."""
    fresh = read_anew(view, f.claim.record)
    if not fresh:
        cast = ballots(view, f.claim.record)
        if not cast:
            return ["no such record is held"]
        return [] if {f"{c} no" for c in codes} <= set(cast) else ["the ballots of the roll call differ"]
    out = misses(fresh, f.claim)
    if f.note.date not in (dates := {date_source(c) for c in (*fresh["citations"], {})}):
        out.append(f"was published {', '.join(sorted(dates))}, the note says {f.note.date}")
    if f.note.record != fresh["record_id"]:
        out.append(f"is {fresh['record_id']}, the note says {f.note.record}")
    named = [cards.card(fresh["source"]).title, *(c["title"] or "" for c in fresh["citations"])]
    named += [f"UN document {n}" for n in named if n]
    if not any(n and f.note.source.startswith(n[:40]) for n in named):
        out.append(f"is not from {f.note.source}")
    addresses = {c["url"] or f"https://docs.un.org/{c['title']}" for c in fresh["citations"]}
    if f.note.where and f.note.where not in addresses:
        out.append(f"has not the address {f.note.where}")
    return out


def main() -> None:
    """Draw the footnotes and check them."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    ask.add_argument("pairs", nargs="+", help="PAIR or PAIR:HOTSPOT")
    ask.add_argument("--lake", type=Path)
    ask.add_argument("--n", type=int, default=50)
    ask.add_argument("--seed", type=int, default=1)
    options = ask.parse_args()
    all_of: list[tuple[Watch, DrawnFootnote]] = []
    for pair_and_spot in options.pairs:
        pair, _, spot = pair_and_spot.partition(":")
        watch = Watch(*pair.split("-"), lake=options.lake)
        all_of += [(watch, f) for f in footnotes(pair_and_spot, brief.build(watch, spot))]
    drawn = random.Random(options.seed).sample(all_of, min(options.n, len(all_of)))  # noqa: S311 - a sample
    bad = 0
    for watch, f in drawn:
        if faults := fails(watch.view, f, watch.group.codes):
            bad += 1
            print(f"{f.pair}: «{f.text}» {f.claim.record}: {'; '.join(faults)}")
    print(
        f"{len(drawn) - bad} of {len(drawn)} footnotes hold, drawn from {len(all_of)} (seed {options.seed})."
    )
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
