"""The questions that findings answer: one kind for each question, and the subject of a question.

:func:`question` alone makes the question in words, from the sentences in ``data/questions.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

from comity.errors import VocabularyError
from comity.vocabulary import forms, hotspots
from comity.vocabulary.load import read_yaml
from comity.vocabulary.states import display, name_in_sentence

FILE = "records/data/questions.yaml"
_OPTIONAL = re.compile(r"\[([^]]*)\]")
_BLANK = re.compile(r"\{(\w*)\}")


class Kind(StrEnum):
    """The question that a finding answers; its sentence is in ``data/questions.yaml``."""

    RUNG = "rung"
    TOGETHER = "together"
    JOINT = "joint"
    FRICTION = "friction"
    DEED_SHARE = "deed-share"
    AGAINST_THIRD = "against-third"
    LONE = "lone"
    APART = "apart"
    LADDER = "ladder"
    FLOW = "flow"
    AGREEMENT = "agreement"
    AGREEMENT_RAW = "agreement-raw"
    AGREEMENT_KAPPA = "agreement-kappa"
    ABSENCE = "absence"
    JOINT_VETOES = "joint-vetoes"
    LONE_VETOES = "lone-vetoes"
    VETO_RATE = "veto-rate"
    COUNCIL_DISSENT = "council-dissent"
    COUNCIL_SHARED = "council-shared"
    COUNCIL_LONE = "council-lone"
    COUNCIL_JOINED = "council-joined"
    CONTESTED_AGAINST = "contested-against"
    CONTESTED_ABSTAINED = "contested-abstained"
    VOTES_APART = "votes-apart"
    DISTANCE = "distance"
    BEYOND_POSITION = "beyond-position"
    BEYOND_POSITION_SHARE = "beyond-position-share"
    CO_ACTION = "co-action"
    CO_ACTION_ITSELF = "co-action-itself"
    POOLED_WITH_GROUP = "pooled-with-group"
    POOLED_PAIR = "pooled-pair"
    SHARED_STORIES = "shared-stories"
    TIMING_APART = "timing-apart"
    POWER = "power"
    ROLES = "roles"
    FOLLOW = "follow"
    STATEMENT_SHARE = "statement-share"
    STATEMENT_SILENCE = "statement-silence"
    ECHO = "echo"
    CLOSENESS_CLAIMS = "closeness-claims"
    FALSE_ALARMS = "false-alarms"
    FALSE_ACT = "false-act"
    LIKE_VETOES = "like-vetoes"
    UNUSUAL_WEEK = "unusual-week"
    FORECAST = "forecast"
    FORECAST_COUNT = "forecast-count"
    LEDGER_QUESTION = "ledger-question"
    BRIER_SCORE = "brier-score"
    BRIER_SKILL = "brier-skill"
    CALIBRATION = "calibration"
    VOID_QUESTIONS = "void-questions"
    PIVOTAL_VOTES = "pivotal-votes"
    DEPENDENCE = "dependence"
    SIGNED = "signed"
    DRAFTS_ONE_VETO = "drafts-one-veto"
    DRAFTS_VOTES_ALONE = "drafts-votes-alone"
    DRAFTS_ABSTAINED = "drafts-abstained"
    DRAFTS_VETO_ALONE = "drafts-veto-alone"
    DRAFTS_UNVETOED = "drafts-unvetoed"
    SIGN_FRICTION = "sign-friction"
    SIGN_SILENCE = "sign-silence"
    SIGN_TRADE = "sign-trade"
    SIGN_VOTES = "sign-votes"
    SIGN_RECORD = "sign-record"
    SIGNS = "signs"


#: Kinds whose number is a share, shown in per cent.
SHARES = frozenset(
    {
        *(Kind.DEED_SHARE, Kind.AGAINST_THIRD, Kind.LONE, Kind.APART),
        *(Kind.AGREEMENT_RAW, Kind.VETO_RATE, Kind.VOTES_APART, Kind.BEYOND_POSITION_SHARE),
        *(Kind.COUNCIL_DISSENT, Kind.COUNCIL_SHARED, Kind.COUNCIL_JOINED),
        Kind.STATEMENT_SHARE,
        *(Kind.FALSE_ACT, Kind.VOID_QUESTIONS, Kind.DEPENDENCE, Kind.SIGN_RECORD),
    }
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about.

    Parameters
    ----------
    states : codes; a state asked about in its relation to others comes first
    third : code of the third power
    place : id of a hotspot
    form : id of a form of acting
    stream : id of the event stream that answers
    source : id of the source, if it is not an event stream
    body : body whose votes are counted
    topic, span, day, words, by : parts of the question in words: what is counted, when, and for a claim its
        day, its words and its author
    """

    states: tuple[str, ...] = ()
    third: str = ""
    place: str = ""
    form: str = ""
    stream: str = ""
    source: str = ""
    body: str = ""
    topic: str = ""
    span: str = ""
    day: str = ""
    words: str = ""
    by: str = ""

    @property
    def state(self) -> str:
        """Code of the first state that the question is about, or ""."""
        return self.states[0] if self.states else ""

    @property
    def partner(self) -> str:
        """Code of the second state that the question is about, or ""."""
        return self.states[1] if len(self.states) > 1 else ""


