"""Join labels of articles with the text of the articles, which is fetched from their publishers.

    python tools/excerpts.py CLONE OUT

``labels/excerpts.jsonl`` holds the labels and the location of the text (repository, commit, file, lines, a
digest), but not the text, which belongs to the publishers. ``CLONE`` is a git clone of that repository.
``OUT`` becomes a folder with texts and labels in the layout of ``tools/score_coder.py``: ``train.jsonl``,
``held.jsonl`` and ``fresh.jsonl``, each beside its ``..._docs.jsonl``. An excerpt whose text has changed is
left out and reported.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from comity.language.sentences import sentences

FILE = Path(__file__).resolve().parent.parent / "labels" / "excerpts.jsonl"

_MARKUP = (
    (r"!\[[^\]]*\]\([^)]*\)", ""),
    (r"\[([^\]]*)\]\([^)]*\)", r"\1"),
    (r"\[\^\d+\]", ""),
    (r"<[^>]+>", ""),
    (r"\*\*|__", ""),
    (r"(?<!\w)[_*]|[_*](?!\w)", ""),
    (r"^\s*[-+]\s+", ""),
    (r"^>\s*", ""),
)
_NO_TEXT = ("#", "_▲", "![", "<", "|", "---")
#: Paragraphs with fewer characters are captions and headings.
_SHORTEST = 60

_ENDS = ".!?”\"'’)"


def plain(line: str) -> str:
    """Return a line of Markdown as plain text."""
    for pattern, instead in _MARKUP:
        line = re.sub(pattern, instead, line.rstrip())
    return line.strip()


def excerpt(source: str, first: int, last: int) -> str:
    """Return the paragraphs on lines ``first`` to ``last`` (from 1) of a Markdown file, as labelled."""
    lines = []
    for line in source.split("\n")[first - 1 : last]:
        text = plain(line)
        if line.startswith(_NO_TEXT) or "excerpt/" in line or len(text) <= _SHORTEST:
            continue
        if text[-1] in _ENDS:
            lines.append(text)
    return "\n\n".join(lines)


def rebuilt(clone: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each labelled excerpt with its text."""
    for line in FILE.read_text("utf-8").splitlines():
        record = json.loads(line)
        at = f"{record['commit']}:{record['path']}"
        shown = subprocess.run(  # noqa: S603 - a commit and a file of our own list
            ["git", "-C", str(clone), "show", at],  # noqa: S607
            capture_output=True,
            check=False,
        )
        text = excerpt(shown.stdout.decode("utf-8", "replace"), *record["lines"])
        if hashlib.sha256(text.encode()).hexdigest() == record["sha256"]:
            yield record, text
        else:
            sys.stderr.write(f"{record['id']}: the text at {at} is not the one labelled; it is left out.\n")


def claims(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the labelled claims of an excerpt in the layout of the labelled sets."""
    out = []
    for (
        sentence,
        start,
        end,
        actors,
        partners,
        targets,
        hotspots,
        forms,
        polarity,
        toward,
        optional,
    ) in record["claims"]:
        claim = {
            "sentence": sentence,
            "start": start,
            "end": end,
            "actors": actors.split(),
            "partners": partners.split(),
            "targets": targets.split(),
            "hotspots": hotspots.split(),
            "forms": forms.split(),
            "polarity": polarity,
            "toward_us": toward,
        }
        out.append(claim | ({"optional": True} if optional else {}))
    return out


def main(clone: Path, out: Path) -> None:
    """Write the labelled texts of all sets."""
    files = {s: (out / f"{s}.jsonl", out / f"{s}_docs.jsonl") for s in ("train", "held", "fresh")}
    lines: dict[str, tuple[list[str], list[str]]] = {s: ([], []) for s in files}
    for record, text in rebuilt(clone):
        labels, documents = lines[record["set"]]
        rebuilt_record = {"id": record["id"], "sentences": sentences(text), "claims": claims(record)}
        labels.append(json.dumps(rebuilt_record, ensure_ascii=False))
        document = {k: record[k] for k in ("id", "title", "date")} | {"text": text}
        documents.append(json.dumps(document, ensure_ascii=False))
    if not any(labels for labels, _ in lines.values()):
        sys.exit(f"No labelled excerpt is in {clone}: give a git clone of the repository in {FILE.name}.")
    out.mkdir(parents=True, exist_ok=True)
    for s, (labels_file, documents_file) in files.items():
        labels_file.write_text("".join(f"{x}\n" for x in lines[s][0]), "utf-8")
        documents_file.write_text("".join(f"{x}\n" for x in lines[s][1]), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Give a git clone and a folder to write to: python tools/excerpts.py CLONE OUT")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
