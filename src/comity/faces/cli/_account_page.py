"""The account on the terminal: a pair in at most 30 lines of 80 columns, a place in at most 45.

Nothing is counted, ranked or worded here; the account has done so.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest

from rich.text import Text

from comity.faces.cli._output import SOFT
from comity.vocabulary import hotspots, states
from comity.vocabulary.group import Group
from comity.watch.account.account import PairAccount, PhaseAccount, PlaceAccount, PlaceRow
from comity.watch.account.acts import ALONE, APART, JOINTLY, SIDE_BY_SIDE, ClassedAct
from comity.watch.account.sections import COVERAGE
from comity.watch.account.statements import Statement
from comity.watch.account.wording import count, day, sentence
from comity.watch.answers import VOTES
from comity.watch.suggested_pairs import RecordedPair

WIDTH = 80
PAIR_LINES, PLACE_LINES = 30, 45
PLACES = 12
NAME, LABEL, PAIR_NAME = 18, 15, 46
YEARS = 11
COLUMNS = (WIDTH - LABEL) // 2
MANY = 3


def of_pair(account: PairAccount) -> list[Text]:
    """Lines of the page of a pair: as many places as there is room for, the rest by name."""
    for shown in range(PLACES, 0, -1):
        lines = _pair(account, shown)
        if len(lines) <= PAIR_LINES:
            break
    return lines


def _pair(account: PairAccount, shown: int) -> list[Text]:
    out = [_top(account.name, account.data_to)]
    out += _wrapped("Growing? " + " ".join(s.text for s in account.stepping_up.short), style="bold")
    out += _wrapped(" ".join(s.text for s in account.heading), style="bold")
    out += _wrapped(f"Unusual? {account.unusual.text}")
    for witness in (w for w in account.witnesses if w.kind != VOTES):  # these stand under "unusual"
        out += _wrapped(f"{witness.kind.capitalize()}: {_with_command(witness)}")
    places = [r for r in account.rows if not (r.own or r.empty)]
    rows = [*places[:shown], *(r for r in account.rows if r.own and not r.empty)]
    nothing = [r.name for r in account.rows if r.empty]
    first = account.data_to.year - YEARS + 1
    if rows:
        head = f"{'newest first':<{NAME}}{first}   {account.data_to.year} {'what they do there':<33}"
        out.append(Text(f"{head}{account.third:>6}{'apart':>6} from", style=SOFT))
    out += [_row(r, first, account.third) for r in rows]
    if len(places) > shown:
        out += _wrapped("also: " + ", ".join(r.name for r in places[shown:]))
    if nothing:
        covered = account.heading[0].computation != COVERAGE
        key = "row_nothing" if covered else "row_unsearched"
        out += _wrapped(f"{sentence(key).capitalize()}: {', '.join(nothing)}", style=SOFT)
    if rows:
        out += _key(account)
    out += _new(account)
    example = (places or account.rows)[0].hotspot
    out.append(Text(f"Next  comity watch {account.group} {example}    --tests: every measure", style="bold"))
    return out


def _with_command(witness: Statement) -> str:
    """What a witness says; where nothing is held, with the command that brings it."""
    none = witness.text == sentence("timing_none")
    return witness.text + (sentence("timing_command") if none else "")


def _key(account: PairAccount) -> list[Text]:
    """What the signs and columns of the rows mean."""
    signs = "■ three joint acts or more  ▪ one or two  ◆ with a deed  ▫ side by side  – apart"
    third = (
        f"{account.third}: against it, of all since {account.present_from.year}. " if account.third else ""
    )
    columns = f"{third}from: so since. A dossier, not a census."
    return [Text(signs, style=SOFT), Text(columns, style=SOFT)]


def of_pairs(pairs: Sequence[RecordedPair]) -> list[Text]:
    """Lines of the page without a pair: the pairs on record, newest first."""
    shown = pairs[: PAIR_LINES - 6]
    head = f"{'newest first':<{PAIR_NAME}}{'newest act together':<22}{'acts':>6}"
    out = [Text(f"{count(len(pairs), 'pair')} on record", style="bold"), Text(head, style=SOFT)]
    for p in shown:
        name = Group.parse(p.pair).name
        out.append(Text(f"{name:<{PAIR_NAME}}{day(p.newest):<22}{p.occurrences:>6}"))
    if len(pairs) > len(shown):
        out.append(Text(f"and {len(pairs) - len(shown)} more: comity watch --format csv", style=SOFT))
    out += _wrapped(
        "Any other two states have votes in the General Assembly and the Security Council, and acts read in "
        "the news: name them."
    )
    example = f" {pairs[0].pair}" if pairs else " FRA-DEU"
    out.append(Text(f"Next  comity watch{example}", style="bold"))
    return out


def _new(account: PairAccount) -> list[Text]:
    """What is new, in at most two lines: as many whole statements as there is room for, one at least."""
    head = f"New since {day(account.new_from)}: " if account.new[0].records else ""
    for n in range(len(account.new), 0, -1):
        lines = _wrapped(head + "; ".join(s.text for s in account.new[:n]), indent="  ")
        if len(lines) <= 2:
            break
    return lines


_CUTS = (
    ("changes", 2),
    ("stepping", 2),
    ("apart", 3),
    ("alone", 2),
    ("shared", 0),
    ("stepping", 1),
    ("conditions", 1),
    ("apart", 2),
    ("standfirst", 1),
    ("changes", 1),
    ("phase", 2),
    ("third", 1),
    ("apart", 1),
    ("alone", 1),
    ("phase", 1),
    ("changes", 0),
    ("third", 0),
    ("heading", 2),
    ("conditions", 0),
    ("not on record", 0),
)
"""Which statements a page that is too long leaves out first: of what, and how many stay."""


def of_place(account: PlaceAccount) -> list[Text]:
    """Lines of the page of one place: as many whole statements as there is room for."""
    most = {"alone": 3, "changes": 3, "apart": 5, "third": 3, "standfirst": 3, "conditions": 2}
    most |= {"phase": 3, "heading": 3, "shared": 1, "stepping": 4, "not on record": 1}
    lines = _place(account, most)
    for part, n in _CUTS:
        if len(lines) <= PLACE_LINES:
            break
        most[part] = n
        lines = _place(account, most)
    return lines


def _place(account: PlaceAccount, most: Mapping[str, int]) -> list[Text]:
    why = f"Next  comity why {account.group} {account.hotspot}    --tests: every measure"
    standfirst = " ".join(s.text for s in account.standfirst[: most["standfirst"]])
    return [
        _top(account.name, account.data_to),
        Text(),
        *(x for s in account.heading[: most["heading"]] for x in _wrapped(s.text, style="bold")),
        *_wrapped(standfirst),
        Text(),
        *_timeline(account),
        *([Text("What they do", style="bold")] if account.phases else []),
        *(x for p in account.phases for x in _phase(p, most["phase"])),
        Text("Who does what", style="bold"),
        *_who(account, most),
        *_block("With or against", account.third_power[: most["third"]]),
        *_block("Apart, hedging", account.apart[: most["apart"]]),
        *_wrapped(
            f"Growing? {' '.join(s.text for s in account.stepping_up.answer[: most['stepping']])}",
            indent="  ",
        ),
        *(
            x
            for k, w in enumerate(account.witnesses)
            for x in _labelled("" if k else "How sure", f"{w.kind}: {_with_command(w)}", 17)
        ),
        *_block("To watch for", account.changes[: most["changes"]]),
        *_block("Not on record", _not_on_record(account)[: most["not on record"]]),
        Text(why, style="bold"),
    ]


def _phase(phase: PhaseAccount, most: int) -> list[Text]:
    """A phase: its years, its stance and its first acts."""
    acts = "; ".join(s.text for s in phase.dated[:most])
    return _labelled(phase.title, f"{phase.name}. {acts}.", 11)


def _top(name: str, to: date) -> Text:
    data_to = f"data to {day(to)}"
    return Text(f"{name:<{WIDTH - len(data_to)}}{data_to}")


def _wrapped(text: str, indent: str = "", style: str = "") -> list[Text]:
    return [
        Text(x, style=style)
        for x in textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
    ]


def _labelled(label: str, text: str, width: int) -> list[Text]:
    """A label and a text that hangs beside it."""
    return [
        Text(f"{label if k == 0 else '':<{width}}{x}")
        for k, x in enumerate(textwrap.wrap(text, WIDTH - width, break_on_hyphens=False))
    ]


def _block(label: str, statements: Iterable[Statement]) -> list[Text]:
    """A label and its statements; nothing where there are none."""
    return _labelled(label, " ".join(s.text for s in statements), 17)


def _row(row: PlaceRow, first: int, third: str) -> Text:
    cells = "".join(_cell([a for a in row.acts if a.first.year == y]) for y in range(first, first + YEARS))
    name = hotspots.get(row.hotspot).short[: NAME - 1]
    share = f"{row.against}/{row.together}" if third else ""
    return Text(f"{name:<{NAME}}{cells} {row.short:<33}{share:>6}{row.apart:>6} {row.since or '–':>4}")


def _cell(acts: Sequence[ClassedAct]) -> str:
    by = Counter(a.kind for a in acts)
    if by[JOINTLY] and any(a.deed for a in acts if a.kind == JOINTLY):
        return "◆"
    if by[JOINTLY]:
        return "■" if by[JOINTLY] >= MANY else "▪"
    return "▫" if by[SIDE_BY_SIDE] else "–" if by[APART] else "·"


def _not_on_record(account: PlaceAccount) -> list[Statement]:
    """What was not found, where it was searched for."""
    return [s for s in [account.not_on_record] if s.computation != COVERAGE]


def _timeline(account: PlaceAccount) -> Iterator[Text]:
    """One column a year, counts in it; words and deeds together, apart, and each alone, if there are any."""
    if not account.acts:
        return
    last = account.data_to.year
    first = max(min(a.first for a in account.acts).year, last - COLUMNS + 1)
    drawn = [a for a in account.acts if a.first.year >= first]
    if drawn:
        marks = "".join(f"{y:<10}" for y in range(first, last + 1, 5) if y <= last - 1)
        yield Text(f"{'':<{LABEL}}{marks}"[:WIDTH].rstrip(), style=SOFT)
    lanes: list[tuple[str, Callable[[ClassedAct], bool]]] = [
        ("words", lambda a: a.together and not a.deed),
        ("deeds", lambda a: a.together and a.deed),
        ("apart", lambda a: a.kind == APART),
    ]
    lanes += [
        (_lane(s.state), lambda a, c=s.state: a.kind == ALONE and a.by == (c,))  # type: ignore[misc]
        for s in account.states
    ]
    for name, belongs in lanes:
        per = Counter(a.first.year for a in drawn if belongs(a))
        cells = " ".join(
            "·" if not per[y] else f"{per[y]}" if per[y] < 10 else "+" for y in range(first, last + 1)
        )
        if per:
            yield Text(f"{name:<{LABEL}}{cells}".rstrip())
    if before := len(account.acts) - len(drawn):
        yield Text(f"{'':<{LABEL}}{sentence('timeline_before', first=first, n=before)}", style=SOFT)
    yield Text()


def _lane(state: str) -> str:
    """What the lane of one state is called: by its name where there is room, else by its code."""
    name = f"{states.display(state)} alone"
    return name if len(name) < LABEL else f"{state} alone"


def _who(account: PlaceAccount, most: Mapping[str, int]) -> Iterator[Text]:
    """A column a state: vetoes, a condition, single acts by domain; a condition of several above."""
    for s in account.conditions[: most["shared"]]:
        yield from _wrapped(f"  {s.text}", indent="  ")
    half = (WIDTH - 4) // 2
    columns = [
        [states.display(s.state)]
        + [
            line
            for statement in (
                *s.vetoes,
                *s.conditions[: most["conditions"]],
                *s.alone[: max(most["alone"], 1)],
            )
            for line in textwrap.wrap(statement.text, half, subsequent_indent=" ", break_on_hyphens=False)
        ]
        for s in account.states
    ]
    for pair in zip(columns[::2], [*columns[1::2], []], strict=False):
        for left, right in zip_longest(*pair, fillvalue=""):
            yield Text(f"  {left:<{half + 2}}{right}".rstrip())
