"""The two pictures of an account: the matrix of a pair, and the timeline of a place, each with its legend."""

from __future__ import annotations

from typing import Any

from comity.faces.present.chart import Chart
from comity.faces.present.charts.marks import PHONE
from comity.faces.present.charts.pair_matrix import pair_matrix
from comity.faces.present.charts.timeline import WIDTH, Url, timeline
from comity.vocabulary import states
from comity.watch.account.account import PairAccount, PlaceAccount, PlaceRow
from comity.watch.account.acts import AGAINST, ALONE, APART, NEITHER, WITH, ClassedAct

LEGEND = (
    ("one", "one joint act in a year"),
    ("three", "three or more"),
    ("deed", "with a deed"),
    ("side", "side by side only"),
    ("apart", "apart"),
    ("closer", "closer than like pairs"),
    ("no closer", "no closer"),
    ("cannot be told", "cannot be told"),
    ("not covered", "not covered"),
)
"""Signs of the matrix: squares of the years, then dots of votes and timing."""


def matrix_chart(account: PairAccount) -> Chart:
    """The matrix of a pair; its title is the heading of the account."""
    heading = " ".join(s.text for s in account.heading)
    says = f"{account.name}: {heading[:1].lower()}{heading[1:]}"
    return Chart("matrix", pair_matrix(account), says, [_row(r) for r in account.rows], legend=LEGEND)


def timeline_chart(account: PlaceAccount | PairAccount, url: Url) -> Chart:
    """The timeline of a place, or of a pair; its title is the heading of the account."""
    wide, narrow = (timeline(account, url, title(account), w) for w in (WIDTH, PHONE))
    places = account.rows if isinstance(account, PairAccount) else (account,)
    rows = [as_row(a, place.hotspot) for place in places for a in place.acts]
    return Chart("timeline", wide, title(account), rows, narrow=narrow, legend=legend(account))


def title(account: PlaceAccount | PairAccount) -> str:
    """The name of the place or pair and the heading of its account."""
    heading = " ".join(s.text for s in account.heading)
    named = heading.startswith(tuple(states.display(s.state) for s in account.states))
    return f"{account.name}: {heading if named else heading[:1].lower() + heading[1:]}"


def legend(account: PlaceAccount | PairAccount) -> list[tuple[str, str]]:
    """The signs of the timeline that stand in the picture, with their words."""
    acts, third = account.acts, states.in_sentence(account.third) if account.third else ""
    both = [a for a in acts if a.together]
    signs = {
        ("against", f"against {third}"): any(a.stance == AGAINST for a in both),
        ("with", f"with {third}"): any(a.stance == WITH for a in both),
        ("neither", "neither" if third else "together"): any(a.stance == NEITHER for a in both),
        ("veto", "both vetoed"): any("joint-veto" in a.forms for a in both),
        ("apart", "apart"): any(a.kind == APART for a in acts),
        ("alone", "one alone"): any(a.kind == ALONE for a in acts),
    }
    return [sign for sign, is_there in signs.items() if is_there]


def as_row(act: ClassedAct, place: str) -> dict[str, Any]:
    """An act as a row of a file."""
    return {
        "id": act.id,
        "place": place,
        "kind": act.kind,
        "by": list(act.by),
        "first": act.first,
        "last": act.last,
        "precision": act.precision,
        "forms": list(act.forms),
        "deed": act.deed,
        "stance": act.stance,
        "domain": act.domain,
        "summary": act.summary,
        "records": list(act.records),
    }


def _row(row: PlaceRow) -> dict[str, Any]:
    return {
        "place": row.hotspot,
        "what": row.phrase.text,
        "joint": row.joint,
        "against": row.against,
        "together": row.together,
        "apart": row.apart,
        "since": row.since,
        "newest": row.newest,
        **{w.kind: w.word for w in row.witnesses},
    }
