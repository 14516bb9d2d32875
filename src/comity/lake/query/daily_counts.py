"""Counts of events by day, acting state, target state and class of act, without names or texts."""

from __future__ import annotations

import hashlib

import pyarrow as pa

from comity.lake.query.event_counts import SIDES, two_sided
from comity.lake.query.view import View
from comity.records.coverage import merge
from comity.sources import registry
from comity.sources.cards import COUNTED
from comity.sources.events import daily_counts

#: Acts by state organs, deduplicated as in the statistics, counted by each field that may be published. If
#: ``$family``, only the first direction of a two-sided act counts as between states.
_COUNTS = f"""
WITH acts AS (
    SELECT actor, target, code_system, code, quad, event_date, min(known_on) AS known_on,
        bool_or(coalesce(target <> actor AND target_is_state AND mirror_of IS NULL, false)) AS between_them,
        coalesce(array_to_string(list_sort(list_distinct(list(geo_state))), ' '), '') AS places
    FROM events
    WHERE source IN $members AND actor IS NOT NULL AND actor_is_state AND precision = 'day'
    GROUP BY actor, target, code_system, code, quad, event_date
), sides AS (
    SELECT acts.*, {SIDES}
    FROM acts LEFT JOIN two_sided ON code = two_sided_code AND code_system = 'cameo'
), told AS (
    SELECT *, between_them AND (NOT $family OR 1 = row_number() OVER (
        PARTITION BY code_system, quad, event_date, one, other, act, between_them
        ORDER BY actor, target, code
    )) AS between_states,
    CASE WHEN code_system = 'cameo' THEN substr(code, 1, 2) ELSE split_part(code, '-', 1) END AS kind
    FROM sides
)
SELECT event_date AS day, actor, target, code_system, kind, quad, between_states, known_on, places,
    CAST(count(*) AS INTEGER) AS acts
FROM told GROUP BY ALL ORDER BY ALL
"""  # noqa: S608 - no value in it


def count_stream(view: View, source: str) -> bytes | None:
    """Return the file of daily counts for one source of events; ``None`` if ``view`` has none of its events.

    Parameters
    ----------
    view : the records
    source : one of :data:`~comity.sources.cards.COUNTED`
    """
    members = COUNTED[source]
    files = [f for f in view.files.values() if f.source in members and f.records.get("events")]
    if not files:
        return None
    counts = view.run(_COUNTS, {"two_sided": two_sided()}, members=members, family=len(members) > 1)
    inputs = hashlib.sha256("\n".join(sorted(f.sha256 for f in files)).encode()).hexdigest()
    about = {
        "counted": list(members),
        "files": len(files),
        "files_sha256": inputs,
        "newest": max(f.known_last for f in files if f.known_last).isoformat(),
        "terms": registry.card(source).licence,
    }
    sight = merge(c for c in view.coverage() if c.table == "events" and c.source in members)
    fields = [f for f in daily_counts.SCHEMA if f.name != "made_by"]
    table = counts.select([f.name for f in fields]).cast(pa.schema(fields))
    return daily_counts.encode_counts(table, source, sight, about)
