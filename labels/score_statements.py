"""How comity's reader of Chinese and Russian does on ``labels/statements.jsonl``.

    python labels/score_statements.py CORPUS

``CORPUS`` is a folder that holds both sources of ``draw_statements.py``, at any depth.  Every sentence is
checked against its digest; one that is no longer the one labelled is left out and named.  After the scores
come the states and bodies of firm claims that the reader finds no name of.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from draw_statements import briefings, kremlin

from comity.parts.reader.coders.languages import language
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.evaluation.scores import LabelledDocument, LabelledItem, as_text, claim_of, evaluate
from comity.records.coded_acts import Document

FILE = Path(__file__).resolve().parent / "statements.jsonl"


def words(corpus: Path, records: list[dict[str, Any]]) -> dict[str, str]:
    """The sentence of each record, by id."""
    out = {}
    for name in sorted({r["file"] for r in records}):
        source = next(corpus.rglob(name), None)
        if source is None:
            sys.exit(f"{corpus} holds no {name}: give the folder with both sources.")
        read = briefings if name.endswith(".tar.xz") else kremlin
        texts = {place: text for place, _, text in read(source)}
        for r in (r for r in records if r["file"] == name):
            sentence = texts.get(r["place"], "")[r["offset"] : r["offset"] + r["length"]]
            if hashlib.sha256(sentence.encode()).hexdigest() == r["sha256"]:
                out[r["id"]] = sentence
            else:
                sys.stderr.write(f"{r['id']}: the sentence is not the one labelled; it is left out.\n")
    return out


def labelled(record: dict[str, Any], text: str) -> LabelledDocument:
    """A sentence with its claims, whose evidence is the whole sentence."""
    claims = [claim_of(c | {"start": 0, "end": len(text)}) for c in record["claims"]]
    day = record["date"]
    document = Document(record["id"], text, date.fromisoformat(day if len(day) > 4 else f"{day}-07-01"))
    return LabelledDocument(document, (LabelledItem(0, len(text), claims),))


def unnamed(records: list[dict[str, Any]], texts: dict[str, str]) -> Counter[str]:
    """States and bodies of firm claims that no name in the language's data stands for, with their counts."""
    out: Counter[str] = Counter()
    for r in records:
        known = language(r["lang"])
        named = {s for m in known.names.finditer(texts[r["id"]].lower()) for s in known.meant(m)}
        firm = {s for c in r["claims"] if not c.get("optional") for s in (*c["actors"], *c["partners"])}
        out.update(firm - named)
    return out


def main(corpus: Path) -> None:
    """Print the scores of each language, as a whole and by half."""
    records = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    texts = words(corpus, records)
    records = [r for r in records if r["id"] in texts]
    for lang in ("zh", "ru"):
        ours = [r for r in records if r["lang"] == lang]
        for half, rows in (
            ("all", ours),
            ("China and Russia", [r for r in ours if r["china_russia"]]),
            ("others", [r for r in ours if not r["china_russia"]]),
        ):
            gold = [labelled(r, texts[r["id"]]) for r in rows]
            sys.stdout.write(
                f"{lang}, {half} ({len(rows)} sentences)\n{as_text(evaluate(RuleCoder(), gold))}\n\n"
            )
        missed = ", ".join(f"{state} {n}" for state, n in sorted(unnamed(ours, texts).items()))
        sys.stdout.write(f"{lang}, no name found: {missed or 'none'}\n\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the folder with both sources: python labels/score_statements.py CORPUS")
    main(Path(sys.argv[1]))
