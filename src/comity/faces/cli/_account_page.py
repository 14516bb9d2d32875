"""What comity found about a pair or a place, as text of at most 44 lines of 80 columns.

The account (:mod:`comity.watch.account`) has all counts and words; this module only arranges them.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from rich.text import Text

from comity.faces.cli._output import SOFT
from comity.records.facts import JOINT, OPPOSED, SAME_SIDE, STEPS_BACK
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group
from comity.watch.account.acts import ClassedAct
from comity.watch.account.pair import PairAccount, tell_new
from comity.watch.account.phrases import say_days_ago, say_newest, tell, write_date
from comity.watch.account.place import PlaceAccount
from comity.watch.account.rows import OWN, PART, QUIET, TOGETHER, PlaceRow
from comity.watch.account.sections import PhaseAccount, StateAccount
from comity.watch.account.statements import Statement
from comity.watch.account.wording import count, day, sentence

if TYPE_CHECKING:
    from comity.watch.suggested_pairs import RecordedPair

WIDTH = 80
LINES = 44
NAME, LABEL, PAIR_NAME, DATE, COLUMN = 16, 10, 46, 11, 4
#: Years in the sparklines of a pair, and most columns in the table of years of a place.
SPARK_YEARS, PLACE_YEARS = 10, 13
SPARK = " ▁▂▃▄▅▆▇█"
#: Columns for the newest joint act after its date.
ACT = WIDTH - NAME - SPARK_YEARS - 4 * COLUMN - DATE - 3
TITLES = {TOGETHER: "Together lately", PART: "Where they part", QUIET: "Quiet", OWN: "Between themselves"}
#: Title of the quiet places of a pair that was not searched in full.
UNSEARCHED = "Other places"
#: Most statements in a section of a place's page.
PARTING, DEEDS, CONDITIONS = 4, 3, 2


def format_pair_page(account: PairAccount, today: date) -> list[Text]:
    """Return the lines of the page on a pair, read on the day ``today``, with as many new acts as fit."""
    pages = (_write_pair(account, today, n) for n in range(len(account.new), -1, -1))
    return next((page for page in pages if len(page) <= LINES), _write_pair(account, today, 0))


def _write_pair(account: PairAccount, today: date, new: int) -> list[Text]:
    above = [
        _top(account.name, account, today),
        *_wrap(" ".join(s.text for s in account.heading), style="bold"),
        *_label("Growing?", account.growing.short[:2]),
        *_label("Unusual?", account.unusual[:3]),
        *_label("Alone?", account.alone),
        *(() if account.covered else _newest(account, new)),
        Text(),
        *(table := _table(account)),
        *([Text()] if table else []),
    ]
    counts = (
        f"Numbers count acts since {account.present_from.year}; bars show acts together in each year."
        if table
        else ""
    )
    above += _label("Reading" if table else "Note", account.notes, counts)
    above += _newest(account, min(new, 1)) if account.covered else []
    below = _label("How sure", account.sure[:1])
    rows = [r for r in account.rows if r.acts]
    place = max(rows, key=lambda r: (not hotspots.get(r.hotspot).own, r.total)).hotspot if rows else ""
    ask = f"{account.group} {place}".strip()
    more = f"comity watch {ask} · comity why {ask}" if place else f"comity why {ask}"
    if account.newest and say_days_ago(account.newest, today):  # old data: renew the watch first
        more = f"comity round {account.group} · comity why {ask}"
    below.append(Text(f"More:     {more}"[:WIDTH], style="bold"))
    return [*above, *_leads(account, LINES - len(above) - len(below)), *below]


def _top(name: str, account: PairAccount | PlaceAccount, today: date) -> Text:
    if account.newest is None:
        return Text(name, style="bold")
    said = f"{''.join(say_newest(account.newest))}{say_days_ago(account.newest, today)}"
    return Text(f"{name:<{WIDTH - len(said)}}{said}")


def list_shown(account: PairAccount) -> list[PlaceRow]:
    """Return the places with acts of a pair; if its acts were not searched, only places with joint acts."""
    return [r for r in account.rows if r.acts and (account.covered or any(not a.alone for a in r.acts))]


def _table(account: PairAccount) -> list[Text]:
    out: list[Text] = []
    last = (account.newest or account.data_to).year
    drawn = list_shown(account)
    most = max((n for r in drawn for n in _together_by_year(r, last)), default=0) or 1
    for group, rows in groupby(drawn, key=lambda r: r.group):
        head = TITLES[group] if account.covered or group != QUIET else UNSEARCHED
        if not out:
            years = f"{last - SPARK_YEARS + 1}  {last}"
            columns = " joint same back opp newest joint act"
            out.append(Text(f"{head:<{NAME}}{years:<{SPARK_YEARS}}{columns}", style="bold"))
        else:
            out.append(Text(head, style="bold"))
        out += [_row(r, last, most, covered=account.covered) for r in rows]
    return out


def _together_by_year(row: PlaceRow, last: int) -> list[int]:
    by = Counter(a.first.year for a in row.acts if a.together)
    return [by[y] for y in range(last - SPARK_YEARS + 1, last + 1)]


def _row(row: PlaceRow, last: int, most: int, *, covered: bool) -> Text:
    name = hotspots.get(row.hotspot).short[: NAME - 1]
    spark = "".join(SPARK[-(-8 * min(n, most) // most)] for n in _together_by_year(row, last))
    cells = "".join(
        f"{n if n or covered else '–':>{COLUMN}}"
        for n in (row.joint, row.same_side, row.steps_back, row.opposed)
    )
    newest = (
        f"{write_date(row.newest):>{DATE}} {_cut(row.newest.label or row.newest.short)}" if row.newest else ""
    )
    return Text(f"{name:<{NAME}}{spark} {cells} {newest}".rstrip())


def _cut(text: str, room: int = ACT) -> str:
    if len(text) <= room:
        return text
    return text[:room].rsplit(" ", 1)[0].rstrip(",:;") + "…"


def _newest(account: PairAccount, n: int) -> list[Text]:
    head = tell_new(account).split(" ")[0]
    return [x for k, s in enumerate(account.new[:n]) for x in _label("" if k else head, [s])]


def _leads(account: PairAccount, room: int) -> list[Text]:
    """Return as many unreviewed machine-read acts as fit, for a pair whose acts nobody searched for."""
    if not account.leads:
        return []
    out = [Text("Found by machine, not yet reviewed, not counted", style="bold")]
    for s in account.leads:
        lead = _label("", [s])
        if len(out) == 1 or len(out) + len(lead) <= room:
            out += lead
    return out


def format_pairs_page(pairs: Sequence[RecordedPair]) -> list[Text]:
    """Return the lines of the page that lists all pairs on record, newest first."""
    shown = pairs[: LINES - 20]
    head = f"{'newest first':<{PAIR_NAME}}{'newest act together':<22}{'acts':>6}"
    out = [Text(f"{count(len(pairs), 'pair')} on record", style="bold"), Text(head, style=SOFT)]
    for p in shown:
        name = Group.parse(p.pair).name
        out.append(Text(f"{name:<{PAIR_NAME}}{day(p.newest):<22}{p.occurrences:>6}"))
    if len(pairs) > len(shown):
        out.append(Text(f"and {len(pairs) - len(shown)} more: comity watch --format csv", style=SOFT))
    out += _wrap(
        "Any other two states have votes in the General Assembly and the Security Council, and acts read in "
        "the news: name them."
    )
    example = f" {pairs[0].pair}" if pairs else " FRA-DEU"
    out.append(Text(f"Next  comity watch{example}", style="bold"))
    return out


def format_place_page(account: PlaceAccount, today: date) -> list[Text]:
    """Return the lines of the page on one place, read on the day ``today``."""
    group = Group.parse(account.group)
    lines = [
        _top(f"{group.name}: {account.name}", account, today),
        *_wrap(" ".join(s.text for s in account.heading), style="bold"),
        Text(),
        *_years(account),
        *(x for p in account.phases for x in _phase(p)),
        Text(),
        *_label("Lasting", account.conditions[:CONDITIONS]),
        *(x for s in account.states for x in _state(s)),
        *_label("Toward US" if account.third == "USA" else "Toward", account.third_power),
        *_list("Apart", account.parting[:PARTING]),
        Text(),
        *_label("How sure", account.sure),
        *_label("Not found", account.not_found),
    ]
    more = f"comity why {account.group} {account.hotspot}"
    if account.newest and say_days_ago(account.newest, today):
        more = f"comity round {account.group} · {more}"
    single = [x for x, y in zip(lines, [*lines[1:], Text("-")], strict=True) if x.plain or y.plain]
    return [*single, Text(f"More:     {more}"[:WIDTH], style="bold")]


def _state(state: StateAccount) -> list[Text]:
    name = states.display(state.state)[: LABEL - 1]
    said = _label(name, [*state.vetoes, *state.conditions[:CONDITIONS]])
    return [*said, *_list("" if said else name, state.alone[:DEEDS])]


_LANES: tuple[tuple[str, Callable[[ClassedAct], bool]], ...] = (
    ("joint", lambda a: a.act_class == JOINT),
    ("same side", lambda a: a.act_class == SAME_SIDE),
    ("steps back", lambda a: a.act_class == STEPS_BACK),
    ("opposed", lambda a: a.act_class == OPPOSED),
    ("one alone", lambda a: a.alone),
)


def _years(account: PlaceAccount) -> Iterator[Text]:
    if not account.acts:
        return
    last = (account.newest or account.data_to).year
    first = max(min(a.first for a in account.acts).year, last - PLACE_YEARS + 1)
    years = range(first, last + 1)
    heads = [str(y) if y in (first, last) or y % 10 == 0 else f"’{y % 100:02}" for y in years]
    yield Text(f"{'':<12}" + "".join(f"{h:>5}" for h in heads), style=SOFT)
    drawn = [a for a in account.acts if a.first.year >= first]
    for name, belongs in _LANES:
        by = Counter(a.first.year for a in drawn if belongs(a))
        if by:
            yield Text(f"{name:<12}" + "".join(f"{by[y] or '·':>5}" for y in years))
    if earlier := len(account.acts) - len(drawn):
        yield Text(f"{'':<12}{sentence('timeline_before', first=first, n=earlier)}", style=SOFT)
    yield Text()


def _phase(phase: PhaseAccount) -> list[Text]:
    acts = [x for a in phase.acts for x in _hang(f"{write_date(a):>{DATE}}  {tell(a)}")]
    return [*_label(phase.title, [phase.sentence]), *(Text(f"{'':<{LABEL}}{x}") for x in acts)]


def _list(label: str, statements: Iterable[Statement]) -> list[Text]:
    lines = [
        x for s in statements for x in _hang(f"{s.text.split('  ')[0]:>{DATE}}  {s.text.split('  ')[1]}")
    ]
    return [Text(f"{label if k == 0 else '':<{LABEL}}{x}") for k, x in enumerate(lines)]


def _hang(text: str) -> list[str]:
    """Return the lines of a text that begins with a date, the later lines indented below the first word."""
    return textwrap.wrap(text, WIDTH - LABEL, subsequent_indent=" " * (DATE + 2), break_on_hyphens=False)


def _wrap(text: str, style: str = "") -> list[Text]:
    return [Text(x, style=style) for x in textwrap.wrap(text, WIDTH, break_on_hyphens=False)]


def _label(label: str, statements: Iterable[Statement], after: str = "") -> list[Text]:
    said = [s.text if s.text.endswith((".", "?", "!", "…")) else f"{s.text}." for s in statements]
    text = " ".join([after, *said] if after else said)
    if not text:
        return []
    return [
        Text(f"{label if k == 0 else '':<{LABEL}}{x}")
        for k, x in enumerate(textwrap.wrap(text, WIDTH - LABEL, break_on_hyphens=False))
    ]
