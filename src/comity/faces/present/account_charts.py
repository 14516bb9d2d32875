"""The two pictures of an account: all places of a pair, and the timeline of a place, each with its legend."""

from __future__ import annotations

from typing import Any

from comity.faces.present.chart import Chart
from comity.faces.present.charts.blocks import LEGEND, WIDTH, ActUrl, list_signs, matrix, timeline
from comity.faces.present.charts.marks import PHONE
from comity.watch.account.acts import ClassedAct
from comity.watch.account.pair import PairAccount
from comity.watch.account.place import PlaceAccount
from comity.watch.account.rows import PlaceRow


def matrix_chart(account: PairAccount) -> Chart:
    """Return the picture of all places of a pair; its title is the heading of the account."""
    return Chart("matrix", matrix(account), title(account), [_row(r) for r in account.rows], legend=LEGEND)


def timeline_chart(account: PlaceAccount | PairAccount, url: ActUrl) -> Chart:
    """Return the timeline of a place, or of a pair; its title is the heading of the account."""
    wide, narrow = (timeline(account, url, title(account), w) for w in (WIDTH, PHONE))
    places = account.rows if isinstance(account, PairAccount) else (account,)
    rows = [as_row(a, place.hotspot) for place in places for a in place.acts]
    return Chart("timeline", wide, title(account), rows, narrow=narrow, legend=list_signs(account.acts))


def title(account: PlaceAccount | PairAccount) -> str:
    """Return the heading of an account, with the name of the place."""
    heading = " ".join(s.text for s in account.heading)
    return heading if isinstance(account, PairAccount) else f"{account.name}: {heading}"


def as_row(act: ClassedAct, place: str) -> dict[str, Any]:
    """Return an act as a row of a file."""
    return {
        "id": act.id,
        "place": place,
        "class": act.act_class,
        "by": list(act.by),
        "first": act.first,
        "last": act.last,
        "precision": act.precision,
        "forms": list(act.forms),
        "strength": act.strength,
        "deed": act.deed,
        "stance": act.stance,
        "domain": act.domain,
        "short": act.short,
        "summary": act.summary,
        "records": list(act.records),
    }


def _row(row: PlaceRow) -> dict[str, Any]:
    return {
        "place": row.hotspot,
        "group": row.group,
        "joint": row.joint,
        "same_side": row.same_side,
        "steps_back": row.steps_back,
        "opposed": row.opposed,
        "alone": row.alone,
        "against": row.against,
        "newest": row.newest.first if row.newest else None,
        "newest_act": row.newest.short if row.newest else "",
        "mostly": row.mostly.text if row.mostly else "",
    }
