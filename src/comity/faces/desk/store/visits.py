"""What changed since a reviewer last said "seen", and why.

A visit keeps what stood then: the words and counts of every hotspot, the records behind them, the files
held, and how many decisions of reviewers there were.  A move is a word or count that is otherwise now; its
reasons are found by comparing the two states, never guessed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from comity import __version__
from comity.errors import DeskError
from comity.faces.desk.store.cases import now
from comity.faces.desk.store.models import Visit
from comity.lake.query import review_log
from comity.lake.storage import chain
from comity.measures.verdict.verdict import Verdict
from comity.text.review.decisions import Decision
from comity.vocabulary import hotspots
from comity.watch import Watch

State = Mapping[str, Any]
WORDS = {
    "rung": "record",
    "statistics": "statistics",
    "trend": "trend",
    "together": "acts together",
    "apart": "times apart",
}
"""What is compared of a hotspot, and its name on the page."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something moved: ``kind`` is added, gone, review, source, method or elsewhere."""

    kind: str
    words: str
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """One word or count of a hotspot that is otherwise than it was."""

    hotspot: str
    what: str
    was: str
    now: str
    reasons: tuple[Reason, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain form."""
        return asdict(self)


def state(watch: Watch) -> dict[str, Any]:
    """What stands now, in plain types."""
    return {
        "program": __version__,
        "data": watch.view.fingerprint(),
        "files": {i: [f.source, f.name] for i, f in sorted(watch.view.files.items())},
        "decisions": len(review_log.read(watch.view.root).decisions),
        "spots": {v.hotspot: _spot(v) for v in watch.verdicts},
    }


def _spot(v: Verdict) -> dict[str, Any]:
    findings = (*v.record.findings(), *v.timing, *v.votes, *v.vetoes, v.trend)
    records = {i for o in v.record.occurrences for i in o.records} | set(v.record.conditions)
    return {
        "rung": v.rung,
        "statistics": v.statistics,
        "trend": str(v.trend.value if v.trend.known else v.trend.why_not),
        "together": len(v.record.together),
        "apart": sum(o.friction for o in v.record.occurrences),
        "records": sorted(records),
        "methods": sorted({f.method for f in findings}),
        "streams": sorted({t.subject.stream for t in v.timing}),
    }


def last(session: Session, reviewer: str, pair: str) -> tuple[datetime, State] | None:
    """When a reviewer last said "seen" of a pair, and what stood then.

    Raises
    ------
    DeskError
        When what was kept cannot be read.
    """
    visit = session.get(Visit, (reviewer, pair))
    if visit is None:
        return None
    try:
        state = json.loads(visit.state)
        return visit.at, {k: state[k] for k in ("program", "data", "files", "decisions", "spots")}
    except (ValueError, KeyError, TypeError):
        raise DeskError("What you last saw cannot be read any more: say that you have seen this.") from None


def keep(session: Session, reviewer: str, pair: str, state: State) -> None:
    """Remember what stands as seen."""
    visit = session.get(Visit, (reviewer, pair))
    if visit is None:
        visit = Visit(reviewer=reviewer, pair=pair)
        session.add(visit)
    visit.at, visit.state = now(), json.dumps(state, sort_keys=True)


def moves(before: State, after: State, watch: Watch) -> list[Move]:
    """Every word and count that moved, in the order of the hotspots, each with its reasons."""
    why = _Why(before, after, watch)
    out = []
    for spot, is_now in after["spots"].items():
        was = before["spots"].get(spot)
        for key, what in WORDS.items():
            if was is None or was[key] != is_now[key]:
                shown = "not watched" if was is None else str(was[key])
                reasons = why.of(spot, was or {**is_now, "records": [], "methods": []}, is_now, key)
                out.append(Move(spot, what, shown, str(is_now[key]), tuple(reasons)))
    return out


class _Why:
    """The reasons of moves: what is otherwise in files, records, decisions and methods."""

    def __init__(self, before: State, after: State, watch: Watch) -> None:
        self.before, self.after, self.watch = before, after, watch
        log = review_log.read(watch.view.root)
        self.decided = log.decisions[before["decisions"] :]
        replaced = chain.read(watch.view.root).replaced
        self.revised = {new: before["files"][old] for old, new in replaced.items() if old in before["files"]}
        self.new_files = {i: f for i, f in after["files"].items() if i not in before["files"]}
        self.lost = {i: f for i, f in before["files"].items() if i not in after["files"]}

    def of(self, spot: str, was: State, is_now: State, key: str) -> list[Reason]:
        """Reasons of one move at one hotspot."""
        old, new = set(was["records"]), set(is_now["records"])
        decided = [d for d in self.decided if self._about(d, spot, old | new)]
        touched = {d.record_id for d in decided}
        out = self._added(sorted(new - old - touched))
        if gone := sorted(old - new - touched):
            files = "; ".join(sorted({name for _, name in self.lost.values()}))
            how = f"with the older version of {files}" if files else "or they are told by other records now"
            out.append(Reason("gone", f"{_n(len(gone), 'record')} no longer held, {how}", tuple(gone)))
        out += [_of_decision(d) for d in decided]
        if key == "statistics":
            out += self._streams(is_now["streams"])
        if methods := sorted(set(is_now["methods"]) - set(was["methods"])):
            out.append(Reason("method", f"another method: {', '.join(methods)}"))
        return out or [self._elsewhere()]

    def _added(self, ids: Sequence[str]) -> list[Reason]:
        by_file: dict[str, list[str]] = {}
        for e in self.watch.view.where(ids):
            by_file.setdefault(e.file_id, []).append(e.record_id)
        out = []
        for file_id, records_added in sorted(by_file.items(), key=lambda kv: kv[1]):
            name = self.after["files"].get(file_id, ["", file_id])[1]
            kind = "source" if file_id in self.revised else "added"
            how = {"source": "from the newer version of", "added": "from"}[kind]
            unique = tuple(sorted(set(records_added)))
            out.append(Reason(kind, f"{_n(len(unique), 'record')} added {how} {name}", unique))
        return out

    def _about(self, d: Decision, spot: str, ids: set[str]) -> bool:
        """Whether a decision touches the pair at the hotspot, as the machine or the reviewer read it."""
        readings = [r for r in (d.machine, d.human) if r is not None]
        of_spot = any(spot in {hotspots.whole(h) for h in r["hotspots"]} for r in readings)
        named = any(
            {*r["actors"], *r["partners"], *r["targets"]} & set(self.watch.group.codes) for r in readings
        )
        return d.record_id in ids or (of_spot and named)

    def _streams(self, streams: Sequence[str]) -> list[Reason]:
        out = []
        for file_id, (source, name) in sorted(self.new_files.items()):
            if source in streams:
                revised = file_id in self.revised
                words = f"{source} has a newer version of {name}" if revised else f"{source} has {name} more"
                out.append(Reason("source", words))
        return out

    def _elsewhere(self) -> Reason:
        """Nothing of its own moved: a hotspot is held against all others, so say what did."""
        said = []
        if self.before["program"] != self.after["program"]:
            said.append(f"comity {self.after['program']} in place of {self.before['program']}")
        if self.new_files:
            names = sorted(name for _, name in self.new_files.values())
            said.append(f"{_n(len(names), 'file')} came in ({', '.join(names[:3])}{' …' * (len(names) > 3)})")
        if self.decided:
            said.append(_n(len(self.decided), "decision") + " of reviewers elsewhere")
        if not said:
            said.append("only the day did")
        return Reason("elsewhere", f"none of its own records: {', '.join(said)}")


def _of_decision(d: Decision) -> Reason:
    verb = {"accept": "accepted", "reject": "rejected", "correct": "corrected"}[d.choice]
    what = f" ({', '.join(k.replace('_', ' ') for k in d.changes)})" if d.changes else ""
    return Reason("review", f"{verb} by {d.reviewer} on {d.on.isoformat()}{what}", (d.record_id,))


def _n(n: int, one: str) -> str:
    return f"{n:,} {one if n == 1 else one + 's'}"
