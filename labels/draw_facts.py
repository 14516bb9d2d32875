"""Draw facts of the chronicle at random, and write sheets on which judges check them.

    python labels/draw_facts.py fields labels/facts_drawn.jsonl > sheet.md
    python labels/draw_facts.py sources labels/facts_drawn.jsonl > sheet.md

``facts_drawn.jsonl`` is the stored draw; each line has a sheet and the id of a fact. It was made by ``python
labels/draw_facts.py draw`` before any drawn fact was corrected. It is stored because new facts would change a
new draw. A corrected fact keeps its place. Each later draw was made after corrections, from facts in no
earlier draw: ``draw labels/facts_drawn.jsonl labels/facts_drawn_second.jsonl`` made the third.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

from comity.records.facts import classify, read_fields
from comity.sources.curated import chronicle
from comity.vocabulary import forms, hotspots, states

SEEDS = (20261201, 20261203, 20261205, 20261209, 20261211, 20261213)
SIZES = {"fields": 100, "sources": 60}
CURATED = Path(__file__).parents[1] / "src/comity/sources/curated"
ASKED = {
    "fields": "Which fields, if any, are wrong given the sentence and its sources?",
    "sources": "Do the sources bear out the date, the parties, the form and the place? Say which do not.",
}
KEY = """\
Where a case could be read two ways, one rule holds for all facts; judge by it.

- *actors* do the act, *targets* are those it is done to or is about, talks about a state too. Where a body
  acts (BRICS, the Shanghai organisation), its members of that day are the actors; where two meet beside its
  summit, the two. A firm's or a force's deed is its state's. *form*: the kind of act; *Stated closeness*
  takes in like stances, each for itself, that no other form names.
- *place*: the matter, not where it was signed. What is about a state or region with a place of its own
  stands there, ties with that state too (Russia and Iran: Iran; Russia and North Korea: North Korea);
  "bilateral" is only what is about no such place, and a meeting on many matters. Under Ukraine: arms and
  soldiers for the war, their honours, and dealings that the sanctions over it stop or that get round them.
  Under Iran: Yemen's Houthis, the Strait of Hormuz, Iran's joining of bodies. Under Serbia and Kosovo:
  votes on Bosnia, Macedonia and the Yugoslavia tribunal. Under Africa: Egypt, Sudan, the Chagos Islands.
  Under the Arctic: its gas plants, Greenland, patrols off Alaska. Under Central Asia: linking the Eurasian
  Union with China's Belt and Road. Under Regional organisations: what such a body or all its members do, its
  drills too, if it is about no one place. A drill or patrol stands where the sea it is held in has a place;
  Kashmir (with the listing of its militants), the corridor to Gwadar and the Nile dam have places too.
- *third*: toward the United States. A vote: *with* if cast as the American one, *against* if cast the other
  way or if both abstained on what America voted for, *none* where America abstained or the states of the
  fact split. *Against* by form: sanctions relief and circumvention, boycott of a meeting it backs; and
  backing, recognising or fighting for a government that it opposed then, backing China over Taiwan too.
  With America as a party: *with* if together, *against* if apart. All else: *none*, unless the sentence
  shows America, NATO or the West as the one opposed, accused, accusing or joined ("amid pressure": none).
- *roles*: each state that the sentence or *did* names has one; who wrote the text, voted too, objected, was
  host, only reported or is only mentioned stands there alone and is neither actor nor target.
- *numbers*: amounts, counts, rates and how a vote ended; no dates, spans of time, ordinals or names.
- *did*: the act and what the states of the fact do beside it; words said at a meeting may be left out.
  *for*: on the line of the act (of a block or a like abstention too); *against*: opposes, bars, accuses or
  strikes the other; *withholds*: abstains where the other votes, stays away, delays, cuts down, limits
  itself. *joint*: one act that all named do together: a meeting, a text of both, a sale and purchase, a
  drill, strikes as one operation, sanctions announced together, two vetoes of one draft; not the same act
  by each, such as two like votes or two halts of arms sales.
- *strength* of the act: 6 veto, use of force · 5 drill or contest of forces, patrol, base, troops sent,
  treaty of friendship, partnership, defence or borders signed, in force or extended · 4 arms, aid, loans,
  trade, sanctions, tariffs · 3 institution, agreement, contract of arms too, recognition · 2 draft, proposal,
  offer, statement, plan or promise (of anything), talks with a result · 1 vote, abstention, meeting, call,
  visit, silence. Of several acts that are done the strongest counts; an act stopped, cut or refused is as
  strong as its form.
