"""The user's own hotspots: files in the lake's folder, in the layout of those that come with comity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from comity import folders
from comity.errors import QuestionError, UnknownNameError
from comity.vocabulary import hotspots, states

_ID = re.compile(r"[a-z][a-z0-9-]{1,30}")
_SHORT = 18


class _Plain(yaml.SafeDumper):
    """A YAML dumper without anchors, so that correcting one list does not change another."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def find_same(given: Sequence[str], name: str | None = None) -> str:
    """Return the id of the hotspot that is already about exactly these states, or their names; else ""."""
    codes = {_code(s) for s in given}
    called = " ".join([name or "", *map(states.display, codes)])
    for h in hotspots.all_hotspots().values():
        by_name = not h.states and any(re.search(term, called) for term in h.text_terms)
        if codes == set(h.states) or (by_name and not h.own):
            return h.id
    return ""


def write(hotspot: str, given: Sequence[str], name: str | None = None, interest: Sequence[str] = ()) -> Path:
    """Write a new hotspot about some states; its terms are their names, which the user may correct.

    Parameters
    ----------
    hotspot : its id, such as ``taiwan``
    given : the states that it is about, by name or code
    name : what people call it (default: the name of the first state)
    interest : states that call it their core interest, by name or code

    Raises
    ------
    QuestionError
        When the id has characters other than lower-case letters, digits and hyphens, or is already used.
    UnknownNameError
        When a state is unknown.
    """
    if not _ID.fullmatch(hotspot):
        raise QuestionError(f"{hotspot!r} is no id: use small letters, digits and hyphens, such as taiwan.")
    path = folders.own_vocabulary() / "hotspots" / f"{hotspot}.yaml"
    if path.exists() or hotspot in hotspots.all_hotspots():
        raise QuestionError(f"There is a hotspot {hotspot} already: choose another id.")
    codes = [_code(s) for s in given]
    called = name or states.display(codes[0])
    names = [states.display(c) for c in codes]
    terms = [rf"\b{re.escape(n)}\b" for n in dict.fromkeys([*names, *([name] if name else [])])]
    data = {
        "name": called,
        "short": called[:_SHORT],
        "about": f"{called}, a place of your own choice",
        "part_of": "",
        "own": False,
        "by_rule": True,
        "states": codes,
        "geo": codes,
        "bodies": [],
        "place": None,
        "vote_terms": terms,
        "vote_issues": [],
        "text_terms": terms,
        "core_interest_of": [_code(s) for s in interest],
    }
    text = yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True)
    hotspots.read_hotspot(text, str(path), hotspot)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def _code(state: str) -> str:
    code = states.resolve(state.upper(), "iso3") or states.resolve(state, "any-name")
    if code is None:
        raise UnknownNameError("state", state, states.all_states())
    return code
