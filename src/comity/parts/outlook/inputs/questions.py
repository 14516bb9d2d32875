"""Questions about a pair that later records will answer, written from templates.

Each question has a rule that decides its answer: the period (window), the number, the forms of act that
count, and the sources. A question is asked only if both answers occurred in the past and its sources are
still updated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from comity.errors import QuestionError, VocabularyError
from comity.parts.outlook.inputs.forecast_inputs import ASSEMBLIES, ForecastInputs
from comity.records import bins
from comity.records.schemas import content_key
from comity.sources import registry
from comity.vocabulary import forms, hotspots
from comity.vocabulary.group import Group
from comity.vocabulary.load import fields, read_yaml

FILE = "parts/outlook/data/questions.yaml"
KINDS = ("act", "alike", "split")
#: Kinds answered by roll calls: whether a share, or a number, of votes exceeds the pair's usual value.
VOTED = ("alike", "split")
HORIZONS = (1, 3, 6)

#: Months after the window in which a late record may still come before the answer can be no.
GRACE_MONTHS = 1

#: Days since the end of a source's coverage after which the source is no longer used.
KEPT_DAYS = 366

#: The same limit for complete lists of acts, which are shorter because a late list will miss the window.
LIST_DAYS = 184

#: Selective records used for questions on acts if no complete list covers the window.
RECORDS = ("chronicle", "text")


@dataclass(frozen=True, slots=True)
class Template:
    """One template of questions from ``data/questions.yaml``, whose first lines explain the keys."""

    id: str
    text: str
    kind: str
    together: bool = True
    forms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rungs: tuple[str, ...] = ()
    per: str = "pair"
    body: str = ""
    at_least: int = 1
    months: tuple[int, ...] = (3,)
    starts: tuple[int, ...] = ()
    complete: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResolutionRule:
    """The rule that decides the answer to a question.

    ``sources`` answer the question. If ``proof`` is true, they are complete, so no record means that nothing
    happened. ``threshold`` is a number of acts to reach. For votes it is a share of equal votes, or a number
    of different votes, to exceed.
    """

    kind: str
    first: date
    last: date
    known_by: date
    threshold: float
    sources: tuple[str, ...]
    proof: bool
    together: bool = True
    forms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    rungs: tuple[str, ...] = ()
    hotspot: str = ""
    body: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the rule that decides an answer as plain values for the file of forecasts."""
        days = {k: getattr(self, k).isoformat() for k in ("first", "last", "known_by")}
        return asdict(self) | days

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ResolutionRule:
        """Build a rule from the output of :meth:`as_json`."""
        days = {k: date.fromisoformat(data[k]) for k in ("first", "last", "known_by")}
        lists = {k: tuple(v) for k, v in data.items() if isinstance(v, list)}
        return cls(**{**data, **days, **lists})


@dataclass(frozen=True, slots=True)
class ForecastQuestion:
    """A question about a group of states, with the rule that decides its answer."""

    template: str
    group: Group
    text: str
    rule: ResolutionRule

    @property
    def id(self) -> str:
        """Hash of the question's template, states and rule, independent of the day it is asked."""
        parts = sorted(map(str, self.rule.as_json().items()))
        return f"{self.template}:{content_key(self.template, self.group.id, *parts)}"


def read_templates(text: str, name: str) -> dict[str, Template]:
    """Read and check a file of question templates; raises ``VocabularyError`` if one is invalid."""
    data = read_yaml(text, name)
    if not isinstance(data, dict):
        raise VocabularyError(name, "the file", "must be a mapping of ids to templates")
    allowed = {"kind": KINDS, "rungs": forms.RUNGS, "per": ("pair", "hotspot"), "body": ("", *ASSEMBLIES)}
    out = {
        i: Template(**fields(t, Template, f"{name}: {i}", fixed={"id": i}, allowed=allowed))
        for i, t in data.items()
    }
    for t in out.values():
        unknown = [f for f in t.forms if f not in forms.all_forms()]
        if unknown:
            raise VocabularyError(name, f"{t.id}: forms", f"{unknown[0]!r} is not a form")
        if not set(t.months) <= set(HORIZONS) or not set(t.starts) <= set(range(1, 13)):
            raise VocabularyError(name, f"{t.id}: months", "are 1, 3 or 6; starts are 1 to 12")
        if (t.per == "hotspot") != ("{hotspot}" in t.text) or "{pair}" not in t.text:
            raise VocabularyError(
                name, f"{t.id}: text", "names {pair}, and {hotspot} where asked per hotspot"
            )
        if (t.kind in VOTED) != bool(t.body):
            raise VocabularyError(name, f"{t.id}: body", "is given for alike and split, and only there")
    return out


