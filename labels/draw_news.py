"""Draw the news items of the labelled sets from the corpus again.

    python labels/draw_news.py news CORPUS LABELLED... > drawn.jsonl
    python labels/draw_news.py news_more CORPUS LABELLED... > drawn.jsonl
    python labels/draw_news.py news_fresh CORPUS LABELLED... > drawn.jsonl
    python labels/draw_news.py news_more_a CORPUS LABELLED... > drawn.jsonl
    python labels/draw_news.py news_fresh2 CORPUS LABELLED... > drawn.jsonl
    python labels/draw_news.py news_more_b CORPUS LABELLED... > drawn.jsonl
    python labels/draw_news.py news_more_c CORPUS LABELLED... > drawn.jsonl
    python labels/draw_news.py news_fresh3 CORPUS LABELLED... > drawn.jsonl

``CORPUS`` is the corpus of Wikipedia's current events (gzipped JSONL with ``id``, ``date`` and ``text``).
``LABELLED`` are news sets that are labelled already; their items (bullets of the events page) are left out.
Only items of even days of the month that name two states are drawn. They are sorted by the SHA-256 of seed
and id, and the first ones are taken. So a new name in the vocabulary changes the draw only a little.

The second draw (``news_more``) takes only items in which two states may act on each other
(:func:`act_between_states`). The third (``news_fresh``, for testing) and the fourth (``news_more_a``, for
training) take some of either kind. ``news_fresh2`` and ``news_more_b`` do the same with one half of the
items. ``news_more_c`` (for training) takes items that name two states, then items with a word for dealings
between states. ``news_fresh3`` (for testing) takes some of each kind, then items that name China and Russia.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from comity.language.mentions import mentions
from comity.language.sentences import sentences

SEED = "comity-news-1"
SEED_MORE = "comity-news-more-1"
COMMIT = "4ff6f7d243c81c1df4a919fb4280d9d7e9559bd8"
WAR = re.compile(
    r"(?i)\b(?:air ?strikes?|artillery|attack(?:s|ed|ing)?|battles?|bomb(?:s|ed|ing|ings|ards|arded|ardment)?"
    r"|casualties|clash(?:es|ed)?|combat|drones?|fight(?:s|ers?|ing)?|fire[sd]? (?:on|at)|gunfire|hostages?"
    r"|incursions?|intercept(?:s|ed|ing)?|inva(?:de[sd]?|sions?)|kill(?:s|ed|ing)?|missiles?|mortars?"
    r"|offensives?|raids?|rockets?|shell(?:s|ed|ing)|shot down|soldiers?|strikes?|troops|wars?|warships?"
    r"|weapons?)\b"
)
NEGATED_OR_REPORTED = re.compile(
    r"(?i)\b(?:not|no|never|no longer|neither|nor|without|cannot|[a-z]+n['’]t|den(?:y|ies|ied|ying)"
    r"|refus(?:es?|ed|al|ing)|reject(?:s|ed|ing)?|rules? out|ruled out|declin(?:es?|ed)|fail(?:s|ed)? to"
    r"|according to|accus(?:es?|ed|ing)|alleg(?:es?|ed|edly|ing)|claim(?:s|ed|ing)?|report(?:s|ed|edly)"
    r"|(?:say|state|announce|confirm|suggest|warn|report|claim|declare)s? that"
    r"|(?:said|stated|announced|confirmed|suggested|warned|declared) that)\b"
)
STRATA = (("random", 600, None), ("war", 200, WAR), ("negated-or-reported", 200, NEGATED_OR_REPORTED))
"""Name, size and words of each stratum; a bullet is in the first that draws it."""

SIZE_MORE = 800
SEED_FRESH = "comity-news-test-2"
FRESH_RANDOM, FRESH_BETWEEN = 200, 110
SEED_MORE_A = "comity-news-more-2"
MORE_A_RANDOM, MORE_A_BETWEEN = 450, 450
SEED_FRESH2 = "comity-news-test-3"
FRESH2_RANDOM, FRESH2_BETWEEN = 200, 100
SEED_MORE_B = "comity-news-more-3"
SIZE_MORE_B = 700
SEED_MORE_C = "comity-news-more-4"
MORE_C_RANDOM, MORE_C_DEALING = 800, 400
SEED_FRESH3 = "comity-news-test-4"
FRESH3_EACH, FRESH3_CHINA_RUSSIA = 90, 64
ACT = re.compile(
    r"(?i)\b(?:accus(?:es?|ed|ing)|agree(?:s|d|ments?)?|aid|ambassadors?|announc(?:es?|ed)|appro(?:ves?|ved)"
    r"|arrest(?:s|ed)?|bans?|banned|block(?:s|ed)?|borders?|call(?:s|ed)? (?:on|for)|ceasefire"
    r"|charg(?:es?|ed)|clos(?:es?|ed)|condemn(?:s|ed)?|cooperation|cut(?:s|ting)?|deal|demand(?:s|ed)?|deport(?:s|ed)?"
    r"|deploy(?:s|ed)?|diplomat(?:s|ic)?|donat(?:es?|ed)|embargo|embassy|exercises?|expel(?:s|led)?"
    r"|export(?:s|ed)?|extradit(?:es?|ed|ion)|impos(?:es?|ed)|import(?:s|ed)?|incursions?|invit(?:es?|ed)"
    r"|joint(?:ly)?|lift(?:s|ed)?|mediat(?:es?|ed|ion)|meet(?:s|ing)?|met|negotiat(?:e|es|ed|ions)|normali[sz]\w+"
    r"|offer(?:s|ed)?|oppos(?:es?|ed)|pipelines?|pledg(?:es?|ed)|protest(?:s|ed)?|provid(?:es?|ed)|recall(?:s|ed)?"
    r"|recogni[sz](?:es?|ed|ing|tion)|reject(?:s|ed)?|relations|resum(?:es?|ed)|return(?:s|ed)?|sanction(?:s|ed)?"
    r"|sell(?:s|ing)?|send(?:s|ing)?|sent|sever(?:s|ed)?|sign(?:s|ed|ing)?|spy|spying|su(?:es|ed)|summit"
    r"|summon(?:s|ed)?|supply|supplies|support(?:s|ed)?|suspend(?:s|ed)?|talks|tariffs?|threat(?:ens?|ened|s)?"
    r"|trade|trains?|treaty|urg(?:es?|ed)|veto(?:es|ed)?|visit(?:s|ed|ing)?|vot(?:es?|ed)|warn(?:s|ed)?)\b"
)
DEALING = re.compile(
    r"(?i)\b(?:abstain(?:s|ed)?|accords?|accus(?:es?|ed|ing)|agree(?:s|d|ments?)?|aid|ambassadors?"
    r"|arms sales?|condemn(?:s|ed)?|cooperat(?:es?|ed|ion)|deals?|delegations?|diplomat(?:s|ic)?"
    r"|embargo(?:es)?|embass(?:y|ies)|envoys?|exercises?|expel(?:s|led|ling)?|expulsions?|extradit(?:es?|ed|ion)"
    r"|foreign ministers?|joint(?:ly)?|loans?|mediat(?:es?|ed|ion|ors?)|meet(?:s|ings?)?|met"
    r"|negotiat(?:es?|ed|ions|ors?)|normali[sz]\w+|pacts?|pipelines?|pledg(?:es?|ed)|recall(?:s|ed)?"
    r"|recogni[sz](?:es?|ed|ing)|recognition|relations|resolutions?|sanction(?:s|ed)?|sever(?:s|ed)?"
    r"|sign(?:s|ed|ing)?|summits?|summon(?:s|ed)?|suspend(?:s|ed)?|talks|tariffs?|treat(?:y|ies)|truce"
    r"|veto(?:es|ed)?|visit(?:s|ed|ing)?|vot(?:es?|ed|ing)|warn(?:s|ed)?)\b"
)
"""Words of dealing between states."""
SPORT_OR_DISASTER = re.compile(
    r"(?i)\b(?:athletes?|avalanche|bowl|championships?|coach|cricket|cup|cyclone|earthquake|eclipse|film|final"
    r"|football(?:er)?|formula one|games|golf|grand (?:prix|slam)|hurricane|league|magnitude|medals?"
    r"|olympics?|record|rugby|runner|scores?|soccer|storm|tennis|tour|tournament|tsunami|typhoon|volcano|wins|winner)\b"
)


def lot(identifier: str, seed: str = SEED) -> str:
    """Return the sort key of an item in a draw: hexadecimal digits, the lowest first."""
    return hashlib.sha256(f"{seed}:{identifier}".encode()).hexdigest()


def split(identifier: str) -> str:
    """Return the set of an item by the hash of its id: ``train`` (seven of ten) or ``test``."""
    return "train" if int(hashlib.sha256(identifier.encode()).hexdigest(), 16) % 10 < 7 else "test"


def even_days(corpus: Path) -> Iterator[dict[str, Any]]:
    """Yield the items of even days of the month."""
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if int(record["date"][-2:]) % 2 == 0:
                yield record


def names_two_states(record: dict[str, Any]) -> bool:
    """Return whether a text names two different states (or the EU, NATO, BRICS, SCO)."""
    on = date.fromisoformat(record["date"])
    return len({s for m in mentions(record["text"], on) for s in m.states}) > 1


def names_china_and_russia(record: dict[str, Any]) -> bool:
    """Return whether a text names China and Russia."""
    on = date.fromisoformat(record["date"])
    return {"CHN", "RUS"} <= {s for m in mentions(record["text"], on) for s in m.states}


def dealing(record: dict[str, Any]) -> bool:
    """Return whether a text names two states and has a word of :data:`DEALING`, but none of sports."""
    text = record["text"]
    return bool(DEALING.search(text)) and not SPORT_OR_DISASTER.search(text) and names_two_states(record)


def act_between_states(record: dict[str, Any]) -> bool:
    """Return whether a word of :data:`ACT` is between two states named one after the other in a sentence.

    Capitals do not count as states ("talks in Beijing"). Items on sports and disasters are left out.
    """
    text, on = record["text"], date.fromisoformat(record["date"])
    if SPORT_OR_DISASTER.search(text) or not ACT.search(text):
        return False
    named = [m for m in mentions(text, on) if m.kind != "capital"]
    for start, end in sentences(text):
        inside = [m for m in named if start <= m.start and m.end <= end]
        for one, other in pairwise(inside):
            if set(one.states).isdisjoint(other.states) and ACT.search(text, one.end, other.start):
                return True
    return False


def draw_more(records: Iterable[dict[str, Any]], labelled: set[str]) -> list[dict[str, Any]]:
    """Return the items of the second draw, all for training, without repeated texts."""
    taken = set(labelled)
    out: list[dict[str, Any]] = []
    for record in sorted(records, key=lambda r: lot(r["id"], SEED_MORE)):
        if len(out) == SIZE_MORE:
            break
        if record["text"] not in taken and act_between_states(record):
            taken.add(record["text"])
            out.append(bullet(record, "between-states") | {"set": "train"})
    return out


def draw_fresh(records: Iterable[dict[str, Any]], labelled: set[str]) -> list[dict[str, Any]]:
    """Return the items of the third draw, all for testing."""
    return draw_either(records, labelled, SEED_FRESH, FRESH_RANDOM, FRESH_BETWEEN, "test")


def draw_more_a(records: Iterable[dict[str, Any]], labelled: set[str]) -> list[dict[str, Any]]:
    """Return the items of the fourth draw, all for training."""
    return draw_either(records, labelled, SEED_MORE_A, MORE_A_RANDOM, MORE_A_BETWEEN, "train")


def draw_fresh2(records: Iterable[dict[str, Any]], labelled: set[str]) -> list[dict[str, Any]]:
    """Return the items of the fifth draw, all for testing."""
    return draw_either(odd_half(records), labelled, SEED_FRESH2, FRESH2_RANDOM, FRESH2_BETWEEN, "test")


def draw_more_b(records: Iterable[dict[str, Any]], labelled: set[str]) -> list[dict[str, Any]]:
    """Return the items of the sixth draw, all for training and with an act between states."""
    return draw_either(odd_half(records), labelled, SEED_MORE_B, 0, SIZE_MORE_B, "train")


def draw_more_c(records: Iterable[dict[str, Any]], labelled: set[str]) -> list[dict[str, Any]]:
    """Return the items of the seventh draw, all for training, without ids of labelled sets."""
    left = [r for r in records if r["id"] not in labelled]
    strata = (("random", MORE_C_RANDOM, names_two_states), ("dealing", MORE_C_DEALING, dealing))
    return draw_strata(left, labelled, SEED_MORE_C, strata, "train")


def draw_fresh3(records: Iterable[dict[str, Any]], labelled: set[str]) -> list[dict[str, Any]]:
    """Return the items of the eighth draw, all for testing, without ids of labelled sets."""
    left = [r for r in records if r["id"] not in labelled]
    strata = (
        ("random", FRESH3_EACH, names_two_states),
        ("dealing", FRESH3_EACH, dealing),
        ("between-states", FRESH3_EACH, act_between_states),
        ("china-russia", FRESH3_CHINA_RUSSIA, names_china_and_russia),
    )
    return draw_strata(left, labelled, SEED_FRESH3, strata, "test")


def odd_half(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the half of the items for which the SHA-256 of ``half:`` and id is odd."""
    return [r for r in records if int(lot(r["id"], "half"), 16) % 2]


