"""Korolev's ladder of military alignment: which of its stages a pair has reached, with dates and sources.

The ladder has seven criteria in three stages. It is an ordinal scale, separate from the alignment index. Acts
and ties fulfil a criterion by the rules in ``data/korolev.yaml``, which a scholar can correct. A stage is
reached if all its criteria, and those of all lower stages, have a date. A criterion without a record is
*unknown*, not unmet, so the true stage is this stage or higher.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import pyarrow as pa

from comity.errors import VocabularyError
from comity.records.details import LadderDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind, Subject
from comity.vocabulary import forms
from comity.vocabulary.group import Group
from comity.vocabulary.load import fields, read_yaml, words

METHOD = "korolev-ladder/1"
STAGES = ("early", "moderate", "advanced")
NONE = "none"

_STATED = frozenset({"asserted", "reported"})
_KINDS = frozenset({"event", "standing"})  # a total tells a sum, not when anything happened
_FILE = "measures/data/korolev.yaml"


@dataclass(frozen=True, slots=True)
class ActRule:
    """A rule that picks acts by ``forms`` (kinds of act), ``domains`` and ``words`` that a summary fits."""

    forms: tuple[str, ...]
    domains: tuple[str, ...]
    words: str

    def takes(self, act: dict[str, Any]) -> bool:
        """Return whether an act, a row of the table of acts, fits the rule."""
        return bool(
            (not self.forms or set(self.forms) & set(act["forms"]))
            and (not self.domains or act["domain"] in self.domains)
            and (not self.words or re.search(self.words, act["summary"], re.IGNORECASE))
        )


@dataclass(frozen=True, slots=True)
class TieRule:
    """A rule that picks ties (such as treaties) with one of ``kinds`` and one of ``clauses`` (empty: any)."""

    kinds: tuple[str, ...]
    clauses: tuple[str, ...]

    def takes(self, tie: dict[str, Any]) -> bool:
        """Return whether a tie, a row of the table of ties, fits the rule."""
        return bool(
            (not self.kinds or tie["kind"] in self.kinds)
            and (not self.clauses or set(self.clauses) & set(tie["clauses"]))
        )


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of military alignment, with the rules for acts and ties that meet it.

    At least ``times`` acts must fit, in at least ``years`` different years, in a span of ``within`` years.
    """

    id: str
    name: str
    stage: str
    definition: str
    times: int
    years: int
    within: int
    acts: tuple[ActRule, ...]
    ties: tuple[TieRule, ...]


@dataclass(frozen=True, slots=True)
class Rung:
    """A criterion of military alignment with the day since when it is met; ``None`` if no record shows it."""

    criterion: Criterion
    since: date | None
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """All criteria of military alignment for one group of states, the lowest first, each met or not."""

    group: Group
    rungs: tuple[Rung, ...]

    @property
    def stage(self) -> str:
        """The highest stage whose criteria, and those of lower stages, all have dates; else ``none``."""
        reached = NONE
        for stage in STAGES:
            if any(r.since is None for r in self.rungs if r.criterion.stage == stage):
                break
            reached = stage
        return reached

    @property
    def since(self) -> date | None:
        """The day on which the last criterion of :attr:`stage` and of the lower stages was fulfilled."""
        below = STAGES[: STAGES.index(self.stage) + 1] if self.stage != NONE else ()
        days = [r.since for r in self.rungs if r.criterion.stage in below and r.since is not None]
        return max(days, default=None)

    def finding(self) -> Finding:
        """Return the stage as a finding, with the date and records of each criterion."""
        ids = tuple(dict.fromkeys(i for r in self.rungs for i in r.records))
        rungs = {r.criterion.id: r.since.isoformat() if r.since else None for r in self.rungs}
        return Finding(
            Kind.LADDER,
            Subject(states=self.group.codes),
            self.stage,
            "",
            "none: criteria fulfilled by rule",
            len(ids),
            METHOD,
            records=ids,
            records_total=len(ids),
            detail=LadderDetail(
                no_interval="a stage by rule from dated records",
                since=self.since.isoformat() if self.since else None,
                criteria=rungs,
                unknown=tuple(r.criterion.name for r in self.rungs if r.since is None),
                note="at least: a criterion without a record is unknown, not unmet",
            ),
        )


