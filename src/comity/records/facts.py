"""The fields of a fact (who did what toward whom), and the class of an act, which follows from them.

Each fact shipped with comity states as data what its sentence says in words (the column ``fact`` of an act,
:data:`comity.records.schemas.FACT`). The class of an act is computed from these fields for the states asked
about and never stored, so one record serves every pair that acts in it.

An *actor* does the act; a *target* is a state that the act is done to or is about. Every state in ``did`` or
``roles`` is an actor, a target, or a further participant with a role of :data:`BESIDE` (it wrote the text,
voted too, objected, was host). The doers of a clause are all actors or all other participants. A clause is
directed at actors or targets, never at its doer. If one state acts and the other only receives
(:data:`ONE_WAY`), the act is not joint; in a joint deal both *trade* or *agree*. A state that a vote protects
is ``backed``. Two separate acts of the same kind are not joint, but two vetoes of one draft are. A state that
limits itself, delays or stays away ``withholds``; if two states do so alike, each has the side ``for``.
Numbers are amounts, counts, rates and results of votes, never dates, spans of time or ordinals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from comity.vocabulary import forms
from comity.vocabulary.load import words

JOINT: Final = "joint"
SAME_SIDE: Final = "same side"
SAME_ALONE: Final = "same line, alone"
STEPS_BACK: Final = "steps back"
OPPOSED: Final = "opposed"
OWN_ALONE: Final = "own line, alone"

#: Classes of acts; an act of several records gets the first class that fits.
CLASSES = (JOINT, OPPOSED, STEPS_BACK, SAME_SIDE, SAME_ALONE, OWN_ALONE)

SIDES = ("for", "against", "withholds", "none")
LINES = ("", "shared", "own")
STRENGTHS = range(1, 7)
SHORT_MAX, LABEL_MAX = 60, 24
_CLAUSE: dict[str, type] = {
    "who": list,
    "toward": list,
    "joint": bool,
    **dict.fromkeys(("verb", "object", "side"), str),
}
_NUMBER: dict[str, type | tuple[type, ...]] = {
    **dict.fromkeys(("n", "to"), (int, float)),
    **dict.fromkeys(("unit", "of"), str),
    "about": bool,
}
KEYS = ("short", "strength", "line", "did", "roles", "numbers")

#: Roles of a state in an act.
ROLES = frozenset(
    (
        *(
            "proposer",
            "signatory",
            "participant",
            "host",
            "guest",
            "mediator",
            "speaker",
            "founder",
            "joiner",
        ),
        *("supplier", "buyer", "lender", "borrower", "donor", "recipient", "investor", "builder", "trader"),
        *("backer", "backed", "critic", "target", "blocker", "limiter", "deferrer", "other"),
        *("yes", "no", "veto", "abstain", "absent"),
    )
)

#: Roles of a state that takes part but is neither actor nor target.
BESIDE = frozenset(
    (
        *("proposer", "backer", "critic", "blocker", "mediator", "host", "guest", "joiner", "other"),
        *("yes", "no", "veto", "abstain", "absent"),
    )
)

#: First words of verbs for one side of a deal.
ONE_WAY = frozenset(
    ("lend", "sell", "deliver", "transfer", "supply", "buy", "give", "provide", "export", "import", "donate")
)

#: Roles of a state for which another state acts.
HELPED = frozenset(("backed", "recipient", "buyer", "borrower", "supplier", "lender", "guest"))


def read_fields(fact: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the fields in a line of a fact file as a value of the column ``fact``; ``None`` if it has none.

    Raises
    ------
    ValueError
        When fields are missing or invalid; the message names the field.
    """
    given = [k for k in KEYS if k in fact]
    if not given:
        return None
    if missing := [k for k in KEYS if k not in fact]:
        raise ValueError(f"{missing[0]} must be given beside {given[0]}")
    if not isinstance(fact["short"], str) or not 0 < len(fact["short"]) <= SHORT_MAX:
        raise ValueError(f"short must be a text of at most {SHORT_MAX} characters")
    label = fact.get("label", "")
    if not isinstance(label, str) or len(label) > LABEL_MAX:
        raise ValueError(f"label must be a text of at most {LABEL_MAX} characters")
    if fact["strength"] not in STRENGTHS:
        raise ValueError("strength must be a number from 1 to 6")
    if fact["line"] not in LINES:
        raise ValueError("line must be shared, own or empty")
    if not isinstance(fact["did"], list) or not fact["did"]:
        raise ValueError("did must list what was done, one clause or more")
    roles = fact["roles"]
    if not isinstance(roles, dict) or not ROLES.issuperset(roles.values()):
        raise ValueError(f"roles must give each state one of {', '.join(sorted(ROLES))}")
    return {
        "short": fact["short"],
        "label": label,
        "strength": fact["strength"],
        "line": fact["line"],
        "did": [_read_clause(c) for c in fact["did"]],
        "roles": [{"state": state, "role": role} for state, role in roles.items()],
        "numbers": [_read_number(n) for n in fact["numbers"]],
    }


def _read_clause(clause: Any) -> dict[str, Any]:
    if not isinstance(clause, dict) or set(clause) != set(_CLAUSE):
        raise ValueError(f"each clause of did must have {', '.join(_CLAUSE)}")
    if wrong := [k for k, kind in _CLAUSE.items() if not isinstance(clause[k], kind)]:
        raise ValueError(f"{wrong[0]} in did must be a {_CLAUSE[wrong[0]].__name__}")
    if clause["side"] not in SIDES:
        raise ValueError(f"side in did must be one of {', '.join(SIDES)}")
    if not clause["who"] or (clause["joint"] and len(clause["who"]) < 2):
        raise ValueError("who in did must name a state, and two where joint is true")
    return clause


