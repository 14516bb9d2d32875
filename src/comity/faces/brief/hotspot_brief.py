"""The brief of a pair at one hotspot: its account on one page."""

from __future__ import annotations

from collections.abc import Iterable

from comity.faces.brief.citable_records import CitableRecords
from comity.faces.brief.model import Brief, BriefRow, Claim, Drawing, Section, Sentence
from comity.faces.brief.sentences import finish, footer, stopped
from comity.faces.present.charts.timeline import timeline
from comity.vocabulary import hotspots
from comity.vocabulary.states import display, in_sentence
from comity.watch import Watch
from comity.watch.account import account as accounts
from comity.watch.account import phrases
from comity.watch.account.account import PlaceAccount, StateAccount
from comity.watch.account.acts import ClassedAct
from comity.watch.account.statements import Statement

NOTES = 8
"""Footnotes of a brief at most."""

ACCOUNT = "the account"
"""What a sentence without a computation of its own rests on: the account, held to its records."""

PICTURE = "Acts on record: words above the line, deeds below; apart and alone in lanes."


def build(watch: Watch, hotspot: str) -> Brief:
    """The brief at a hotspot.

    Raises
    ------
    BriefError
        When a record that it cites is not held.
    """
    account = accounts.of_place(watch.answers, hotspots.whole(hotspot))
    cited = _Cited(account.hotspot)
    sections = (
        Section("What they did", tuple(_act(a, cited) for a in account.labels)),
        Section("Who does what", tuple(_state(s, cited) for s in account.states)),
        Section(_third(account), _rows(account.third_power)),
        Section("Evidence against", _rows(account.apart[:3])),
        Section("What to watch for", _rows(account.changes)),
        Section("How sure", tuple(BriefRow(w.kind.capitalize(), (_sentence(w),)) for w in account.witnesses)),
    )
    heading, *rest = account.heading
    brief = Brief(
        crumb=f"{watch.group.name}, {account.name}",
        heading=_sentence(heading),
        lead=tuple(_sentence(s) for s in (*rest, *account.standfirst[:1])),
        charts=_charts(account),
        sections=tuple(s for s in sections if s.rows),
        footer=footer(watch),
    )
    ground = CitableRecords(watch)
    ground.fetch(cited.records)
    return finish(brief, ground)


class _Cited:
    """The records cited so far, one a statement, :data:`NOTES` at most."""

    def __init__(self, hotspot: str) -> None:
        self.hotspot = hotspot
        self.records: list[str] = []

    def of(self, records: Iterable[str], way: str, who: tuple[str, ...]) -> tuple[Claim, ...]:
        """What is said of the first of these records; nothing where there are notes enough."""
        first = next(iter(records), "")
        if first and first not in self.records and len(self.records) < NOTES:
            self.records.append(first)
        return (Claim(first, way, who, self.hotspot),) if first in self.records else ()


def _sentence(s: Statement, claims: tuple[Claim, ...] = ()) -> Sentence:
    return Sentence(stopped(s.text[:1].upper() + s.text[1:]), claims, computation=s.computation or ACCOUNT)


def _rows(statements: Iterable[Statement]) -> tuple[BriefRow, ...]:
    sentences = tuple(_sentence(s) for s in statements)
    return (BriefRow("", sentences),) if sentences else ()


def _act(act: ClassedAct, cited: _Cited) -> BriefRow:
    what = phrases.what(act)
    text = stopped(what[:1].upper() + what[1:])
    return BriefRow(
        phrases.of_act(act), (Sentence(text, cited.of(act.records, "together", act.by), computation=ACCOUNT),)
    )


def _state(state: StateAccount, cited: _Cited) -> BriefRow:
    """Conditions first, then single acts, then vetoes."""
    own = [
        _sentence(s, cited.of(s.records, "alone", (state.state,)))
        for s in (*state.conditions[:1], *state.alone[:2])
    ]
    return BriefRow(display(state.state), (*own, *(_sentence(s) for s in state.vetoes)))


def _third(account: PlaceAccount) -> str:
    return f"With or against {in_sentence(account.third)}" if account.third else "With or against"


def _charts(account: PlaceAccount) -> tuple[Drawing, ...]:
    says = account.heading[0].text
    svg = timeline(account, lambda act: "", says)
    return (Drawing("timeline", "When?", PICTURE, svg, says, ()),) if svg else ()
