"""The account of a pair in the Security Council: how often one or both did not vote yes, and since when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from comity.vocabulary import hotspots, states
from comity.watch.account.phrases import present_from
from comity.watch.account.statements import Number, Statement
from comity.watch.account.wording import count, day, rules, sentence
from comity.watch.answers import Answers
from comity.watch.questions import drafts
from comity.watch.questions.drafts import Council, Draft

HOW = "every text of the Security Council put to the vote while both sat there"


@dataclass(frozen=True, slots=True)
class CouncilAccount:
    """The sentences on a group in the Security Council, and the texts that the sentences count."""

    heading: tuple[Statement, ...]
    standfirst: tuple[Statement, ...]
    council: Council


def write_council(answers: Answers) -> CouncilAccount | None:
    """Write how a group voted in the Security Council; ``None`` without votes, or if it never sat there."""
    return answers.inquiry.cache.table(answers.inquiry.key("council"), lambda: _council(answers))


def _council(answers: Answers) -> CouncilAccount | None:
    votes = drafts.council(answers.inquiry)
    if votes is None:
        return None
    since = present_from(answers.inquiry.data_to).year
    windows = [(since, votes.adopted_to.year), (since - rules().present_years, since - 1)]
    return CouncilAccount(
        tuple(_heading(votes, windows)),
        (*_alone(votes, windows[0], answers.inquiry.group.codes), *_vetoes(votes)),
        votes,
    )


def _count_within(votes: Council, window: tuple[int, int]) -> tuple[list[Draft], int]:
    """Return the adopted texts of a window that not all members voted for, and the number of all texts."""
    first, last = window
    inside = [d for d in votes.drafts if first <= d.date.year <= last and not d.vetoed]
    return inside, len(inside) + sum(n for year, n in votes.agreed.items() if first <= year <= last)


def _heading(votes: Council, windows: Sequence[tuple[int, int]]) -> list[Statement]:
    counts = []
    for window in windows:
        inside, texts = _count_within(votes, window)
        counts.append((sum(not d.alone for d in inside), len(inside), texts))
    (both, either, texts), (both_before, either_before, before) = counts
    if not texts:
        return [Statement("council", sentence("council_nothing", since=windows[0][0]), computation=HOW)]
    numbers = [Number("both withheld", both, texts), Number("both withheld before", both_before, before)]
    values = {"since": windows[0][0], "share": f"{both / texts:.0%}", "both": both, "texts": texts}
    if not before:
        return [Statement("council", sentence("council", **values), computation=HOW, numbers=(numbers[0],))]
    values |= {"before": f"{both_before / before:.0%}", "years": rules().present_years}
    out = [
        Statement("council", sentence("council_changed", **values), computation=HOW, numbers=tuple(numbers))
    ]
    if either and either_before:
        values = {"share": f"{both / either:.0%}", "before": f"{both_before / either_before:.0%}"}
        numbers = [Number("joined", both, either), Number("joined before", both_before, either_before)]
        text = sentence("council_joined", **values)
        out.append(Statement("council", text, computation=HOW, numbers=tuple(numbers)))
    return out


def _alone(votes: Council, window: tuple[int, int], codes: Sequence[str]) -> list[Statement]:
    inside, _ = _count_within(votes, window)
    by = Counter(d.alone for d in inside if d.alone)
    if not by:
        return []
    most, least = sorted(codes, key=lambda c: (-by[c], c))[:2]
    values = {"who": states.display(most), "n": count(by[most], "text"), "other": states.display(least)}
    text = sentence("council_alone", **values, m=by[least], since=window[0])
    numbers = tuple(Number(f"alone {c}", by[c], len(inside)) for c in (most, least))
    return [Statement("council", text, computation=HOW, numbers=numbers)]


def _vetoes(votes: Council) -> list[Statement]:
    both = [d for d in votes.drafts if d.vetoed and not d.alone]
    if not both:
        return []
    values = {"n": count(len(both), "draft"), "first": both[0].date.year, "last": day(both[-1].date)}
    about = ", ".join(hotspots.get(p).name for p in both[-1].places)
    text = sentence("council_vetoes", places=about and f" ({about})", **values)
    records = tuple(d.record for d in both)
    number = Number("vetoed together", len(both), len(votes.drafts))
    return [Statement("council", text, records, HOW, numbers=(number,))]
