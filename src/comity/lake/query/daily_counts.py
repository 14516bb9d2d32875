"""An event stream as daily counts: acting state, target state, day and class, without event, name or text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyarrow as pa

from comity.lake.query.event_counts import either_way
from comity.lake.query.view import View, table_expr
from comity.records.coverage import merge
from comity.sources import registry
from comity.sources.events import daily_counts
from comity.sources.events.counted import COUNTED

if TYPE_CHECKING:
    import ibis

_ACT = ("actor", "target", "code_system", "code", "quad", "event_date")


def counted(view: View, source: str) -> bytes | None:
    """The file of counts of a stream, as far as the view holds it; ``None`` where it holds nothing of it.

    Parameters
    ----------
    view : the records
    source : one of :data:`~comity.sources.events.counted.COUNTED`
    """
    members = COUNTED[source]
    files = [f for f in view.files.values() if f.source in members and f.records.get("events")]
    if not files:
        return None
    counts = view.run(_counts(members))
    inputs = hashlib.sha256("\n".join(sorted(f.sha256 for f in files)).encode()).hexdigest()
    about = {
        "counted": list(members),
        "files": len(files),
        "files_sha256": inputs,
        "newest": max(f.known_last for f in files if f.known_last).isoformat(),
        "terms": registry.get(source).card.licence,
    }
    sight = merge(c for c in view.coverage() if c.table == "events" and c.source in members)
    fields = [f for f in daily_counts.SCHEMA if f.name != "made_by"]
    table = counts.select([f.name for f in fields]).cast(pa.schema(fields))
    return daily_counts.written(table, source, sight, about)


def _counts(members: tuple[str, ...]) -> ibis.Table:
    """Acts by organs of states, folded as the statistics fold them, counted by what may be known of them."""
    import ibis  # noqa: PLC0415 - slow to load, and stored answers need none

    t = table_expr("events")
    t = t.filter(t.source.isin(members), t.actor.notnull(), t.actor_is_state, t.precision == "day")
    between = t.target.notnull() & (t.target != t.actor) & t.target_is_state & t.mirror_of.isnull()
    acts = t.group_by(*_ACT).agg(
        known_on=t.known_on.min(),
        between=between.fill_null(False).any(),
        places=t.geo_state.collect(distinct=True).sort().join(" ").fill_null(""),
    )
    if len(members) > 1:  # members of a family mirror different rows of one two-sided act
        acts = either_way(acts)
        same = ibis.window(
            group_by=["code_system", "quad", "event_date", "one", "other", "act", "between"],
            order_by=["actor", "target", "code"],
        )
        acts = acts.mutate(between=acts.between & (ibis.row_number().over(same) == 0))
    kind = (acts.code_system == "cameo").ifelse(acts.code.substr(0, 2), acts.code.split("-")[0])
    acts = acts.mutate(kind=kind, day=acts.event_date, between_states=acts.between)
    keys = ("day", "actor", "target", "code_system", "kind", "quad", "between_states", "known_on", "places")
    return acts.group_by(*keys).agg(acts=acts.count().cast("int32")).order_by(*keys)