@cache
def criteria() -> tuple[Criterion, ...]:
    """Return Korolev's criteria of military alignment from the data file, the lowest first.

    Raises
    ------
    VocabularyError
        If the file is invalid; the message names the file, the key and the reason.
    """
    data = read_yaml(
        resources.files("comity.measures").joinpath("data", "korolev.yaml").read_text("utf-8"), _FILE
    )
    if not isinstance(data, list) or not data:
        raise VocabularyError(_FILE, "the file", "must be a list of criteria")
    return tuple(_criterion(entry, f"{_FILE}: {k}") for k, entry in enumerate(data, start=1))


def _criterion(entry: Any, where: str) -> Criterion:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise VocabularyError(where, "id", "every criterion needs an id")
    c = Criterion(**fields(entry, Criterion, where, allowed={"stage": STAGES}))
    for rule in c.acts:
        for key, given, known in (
            ("forms", rule.forms, forms.all_forms()),
            ("domains", rule.domains, words("domains")),
        ):
            if wrong := [g for g in given if g not in known]:
                raise VocabularyError(f"{_FILE}: {c.id}", key, f"{wrong[0]!r} is not in the vocabulary")
        try:
            re.compile(rule.words)
        except re.error as e:
            raise VocabularyError(f"{_FILE}: {c.id}", "words", f"is no regular expression: {e}") from None
    if not c.times >= c.years >= 1 or c.within < c.years:
        raise VocabularyError(f"{_FILE}: {c.id}", "times", "needs times >= years >= 1 and within >= years")
    return c


def ladder(acts: pa.Table, ties: pa.Table, group: Group) -> Ladder:
    """Return which of Korolev's criteria of military alignment a group meets, and since when.

    Parameters
    ----------
    acts : table of schema ``ACT``; only cooperation of the whole group that was done counts (not what was
        planned, demanded or denied)
    ties : table of schema ``TIE``; only ties of the whole group count
    group : the states watched

    Returns
    -------
    Every criterion with the first day on which its rule was fulfilled. An act dated to a month or year counts
    from the last day of it, to be cautious.
    """
    columns = ("record_id", "date_to", "kind", "occurrence", "actors", "partners", "forms", "domain")
    rows = acts.select([*columns, "polarity", "modality", "summary"]).to_pylist()
    own = sorted((a for a in rows if _ours(a, group)), key=lambda a: (a["date_to"], a["record_id"]))
    tied = ties.select(["record_id", "kind", "members", "date_from", "clauses"]).to_pylist()
    bound = sorted(
        (t for t in tied if set(group.codes) <= set(t["members"])),
        key=lambda t: (t["date_from"], t["record_id"]),
    )
    return Ladder(group, tuple(_rung(c, own, bound) for c in criteria()))


def _ours(act: dict[str, Any], group: Group) -> bool:
    actors = set(act["actors"])
    return (
        act["polarity"] == "cooperation"
        and act["modality"] in _STATED
        and act["kind"] in _KINDS
        and bool(actors & set(group.codes))
        and set(group.codes) <= actors | set(act["partners"])
    )


def _rung(c: Criterion, acts: Sequence[dict[str, Any]], ties: Sequence[dict[str, Any]]) -> Rung:
    by_acts = _regular(c, [a for a in acts if any(r.takes(a) for r in c.acts)])
    for tie in ties:
        if any(r.takes(tie) for r in c.ties) and (by_acts is None or tie["date_from"] < by_acts[0]):
            return Rung(c, tie["date_from"], (tie["record_id"],))
    return Rung(c, *by_acts) if by_acts else Rung(c, None, ())


def _regular(c: Criterion, acts: Iterable[dict[str, Any]]) -> tuple[date, tuple[str, ...]] | None:
    """Return the first day on which acts, oldest first, are as many and regular as a criterion requires."""
    recent: list[dict[str, Any]] = []
    for act in acts:
        year = act["date_to"].year
        recent = [a for a in recent if a["date_to"].year > year - c.within]
        recent.append(act)
        occurrences = {a["occurrence"] for a in recent}
        if len(occurrences) >= c.times and len({a["date_to"].year for a in recent}) >= c.years:
            return act["date_to"], tuple(a["record_id"] for a in recent)
    return None