@cache
def templates() -> dict[str, Template]:
    """Return the package's templates of questions by id."""
    text = resources.files("comity.parts.outlook").joinpath("data", "questions.yaml").read_text("utf-8")
    return read_templates(text, FILE)


def window(issued: date, months: int) -> tuple[date, date, date]:
    """Return the first and last day of the next period to ask about, and the last day for late records."""
    first = bins.start(issued, "month")
    if first < issued:
        first = bins.following(first, "month")
    after = bins.following(first, "month", months)
    known_by = bins.following(after, "month", GRACE_MONTHS) - timedelta(days=1)
    return first, after - timedelta(days=1), known_by


def candidates(
    inputs: ForecastInputs, issued: date, months: int, hotspot: str | None = None
) -> Iterator[ForecastQuestion]:
    """Yield all questions that the templates give for a period (window), uncertain or not.

    Parameters
    ----------
    inputs : data known on the day of asking
    issued : the day of asking; the window starts that day if it is the first of a month, else the next month
    months : length of the window: 1, 3 or 6
    hotspot : only questions on this hotspot (default: all)
    """
    if months not in HORIZONS:
        raise QuestionError(f"A horizon is 1, 3 or 6 months, not {months}.")
    first, last, known_by = window(issued, months)
    for t in templates().values():
        if months not in t.months or (t.starts and first.month not in t.starts):
            continue
        sources, proof = asked_of(t, inputs, issued)
        if not sources:
            continue
        spots = [h.id for h in hotspots.watched() if not h.own] if t.per == "hotspot" else [""]
        for spot in spots:
            if hotspot is not None and spot != hotspot:
                continue
            rule = ResolutionRule(
                t.kind,
                first,
                last,
                known_by,
                float(t.at_least),
                sources,
                proof,
                t.together,
                t.forms,
                t.words,
                t.rungs,
                spot,
                t.body,
            )
            yield ForecastQuestion(t.id, inputs.group, _wording(t, inputs.group, rule), rule)


def asked_of(t: Template, inputs: ForecastInputs, issued: date) -> tuple[tuple[str, ...], bool]:
    """Return the sources that can answer a question, and whether their lists are complete.

    Complete lists that are still updated come first; any one of them may answer. Otherwise selective records
    answer if they cover all states of the group. Without any source the question cannot be asked.
    """
    ends = {s: last for s, (_, last) in inputs.spans.items()}
    current = {s for s, last in ends.items() if last >= issued - timedelta(days=KEPT_DAYS)}
    oldest = issued - timedelta(days=LIST_DAYS if t.kind == "act" else KEPT_DAYS)
    complete = [s for s in t.complete if s in current and ends[s] >= oldest]
    if complete:
        return tuple(complete), True
    if t.kind != "act":
        return (), False
    return tuple(s for s in RECORDS if s in current), False


def _wording(t: Template, group: Group, rule: ResolutionRule) -> str:
    spot = hotspots.get(rule.hotspot).name if rule.hotspot else ""
    spot = spot[0].lower() + spot[1:] if spot.startswith("The ") else spot
    text = t.text.format(pair=group.name, hotspot=spot)
    times = f" at least {t.at_least} times" if t.at_least > 1 else ""
    sources = [registry.in_sentence(s) for s in rule.sources]
    where = "" if rule.proof else f", on record in {' or '.join(sources)}"
    return f"{text}{times} from {_day(rule.first)} to {_day(rule.last)}{where}?"


def _day(day: date) -> str:
    return f"{day.day} {bins.label(day, 'month')}"
