"""Words from numbers: how likely, and how sure.  Two scales, kept apart, both data.

Likelihood is the probability of an event, and is told only where a finding holds one.  Confidence is how
well the ground bears what is said: coverage, number of records, and whether the streams agree.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from comity.errors import VocabularyError
from comity.records.details import TallyDetail
from comity.records.finding import Finding
from comity.records.kinds import Kind
from comity.vocabulary.load import read_yaml

FILE = "faces/brief/data/words.yaml"
METHOD = "confidence/1"


@cache
def scales() -> Mapping[str, Any]:
    """Both scales, from the data file."""
    text = resources.files("comity").joinpath(FILE).read_text("utf-8")
    return parse(text)


def parse(text: str) -> Mapping[str, Any]:
    """Both scales from text.

    Raises
    ------
    VocabularyError
        When the terms leave a gap or overlap, or a level is missing.
    """
    content = read_yaml(text, FILE)
    try:
        terms, sure = content["likelihood"]["terms"], content["confidence"]
        ends = [(float(t["low"]), float(t["high"]), str(t["says"]), str(t["term"])) for t in terms]
        levels = [str(x) for x in sure["levels"]]
        bounds = [
            float(b[x]) for part in ("record", "statistics") for b in sure[part].values() for x in levels[1:]
        ]
    except (KeyError, TypeError, ValueError) as e:
        raise VocabularyError(FILE, "the file", f"lacks or misstates {e}") from None
    for one, other in pairwise(ends):
        if one[1] != other[0]:
            raise VocabularyError(FILE, other[3], f"begins at {other[0]}, where {one[3]} ends at {one[1]}")
    if not bounds or sure["disagreement"] not in levels:
        raise VocabularyError(FILE, "disagreement", "is not one of the levels")
    return dict(content)


def likelihood(p: float) -> str:
    """What is said of a probability: ``is unlikely``."""
    terms = scales()["likelihood"]["terms"]
    says = next((t["says"] for t in terms if p < t["high"]), terms[-1]["says"])
    return str(says)


def confidence(part: str, counts: Mapping[str, int], *, agree: bool = True) -> str:
    """The level for counts of one part, ``record`` or ``statistics``: the lowest that any count gives."""
    rule = scales()["confidence"]
    levels: list[str] = rule["levels"]
    at = [
        max(k for k, x in enumerate(levels) if k == 0 or counts[name] >= bounds[x])
        for name, bounds in rule[part].items()
    ]
    if not agree:
        at.append(levels.index(rule["disagreement"]))
    return levels[min(at)]


def sure(kind: Kind, part: str, counts: Mapping[str, int], rest: Finding, *, agree: bool = True) -> Finding:
    """Confidence as a finding: its level by rule, the counts it came from, and the records of ``rest``."""
    return Finding(
        kind,
        rest.subject,
        confidence(part, counts, agree=agree),
        "",
        "none: a level by rule",
        rest.n,
        METHOD,
        records=rest.records,
        records_total=rest.records_total,
        detail=TallyDetail(counts=dict(counts), agree=agree, no_interval="a word by rule from counts"),
    )


@cache
def _likely() -> re.Pattern[str]:
    terms = sorted({t["term"] for t in scales()["likelihood"]["terms"]}, key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, terms)) + r"|probabl[ey]|likelihood)\b", re.IGNORECASE)


def speaks_of_likelihood(text: str) -> bool:
    """Whether any term of the likelihood scale stands in the text."""
    return bool(_likely().search(text))


def speaks_of_confidence(text: str) -> bool:
    """Whether the text tells how sure it is."""
    return bool(re.search(r"\bconfiden(ce|t)\b", text, re.IGNORECASE))
