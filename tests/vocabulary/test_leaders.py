"""Terms of office agree with twenty-four years of dated news."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path

import pytest

from comity.vocabulary import states

OFFICES = "[Pp]resident|[Pp]rime [Mm]inister|[Cc]hancellor|[Ff]oreign [Mm]inister|Secretary of State"
NOT_NOW = re.compile(
    r"(former|ex-|then-?|elect|late|vice|deputy|deposed|ousted|opposition)\W+(\w+\W+){0,3}$", re.I
)
SLACK = 5  # days: news of an inauguration may come early, of a death late


@pytest.mark.real
def test_who_is_called_president_in_the_news_is_in_office(shared_data: Path) -> None:
    """At least 97 in 100; what is left are past holders told of without the word "former"."""
    terms: dict[str, list[tuple[int, int]]] = {}
    for n in states.all_names():
        if n.system in ("leader", "foreign-minister") and n.lang == "en" and " " in n.value:
            terms.setdefault(n.value, []).append((n.first.toordinal(), n.last.toordinal()))
    known = "|".join(re.escape(v) for v in sorted(terms, key=len, reverse=True))
    called = re.compile(rf"\b(?:{OFFICES}) ({known})\b")
    inside, outside = 0, []
    with gzip.open(shared_data / "text" / "current_events.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            bullet = json.loads(line)
            day = date.fromisoformat(bullet["date"]).toordinal()
            for m in called.finditer(bullet["text"]):
                if NOT_NOW.search(bullet["text"][: m.start()]):
                    continue
                if any(a - SLACK <= day <= b + SLACK for a, b in terms[m.group(1)]):
                    inside += 1
                else:
                    outside.append((bullet["date"], m.group(0)))
    assert inside > 6000
    assert len(outside) / (inside + len(outside)) < 0.03, outside[:20]