def _read_number(number: Any) -> dict[str, Any]:
    if not isinstance(number, dict) or set(number) - set(_NUMBER) or {"n", "unit", "of"} - set(number):
        raise ValueError("each of numbers must have n, unit and of, and may have to and about")
    if wrong := [k for k in number if not isinstance(number[k], _NUMBER[k])]:
        raise ValueError(
            f"{wrong[0]} in numbers must be a {'text' if wrong[0] in ('unit', 'of') else 'number'}"
        )
    return {"to": None, "about": False} | number


def classify(facts: Collection[Mapping[str, Any]], states: Iterable[str]) -> str:
    """Return the class (joint, opposed ...) of an act for some states, or "" if none of them acts.

    Parameters
    ----------
    facts : values of the column ``fact`` of the records of one act in one place
    states : codes of the states asked about, two or more

    Returns
    -------
    str
        One of :data:`CLASSES`, the first that fits: *joint* (one act of all the states); *opposed* (they act
        against each other); *steps back* (one withholds while the other acts); *same side* (each acts alone
        in the same direction); *same line, alone* (one acts in the direction that they share, or for another
        of them); *own line, alone* (the rest).
    """
    members = frozenset(states)
    clauses = [clause for fact in facts for clause in fact["did"]]
    if any(clause["joint"] and members <= set(clause["who"]) for clause in clauses):
        return JOINT
    sides = {m: {c["side"] for c in clauses if m in c["who"]} for m in members}
    acting = {m for m in members if sides[m]}
    if not acting:
        return ""
    for clause in clauses:
        struck = members.intersection(clause["toward"]).difference(clause["who"])
        if clause["side"] == "against" and struck and members.intersection(clause["who"]):
            return OPPOSED
    if acting == members:
        return _compare_sides([sides[m] for m in members], facts)
    if any("withholds" in sides[m] for m in acting):
        return STEPS_BACK
    roles = {r["state"]: r["role"] for fact in facts for r in fact["roles"]}
    helped = any(
        roles.get(state) in HELPED
        for clause in clauses
        if clause["side"] == "for" and acting.intersection(clause["who"])
        for state in members.difference(acting).intersection(clause["toward"])
    )
    return _class_alone(facts, helped=helped)


def _compare_sides(sides: Collection[set[str]], facts: Collection[Mapping[str, Any]]) -> str:
    of_any = set().union(*sides)
    shared = set.intersection(*sides)
    if {"for", "against"} <= of_any and not shared:
        return OPPOSED
    if "withholds" in of_any and not shared:
        return STEPS_BACK
    if shared - {"none"}:
        return SAME_SIDE
    return _class_alone(facts, helped=False)


def _class_alone(facts: Iterable[Mapping[str, Any]], *, helped: bool) -> str:
    return SAME_ALONE if helped or any(fact["line"] == "shared" for fact in facts) else OWN_ALONE


#: Forms by which a state holds back while another acts.
WITHHOLDING = frozenset(("deference", "hedging", "friction-avoidance", "joint-abstention"))


def classify_by_form(of_act: Collection[str], *, together: bool, friction: bool, against_third: bool) -> str:
    """Return the class (joint, opposed ...) of an act without fields, from its forms (kinds of act).

    Parameters
    ----------
    of_act : ids of the act's forms
    together : whether all the states asked about act in it
    friction : whether it sets these states against each other or apart
    against_third : whether the act is directed against the third power (an outside state)
    """
    if together:
        return SAME_SIDE if all(forms.get(f).rung == "parallel" for f in of_act) else JOINT
    if friction:
        return STEPS_BACK if WITHHOLDING.issuperset(of_act) else OPPOSED
    return SAME_ALONE if against_third else OWN_ALONE


#: Kinds of sources good enough for a record under a heading, a phase or a label: press or better.
LEADING = frozenset({"official-record", "document", "press", "agency"})

#: Kinds of sources that are a party's own word, or a copy whose original was not read.
INTERESTED = frozenset({"party-statement", "state-media", "re-publisher"})


def grade(kinds: Iterable[str]) -> str:
    """Return the best of these kinds of sources, or "" if none is in the vocabulary."""
    known = set(kinds)
    return next((k for k in words("source_kinds") if k in known), "")


def may_lead(kinds: Iterable[str]) -> bool:
    """Return whether sources of these kinds are good enough for a heading, a phase or a label."""
    return not LEADING.isdisjoint(kinds)


def only_interested(kinds: Iterable[str]) -> bool:
    """Return whether only a state concerned, its media or a re-publisher vouch for a record.

    Returns false without kinds, since nothing is known against such a record.
    """
    given = set(kinds)
    return bool(given) and given <= INTERESTED


def is_between(
    actors: Iterable[str],
    partners: Iterable[str],
    targets: Iterable[str],
    polarity: str,
    codes: Iterable[str],
) -> bool:
    """Return whether at least one of these states acts, and all the others act or are acted upon."""
    doing, group = set(actors), set(codes)
    upon = {*partners, *(targets if polarity == "friction" else ())}
    return group <= doing | upon and bool(group & doing)