def draw_either(
    records: Iterable[dict[str, Any]], labelled: set[str], seed: str, random: int, between: int, into: str
) -> list[dict[str, Any]]:
    """Draw items that name two states, and then items with an act between states."""
    strata = (("random", random, names_two_states), ("between-states", between, act_between_states))
    return draw_strata(records, labelled, seed, strata, into)


def draw_strata(
    records: Iterable[dict[str, Any]],
    labelled: set[str],
    seed: str,
    strata: Iterable[tuple[str, int, Callable[[dict[str, Any]], bool]]],
    into: str,
) -> list[dict[str, Any]]:
    """Draw items from one stratum (name, size, condition) after the other, without repeated texts."""
    taken, ranked = set(labelled), sorted(records, key=lambda r: lot(r["id"], seed))
    out: list[dict[str, Any]] = []
    for stratum, size, wanted in strata:
        drawn = 0
        for record in ranked:
            if drawn < size and record["text"] not in taken and wanted(record):
                taken.add(record["text"])
                out.append(bullet(record, stratum) | {"set": into})
                drawn += 1
    return out


def draw(records: Iterable[dict[str, Any]], labelled: set[str]) -> list[dict[str, Any]]:
    """Return the items of all strata, sorted by stratum and draw, without repeated texts."""
    taken, left = set(labelled), []
    for record in sorted(records, key=lambda r: lot(r["id"])):
        if record["text"] not in taken and names_two_states(record):
            taken.add(record["text"])
            left.append(record)
    out = []
    for name, size, wording in STRATA:
        drawn = [r for r in left if wording is None or wording.search(r["text"])][:size]
        ids = {r["id"] for r in drawn}
        left = [r for r in left if r["id"] not in ids]
        out += [bullet(r, name) for r in drawn]
    return out


