"""Description of a watch: pair, places, kinds of alert, and false alarms allowed per month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from comity.errors import QuestionError, UnknownNameError, VocabularyError
from comity.vocabulary import forms, hotspots
from comity.vocabulary.group import Group
from comity.vocabulary.hotspots import Hotspot
from comity.vocabulary.load import fields, read_yaml

KINDS = {
    "joint-act": "a joint act of a form is on record on a hotspot",
    "first": "a form of acting together is on record on a hotspot for the first time",
    "stepping-up": "both act on more days of a week than habit and placebo pairs explain",
    "divergence": "they part on record, or one cooperates where the other opposes, beyond both",
    "silence-broken": "they act together again after a silence longer than both explain",
}
BY_STREAM = ("stepping-up", "divergence", "silence-broken")
BY_RECORD = ("joint-act", "first", "divergence", "silence-broken")
TERMINAL = "terminal"
FILE_NAME = "watches.yaml"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One watch: a standing order for alerts about a pair.

    ``budget`` is the most false alarms per month. ``hotspots`` (places), ``kinds`` of alert and ``forms``
    (kinds of act) select alerts; all if empty. ``tell`` names the channels to send them over.
    """

    name: str
    pair: str
    budget: float
    hotspots: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    tell: tuple[str, ...] = (TERMINAL,)

    @property
    def group(self) -> Group:
        """The two states."""
        return Group.parse(self.pair)

    @property
    def spots(self) -> list[Hotspot]:
        """The top-level hotspots (places) watched, in the vocabulary's order."""
        wanted = {hotspots.whole(h) for h in self.hotspots}
        return [h for h in hotspots.watched() if not wanted or h.id in wanted]

    def asks(self, kind: str) -> bool:
        """Return whether the watch wants this kind of alert, such as divergence."""
        return not self.kinds or kind in self.kinds


def load(path: Path, channels: Sequence[str] = ()) -> list[Wanted]:
    """Read and check the watches (standing orders for alerts) in a file, under its key ``watches``.

    Parameters
    ----------
    channels : names of the channels other than the terminal

    Raises
    ------
    VocabularyError
        When a watch is invalid; the message names the file, the watch and the reason.
    """
    return parse(path.read_text("utf-8"), path.name, channels)


def parse(text: str, name: str, channels: Sequence[str] = ()) -> list[Wanted]:
    """Parse and check watches (orders for alerts) from YAML; ``name`` is the file name for messages."""
    content: Any = read_yaml(text, name)
    rows = content.get("watches") if isinstance(content, dict) else None
    if not isinstance(rows, list) or not rows:
        raise VocabularyError(name, "watches", "is not a list of watches")
    out: list[Wanted] = []
    for n, row in enumerate(rows, start=1):
        where = f"{name}, watch {n}"
        w = Wanted(**fields(row, Wanted, where, allowed={"kinds": tuple(KINDS)}))
        _check(w, where, (TERMINAL, *channels))
        if w.name in {o.name for o in out}:
            raise VocabularyError(where, "name", f"{w.name!r} is the name of another watch, too")
        out.append(replace(w, pair=w.group.id))
    return out


def _check(w: Wanted, where: str, channels: Sequence[str]) -> None:
    try:
        pairs = w.group.pairs
        for h in w.hotspots:
            hotspots.get(h)
        for f in w.forms:
            forms.get(f)
    except (UnknownNameError, QuestionError) as e:
        raise VocabularyError(where, "pair, hotspots or forms", str(e)) from None
    if len(pairs) != 1:
        raise VocabularyError(where, "pair", "is a group: alerts are of pairs, whose placebos are pairs")
    if not 0 < w.budget <= 31:
        raise VocabularyError(where, "budget", "is false alarms a month: more than 0, and at most 31")
    if not w.name.isprintable() or not w.name.strip():
        raise VocabularyError(where, "name", "is empty or cannot be printed")
    for c in w.tell:
        if c not in channels:
            raise VocabularyError(where, "tell", f"{c!r} is no channel; known: {', '.join(channels)}")


#: Example file written by `comity alerts init`.
EXAMPLE = """\
# Watches of `comity follow`.  Check with: comity alerts check
watches:
  - name: china-russia
    pair: CHN-RUS
    budget: 1                 # at most so many false alarms a month
    hotspots: []              # all; or [venezuela, syria]
    kinds: []                 # all; or joint-act, first, stepping-up, divergence, silence-broken
    forms: []                 # all; or [joint-veto, joint-patrol], for kinds told by the record
    tell: [terminal, news]    # channels, by name

channels:
  - {name: news, kind: atom, file: alerts.xml}
  # - {name: hook, kind: webhook, address: https://example.org/hook, secret: COMITY_HOOK_SECRET}
  # - {name: post, kind: mail, host: mail.example.org, port: 587, sender: comity@example.org,
  #    to: [anna@example.org], user: anna, secret: COMITY_MAIL_PASSWORD}
"""