#: For a measure that does not know whose numbers it reads; the caller adds the subject.
NO_SUBJECT = Subject()

#: Every blank that a sentence may have.
BLANKS = (
    *("states", "state", "partner", "others", "third", "the_state", "the_partner", "the_third"),
    *(
        "place",
        "the_place",
        "matter",
        "form",
        "topic",
        "body",
        "span",
        "day",
        "words",
        "by",
        "stream",
        "source",
    ),
)


def _join_names(codes: tuple[str, ...], word: str) -> str:
    *most, last = (display(c) for c in codes) if codes else ("",)
    return f"{', '.join(most)} {word} {last}" if most else last


def _blanks(s: Subject) -> dict[str, str]:
    """Return the text that fills each blank of a question; "" if the subject does not have it."""
    known = hotspots.all_hotspots()
    spot = known.get(s.place)
    place = spot.name if spot else s.place
    return {
        "states": _join_names(s.states, "and"),
        "state": display(s.state),
        "partner": display(s.partner),
        "others": _join_names(s.states[1:], "or"),
        "third": display(s.third),
        "the_state": name_in_sentence(s.state),
        "the_partner": name_in_sentence(s.partner),
        "the_third": name_in_sentence(s.third),
        "place": place,
        "the_place": spot.in_sentence if spot else place,
        "matter": place or s.topic,
        "form": forms.get(s.form).name.lower() if s.form else "",
        **{k: getattr(s, k) for k in ("topic", "body", "span", "day", "words", "by", "stream", "source")},
    }


@lru_cache(maxsize=4096)
def question(kind: Kind, subject: Subject) -> str:
    """Return the question in words, ending in "?".

    Raises
    ------
    VocabularyError
        When no sentence of the kind can be filled from the subject.
    """
    return _chosen(kind, subject).format_map(_blanks(subject))


def _chosen(kind: Kind, subject: Subject) -> str:
    """Return the first sentence whose blanks can be filled, without its unfilled optional parts."""
    blanks = _blanks(subject)
    for sentence in sentences()[kind]:
        text = _OPTIONAL.sub(lambda m: m[1] if _can_fill(m[1], blanks) else "", sentence)
        if _can_fill(text, blanks):
            return text
    raise VocabularyError(FILE, kind, f"no sentence can be filled from {subject}")


def _can_fill(text: str, blanks: Mapping[str, str]) -> bool:
    return all(blanks[b] for b in _BLANK.findall(text))


@cache
def sentences() -> dict[Kind, tuple[str, ...]]:
    """Return the sentences that word the question of each kind of finding, from the data file."""
    return read(resources.files("comity").joinpath(FILE).read_text("utf-8"))


def read(text: str, name: str = FILE) -> dict[Kind, tuple[str, ...]]:
    """Parse and check the text of the file of sentences that word the questions.

    Raises
    ------
    VocabularyError
        When a kind has no sentence, or a sentence has an unknown blank or no question mark at its end.
    """
    data = read_yaml(text, name)
    if not isinstance(data, dict):
        raise VocabularyError(name, "the file", "must map each kind to its sentences")
    if unknown := [k for k in data if k not in set(Kind)]:
        raise VocabularyError(name, str(unknown[0]), "is no kind of finding")
    out = {}
    for kind in Kind:
        given = data.get(kind.value)
        lines = [x for x in (given if isinstance(given, list) else [given]) if isinstance(x, str)]
        if not lines:
            raise VocabularyError(name, kind, "needs a sentence, or a list of them")
        for line in lines:
            if wrong := [b for b in _BLANK.findall(line) if b not in BLANKS]:
                known = ", ".join(BLANKS)
                raise VocabularyError(name, kind, f"{{{wrong[0]}}} is no blank: write one of {known}")
            if not line.endswith("?") and line != "{words}":
                raise VocabularyError(name, kind, f"{line!r} does not end in a question mark")
        out[kind] = tuple(lines)
    return out