def bullet(record: dict[str, Any], stratum: str) -> dict[str, Any]:
    """Return a drawn item with its source, ready to be labelled."""
    day = record["date"]
    source = {
        "repository": "ianrastall/current-events-context",
        "commit": COMMIT,
        "upstream": "Wikipedia, Portal:Current events (CC BY-SA 4.0)",
        "path": f"{day[:4]}/{day[5:7]}/{day}.yaml",
    }
    return {
        "id": record["id"],
        "text": record["text"],
        "date": day,
        "source": source,
        "stratum": stratum,
        "set": split(record["id"]),
    }


DRAWS = {
    "news": draw,
    "news_more": draw_more,
    "news_fresh": draw_fresh,
    "news_more_a": draw_more_a,
    "news_fresh2": draw_fresh2,
    "news_more_b": draw_more_b,
    "news_more_c": draw_more_c,
    "news_fresh3": draw_fresh3,
}


def main(which: str, corpus: Path, labelled: list[Path]) -> None:
    """Write the drawn items to standard output, one per line."""
    rows = [json.loads(line) for file in labelled for line in file.read_text("utf-8").splitlines()]
    seen = {row[key] for row in rows for key in ("id", "text") if key in row}
    for record in DRAWS[which](even_days(corpus), seen):
        sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in DRAWS:
        sys.exit(f"Give the draw ({', '.join(DRAWS)}), the corpus and the labelled sets, in this order.")
    main(sys.argv[1], Path(sys.argv[2]), [Path(a) for a in sys.argv[3:]])
