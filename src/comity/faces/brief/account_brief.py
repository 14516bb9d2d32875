"""The content of a brief on a pair of states, for one place or for all places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from comity.errors import BriefError
from comity.faces.brief.model import (
    Annex,
    Brief,
    BriefRow,
    CitableRecords,
    Claim,
    Drawing,
    Footnote,
    Section,
    Sentence,
    day,
    misses,
)
from comity.faces.present.charts.blocks import SHEET, list_signs, timeline
from comity.faces.present.charts.standalone import standing_alone
from comity.faces.present.sanitize import sanitize
from comity.faces.present.source_names import named, question
from comity.lake.storage.manifest import VERSION
from comity.records.finding import Finding
from comity.vocabulary import hotspots
from comity.vocabulary.states import display, name_in_sentence
from comity.watch import Watch
from comity.watch.account import phrases
from comity.watch.account.acts import ClassedAct
from comity.watch.account.pair import PairAccount, describe_pair
from comity.watch.account.place import PlaceAccount, describe_place
from comity.watch.account.sections import StateAccount
from comity.watch.account.statements import Statement
from comity.watch.account.wording import title

#: Most footnotes of a brief.
NOTES = 5

#: Number of acts of disagreement, of conditions and of deeds of a state in a brief.
PARTING, CONDITIONS, DEEDS = 2, 1, 1
#: Number of sentences on growth in a brief, which is only the answer.
GROWING = 1


def build(watch: Watch, hotspot: str = "", *, tests: bool = False) -> Brief:
    """Return the brief on the pair or group of a watch, for one place or for all places.

    Parameters
    ----------
    watch : the pair or group of states, with its records
    hotspot : id of a hotspot, or "" for all places
    tests : add an annex with the answer of every test

    Raises
    ------
    BriefError
        If a cited record does not support its sentence; the message quotes the sentence.
    """
    answers = watch.answers
    account: PlaceAccount | PairAccount
    account = describe_place(answers, hotspots.whole(hotspot)) if hotspot else describe_pair(answers)
    records = CitableRecords(watch)
    cited = _Cited(account, records)
    sections = (
        Section(title("what"), tuple(_act(a, cited) for a in account.labels[-7:])),
        Section(title("who"), _who(account, cited)),
        Section(_third(account.third), _rows(account.third_power)),
        Section(title("parting"), _rows(account.parting[:PARTING], cited)),
        Section(title("growing"), _rows(account.growing.short[:GROWING])),
        *((Section(title("unusual"), _rows(account.unusual)),) if isinstance(account, PairAccount) else ()),
        Section(title("sure"), _rows(account.sure)),
    )
    brief = Brief(
        crumb=", ".join(dict.fromkeys((watch.group.name, account.name, *phrases.say_newest(account.newest)))),
        heading=Sentence(" ".join(s.text for s in account.heading)),
        lead=(),
        charts=_charts(account),
        sections=tuple(s for s in sections if s.rows),
        annex=_annex(watch, account) if tests else None,
        footer=_footer(watch),
    )
    return _check_notes(brief, records)


class _Cited:
    """The records that a brief cites, at most :data:`NOTES`: of each act or condition the best one."""

    def __init__(self, account: PlaceAccount | PairAccount, records: CitableRecords) -> None:
        self.hotspot = account.hotspot if isinstance(account, PlaceAccount) else ""
        self.records, self.notes = records, set[str]()
        self.acts = {r: a for a in account.acts for r in a.records}

    def of_one_act(self, s: Statement) -> bool:
        """Return whether a statement is about one act, whose record then supports it."""
        return len({self.acts[r].id for r in s.records if r in self.acts}) == 1 and not s.numbers

    def of(self, record_ids: Sequence[str], alone: str = "") -> tuple[Claim, ...]:
        """Return a claim with the best record on the first act (or on state ``alone``); () if none fits."""
        act = self.acts.get(record_ids[0]) if record_ids else None
        way = "together" if act and act.together else "apart" if act and act.parting else "alone"
        claim = Claim("", way, act.by if act else (alone,), self.hotspot)
        best = self.records.best(act.records if act else record_ids, claim)
        if not best or (best not in self.notes and len(self.notes) >= NOTES):
            return ()
        self.notes.add(best)
        return (replace(claim, record=best),)


def _sentence(s: Statement, claims: tuple[Claim, ...] = ()) -> Sentence:
    return Sentence(end_sentence(s.text[:1].upper() + s.text[1:]), claims)


def _rows(statements: Iterable[Statement], cited: _Cited | None = None) -> tuple[BriefRow, ...]:
    """Return the sentences of statements as a row of the brief, citing a record for each on a single act."""
    sentences = tuple(
        _sentence(s, cited.of(s.records) if cited and cited.of_one_act(s) else ()) for s in statements
    )
    return (BriefRow("", sentences),) if sentences else ()


def _act(act: ClassedAct, cited: _Cited) -> BriefRow:
    what = phrases.tell(act)
    text = end_sentence(what[:1].upper() + what[1:])
    return BriefRow(phrases.write_date(act), (Sentence(text, cited.of(act.records)),))


def _who(account: PlaceAccount | PairAccount, cited: _Cited) -> tuple[BriefRow, ...]:
    if isinstance(account, PairAccount):
        return _rows(account.alone)
    return tuple(row for s in account.states if (row := _state(s, cited)).sentences)


def _state(state: StateAccount, cited: _Cited) -> BriefRow:
    own = [
        *(_sentence(s, cited.of(s.records, state.state)) for s in state.conditions[:CONDITIONS]),
        *(_sentence(s, cited.of(s.records)) for s in state.alone[:DEEDS]),
    ]
    return BriefRow(display(state.state), (*own, *(_sentence(s) for s in state.vetoes)))


def _third(third: str) -> str:
    return title("third", third=name_in_sentence(third)) if third else title("third_none")


def _charts(account: PlaceAccount | PairAccount) -> tuple[Drawing, ...]:
    says = account.heading[0].text
    svg = timeline(account, lambda act: "", says, SHEET)
    signs = ", ".join(text for _, text in list_signs(account.acts))
    caption = title("caption", signs=signs)
    return (Drawing("timeline", title("picture"), caption, svg, says, ()),) if svg else ()


def _annex(watch: Watch, account: PlaceAccount | PairAccount) -> Annex:
    if isinstance(account, PlaceAccount):
        findings = watch.picture(account.hotspot).findings()
    else:
        findings = [*watch.votes.agreement(), *watch.votes.vetoes(), *watch.timing.pooled()]
    return Annex(title("tests"), tuple(_list_tests(f) for f in findings))


def _list_tests(f: Finding) -> tuple[str, str, str, str]:
    if not f.known:
        return question(f), title("untold", why=named(f.why_not, f)), "", ""
    interval = f"{f.interval.low:.3g} to {f.interval.high:.3g}" if f.interval else ""
    return question(f), f.measured, interval.replace("-", "−"), f"{f.n:,}"


def _footer(watch: Watch) -> str:
    known = title("known", day=day(watch.as_of)) if watch.as_of else ""
    values = {"to": day(watch.data_to), "known": known, "data": watch.view.fingerprint()[:12]}
    return title("brief_footer", version=VERSION, **values)


def end_sentence(text: str) -> str:
    """Return the text with a full stop, unless it already ends with a punctuation mark."""
    return text if text.endswith((".", "…", "!", "?")) else text + "."


def _check_notes(brief: Brief, records: CitableRecords) -> Brief:
    """Check every claim against its record, and return the brief with its footnotes."""
    claims = [(s, c) for s in brief.sentences() for c in s.claims]
    for s, c in claims:
        if faults := misses(records.row(c.record), c):
            raise BriefError(f"The sentence «{s.text}» is not borne out: {c.record} {'; '.join(faults)}.")
    return replace(brief, notes={c.record: records.note(c.record) for _, c in claims})


#: Most characters of one sentence; a longer text is cut as a possible attack.
LONGEST = 2_000


def context(brief: Brief) -> dict[str, Any]:
    """Return the brief in plain types for templates, with footnotes numbered in reading order.

    Outside text is made harmless. A sentence is ``{text, notes: [{n, first}]}``, where ``first`` marks the
    first citation of the note. A note is ``{n, what, source, date, coding, where, record}``. ``annex`` is
    ``None``, or a title and rows of ``{question, answer, range, n}``.
    """
    order: dict[str, int] = {}

    def said(s: Sentence) -> dict[str, Any]:
        marks = []
        for key in dict.fromkeys(c.record for c in s.claims):
            new = key not in order
            n = order.setdefault(key, len(order) + 1)
            marks.append({"n": n, "first": new})
        return {"text": sanitize(s.text, LONGEST), "notes": marks}

    lead = [said(s) for s in brief.lead]
    sections = [
        {
            "title": x.title,
            "rows": [
                {"label": sanitize(r.label), "sentences": [said(s) for s in r.sentences]} for r in x.rows
            ],
        }
        for x in brief.sections
    ]
    return {
        "title": sanitize(brief.heading.text, LONGEST),
        "crumb": sanitize(brief.crumb),
        "language": brief.language,
        "lead": lead,
        "sections": sections,
        "charts": [_chart(c) for c in brief.charts],
        "annex": _context_annex(brief.annex) if brief.annex else None,
        "notes": [{"n": n, **_note(brief.notes[k])} for k, n in order.items()],
        "footer": sanitize(brief.footer),
    }


def _note(note: Footnote) -> dict[str, str]:
    fields = {name: sanitize(getattr(note, name)) for name in ("source", "date", "coding", "where", "record")}
    return {"what": end_sentence(sanitize(note.what)), **fields}


def _context_annex(annex: Annex) -> dict[str, Any]:
    rows = [
        dict(zip(("question", "answer", "range", "n"), map(sanitize, r), strict=True)) for r in annex.rows
    ]
    return {"title": annex.title, "rows": rows}


def _chart(c: Drawing) -> dict[str, Any]:
    rows = [
        {k: v if isinstance(v, (int, float)) or v is None else str(v) for k, v in r.items()} for r in c.rows
    ]
    return {
        "name": c.name,
        "title": c.title,
        "caption": sanitize(c.caption),
        "says": sanitize(c.says),
        "svg": standing_alone(c.svg),
        "rows": rows,
    }
