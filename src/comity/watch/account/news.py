"""News since a day: newly recorded acts, and headings that changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comity.watch.account.acts import ClassedAct
from comity.watch.account.pair import PairAccount
from comity.watch.account.place import PlaceAccount
from comity.watch.account.statements import Statement


@dataclass(frozen=True, slots=True)
class Move:
    """A heading that changed, with its old and new text; ``hotspot`` is "" for the pair.

    ``why`` are the newly recorded acts in that place, the newest first, each with its place.
    """

    hotspot: str
    name: str
    was: str
    now: str
    why: tuple[tuple[str, ClassedAct], ...]


@dataclass(frozen=True, slots=True)
class AccountNews:
    """Newly recorded acts with their place, the newest first, and the headings that changed."""

    added: tuple[tuple[str, ClassedAct], ...]
    moves: tuple[Move, ...]


def news(
    then: PairAccount, now: PairAccount, places: Iterable[tuple[PlaceAccount, PlaceAccount]]
) -> AccountNews:
    """Return the acts and headings that are new between two accounts (texts on what a group does).

    Parameters
    ----------
    then, now : the account as known on the first day, and as known now
    places : the account of each place, then and now
    """
    known = {a.id for r in then.rows for a in r.acts}
    added = {a.id: (r.hotspot, a) for r in now.rows for a in r.acts if a.id not in known}
    newest = sorted(added.values(), key=lambda pa: (pa[1].first, pa[1].id), reverse=True)
    moves = [Move("", now.name, _text(then.heading), _text(now.heading), tuple(newest))]
    for old, new in places:
        why = tuple((new.hotspot, a) for a in reversed(new.acts) if a.id in added)
        moves.append(Move(new.hotspot, new.name, _text(old.heading), _text(new.heading), why))
    return AccountNews(tuple(newest), tuple(m for m in moves if m.was != m.now))


def _text(statements: Sequence[Statement]) -> str:
    return " ".join(s.text for s in statements)
