"""Writer of docs/growing.md: the answer to "is cooperation growing?" for five pairs as of four dates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from comity import Watch
from comity.watch.account.growing import KIND, GrowingAccount

PAIRS = (("CHN", "RUS"), ("GBR", "USA"), ("IND", "RUS"), ("FRA", "DEU"), ("IRN", "RUS"))
DATES = ("2012-12-31", "2018-12-31", "2022-12-31", None)
PAGE = Path(__file__).parent.parent / "docs" / "growing.md"
HEAD = """# Is it growing? Five pairs side by side

The page of a pair first answers whether its cooperation is growing. Here are the answers for five pairs, each
given as if the records ended at the date in the first column (`--until`). All use the same
[rule](methods.md#stepping-up) and the records that come with the package.
`python -m studies.growing_table` writes this page.
"""


def list_lines() -> Iterator[str]:
    """Yield the lines of the page, with one table per pair."""
    yield HEAD
    for pair in PAIRS:
        name = Watch(*pair).group.name
        yield f"## {name}\n"
        yield "| records up to | answer |"
        yield "| --- | --- |"
        watches = [Watch(*pair, until=until) for until in DATES]
        ends = [until[:4] if until else str(w.data_to) for until, w in zip(DATES, watches, strict=True)]
        answers = zip(ends, map(_answer, watches), strict=True)
        for answer, rows in groupby(answers, key=lambda row: row[1]):
            yield f"| {', '.join(end for end, _ in rows)} | {answer} |"
        yield ""


def _answer(watch: Watch) -> str:
    account: GrowingAccount = watch.account().growing
    return " ".join(s.text for s in account.answer if s.kind == KIND)


if __name__ == "__main__":
    PAGE.write_text("\n".join(list_lines()).rstrip() + "\n", "utf-8")