- *class*, derived for the two states named: joint (one act of both, or one of its acts is); same side (each
  acts by itself, in the same direction); same line, alone (one acts, in the direction that both share or
  for the other); steps back (one withholds where the other acts, or alone); opposed (against each other);
  own line, alone (one acts for itself).
- *short* and *label* must be true, whole and plain beside the date and the place."""


def main(sheet: str, *files: str) -> None:
    """Print a new draw, or one sheet of a stored draw as Markdown."""
    facts = held()
    if sheet == "draw":
        print("\n".join(json.dumps({"sheet": s, "id": i}) for s, some in draw(facts, *files) for i in some))
        return
    lines = read_draw(*files)
    ids = [line["id"] for line in lines if line["sheet"] == sheet]
    print(f"# {len(ids)} facts drawn by lot\n\n**{ASKED[sheet]}**\n\n{KEY}\n")
    for n, i in enumerate(ids, start=1):
        print(f"## {n}. {i}\n\n{described(facts[i], sheet)}\n")


def held() -> dict[str, dict[str, Any]]:
    """Return the facts in the package by id, without opinions (kind ``view``)."""
    lines = [
        json.loads(line)
        for name in ("chronicle.jsonl", "other_pairs.jsonl")
        for line in (CURATED / name).read_text("utf-8").splitlines()[1:]
    ]
    return {fact["id"]: fact for fact in lines if fact["kind"] != "view"}


def read_draw(drawn: str) -> list[dict[str, str]]:
    """Return the lines of a stored draw."""
    return [json.loads(line) for line in Path(drawn).read_text("utf-8").splitlines()]


def draw(facts: dict[str, dict[str, Any]], *earlier: str) -> list[tuple[str, list[str]]]:
    """Draw facts that are in no earlier draw, and return the ids for each sheet."""
    known = {line["id"] for file in earlier for line in read_draw(file)}
    size = SIZES["fields"] + SIZES["sources"]
    chance = random.Random(SEEDS[len(earlier)])  # noqa: S311
    lot = chance.sample(sorted(facts.keys() - known), size)
    return [("fields", lot[: SIZES["fields"]]), ("sources", lot[SIZES["fields"] :])]


def described(fact: dict[str, Any], sheet: str) -> str:
    """Return one fact as lines of Markdown; whether its fields are included depends on the sheet."""
    pair = [s for s in fact["id"].upper().split("-")[:2] if s in states.all_states()]
    pair = pair if len(pair) == 2 else [*chronicle.list_states()]
    rows = {
        "sentence": fact["summary"],
        "date": f"{fact['date']} ({fact['kind']}{', ' + fact['modality'] if 'modality' in fact else ''})",
        "actors": " ".join(fact["actors"]) + " · targets: " + (" ".join(fact["targets"]) or "none"),
        "form": f"{forms.all_forms()[fact['form']].name} · third: {fact['toward_third']}",
        "place": hotspots.all_hotspots()[fact["hotspot"]].name,
    }
    if sheet == "fields":
        rows |= {
            "did": "; ".join(map(clause, fact["did"])),
            "roles": ", ".join(f"{s} {r}" for s, r in fact["roles"].items()),
            "numbers": json.dumps(fact["numbers"]),
            "strength": str(fact["strength"]),
            f"class for {'-'.join(pair)}": classify([read_fields(fact) or {}], pair) or "none of them acts",
            "label": fact.get("label", ""),
            "short": fact["short"],
        }
    rows["sources"] = "; ".join(
        [*(f"https://docs.un.org/{s}" for s in fact.get("symbols", [])), *map(source, fact["sources"])]
    )
    return "\n".join(f"- {name}: {value}" for name, value in rows.items())


def clause(did: dict[str, Any]) -> str:
    """Return one clause of a fact in words."""
    toward = f" toward {' '.join(did['toward'])}" if did["toward"] else ""
    joint = ", joint" if did["joint"] else ""
    return f"{' '.join(did['who'])} {did['verb']}: {did['object']}{toward} ({did['side']}{joint})"


def source(cited: dict[str, str]) -> str:
    """Return a cited source in words, with its address."""
    return f"{cited['title']}, {cited.get('published', 'no date')}, <{cited.get('url') or cited['place']}>"


if __name__ == "__main__":
    main(*sys.argv[1:])
