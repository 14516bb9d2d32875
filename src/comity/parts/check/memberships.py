"""Who belongs to a body and since when, answered by the table of memberships."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any

from comity.lake.query.view import View
from comity.parts.check.comparisons import DATE, PARTY, ComparedPart
from comity.parts.check.evidence import EvidenceRecord, name_code, say_days
from comity.parts.check.marking import DIFFERS, ON_RECORD, ClaimMark, ShownRecord
from comity.parts.check.readings import SentenceReading
from comity.parts.check.wording import find, tokens_of, words_of
from comity.vocabulary import bodies, states

_MORE_WORDS = 3


class Memberships:
    """Every membership of the table, by body and state; a body that the vocabulary lacks has its label."""

    def __init__(self, view: View) -> None:
        self.by_body: dict[str, dict[str, list[dict[str, Any]]]] = {}
        names: dict[str, str] = {}
        for r in view.table("ties").to_pylist():
            if r["kind"] != "membership" or r["body"] is None:
                continue
            self.by_body.setdefault(r["body"], {}).setdefault(r["members"][0], []).append(r)
            body = bodies.all_bodies().get(r["body"])
            for name in (body.id, body.name, *body.aliases) if body else (r["name"] or r["body"],):
                names |= dict.fromkeys((name, name.replace("isation", "ization")), r["body"])
        longest = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
        self._names, self._pattern = names, re.compile(rf"\b(?:{longest})(?!\w)" if names else r"(?!)")

    def find_bodies(self, text: str) -> list[str]:
        """Find the bodies that a text names, in order."""
        return list(dict.fromkeys(self._names[m[0]] for m in self._pattern.finditer(text)))

    def words_of(self, body: str) -> set[str]:
        """Return the words of a body's names."""
        return {w for name, of in self._names.items() if of == body for w in tokens_of(name)}


def mark_membership(s: SentenceReading, table: Memberships) -> ClaimMark | None:
    """Mark a claim of who belongs to one body; ``None`` for any other, or where the table does not say."""
    named = table.find_bodies(s.text)
    members = sorted(c for c in s.states if c in states.all_states())
    if len(named) != 1 or not members or not find("joins", s.low) or find("not_member", s.low) or s.numbers:
        return None
    said = (
        set(tokens_of(s.text))
        - table.words_of(named[0])
        - words_of("light")
        - {w[:6] for w in words_of("empty")}
    )
    said -= {t for c in members for t in tokens_of(name_code(c))} | words_of("of_membership")
    days = {t for p in s.periods for t in tokens_of(s.text[p.start : p.end])}
    if len(said - days) > _MORE_WORDS:
        return None
    leaves = find("leaves", s.low) is not None
    shown = list[ShownRecord]()
    for state in members:
        spells = table.by_body[named[0]].get(state, [])
        if not spells:
            return None
        tried = [_compare(s, r, leaves=leaves) for r in spells]
        shown.append(next((t for t in tried if not t.differing), tried[-1]))
    differing = [p for r in shown for p in r.differing]
    if differing:
        return ClaimMark(
            DIFFERS, f"{differing[0].in_words[:1].upper()}{differing[0].in_words[1:]}.", tuple(shown)
        )
    since = f"{name_code(named[0])}, {shown[0].record.when}"
    return ClaimMark(ON_RECORD, f"The table of memberships has it: {since}.", tuple(shown))


def _compare(s: SentenceReading, r: dict[str, Any], *, leaves: bool) -> ShownRecord:
    day: date | None = r["date_to"] if leaves else r["date_from"]
    record = _record(r, day or r["date_from"])
    parts = [ComparedPart(PARTY, True, name_code(r["members"][0]), "")]
    if s.periods:
        meets = day is not None and any(p.first <= record.last and record.first <= p.last for p in s.periods)
        text = " and ".join(say_days(p.first, p.last) for p in s.periods[:2])
        parts.append(ComparedPart(DATE, meets, text, record.when))
    return ShownRecord(record, 1.0, tuple(parts))


def _record(r: dict[str, Any], day: date) -> EvidenceRecord:
    last = day
    if r["precision"] == "year":
        last = date(day.year, 12, 31)
    elif r["precision"] == "month":
        last = day.replace(day=monthrange(day.year, day.month)[1])
    member = r["members"][0]
    return EvidenceRecord(
        record_id=r["record_id"], kind="membership", first=day, last=last,
        precision=r["precision"], actors=frozenset([member]), states=frozenset([member]), forms=frozenset(),
        places=frozenset(), fact=None, summary=f"{states.display(member)}: member of {name_code(r['body'])}.",
        grade="document", known_on=r["known_on"], where=(), numbers=(), leaders=(),
        low="", tokens=(), words=frozenset(),
    )  # fmt: skip
