"""Second opinion: the same lexicon over the dependency tree of a spaCy pipeline that the user names.

No pipeline is a dependency of comity and none is loaded by a name of ours: what is called like a model on
a package registry need not be one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from comity.errors import MissingExtraError, QuestionError
from comity.language.sentence_layout import SentenceLayout
from comity.language.words import words
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.parts.reader.coders.trees import Dependent, States, Tree, TreeReading
from comity.parts.reader.lexicon import LexiconRule, RuleMatch
from comity.parts.reader.patterns import forms_that
from comity.parts.reader.rules.roles import Roles

VERSION = "1"
_LONE = re.compile("[\ud800-\udfff]")
"""Halves of characters, which no pipeline can hash; replaced one for one, so that offsets stay."""
_JOINING = frozenset({"with", "alongside", "and", "between", "among"})


def loaded(name: str) -> Callable[[str], Any]:
    """The pipeline called ``name``: an installed package or a folder.

    Raises
    ------
    MissingExtraError
        When spaCy is not installed.
    QuestionError
        When there is no such pipeline, or it has no parser.
    """
    try:
        import spacy  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingExtraError(
            "The coder 'spacy' needs a part that is not installed: pip install 'comity[spacy]'"
        ) from None
    try:
        nlp = spacy.load(name)
    except (OSError, ValueError) as e:
        raise QuestionError(
            f"spaCy finds no pipeline called {name!r}: name an installed one or a folder, for English for "
            "instance what 'python -m spacy download en_core_web_sm' brings."
        ) from e
    if not nlp.has_pipe("parser"):
        raise QuestionError(f"The pipeline {name!r} has no parser, and roles are read from its trees.")
    return nlp


@dataclass(frozen=True, slots=True)
class SpacyCoder(RuleCoder):
    """The rules' lexicon with roles from dependency trees.

    Parameters
    ----------
    model : name of the pipeline, as it stands in every record
    nlp : the pipeline: text to a sequence of tokens with ``i idx text dep_ pos_ head children``
    """

    model: str = ""
    nlp: Callable[[str], Any] = field(default=lambda text: (), compare=False, repr=False)
    _last: dict[str, Tree] = field(default_factory=dict, compare=False, repr=False)

    @property
    def name(self) -> str:
        """``spacy:<model>/<version>``."""
        return f"spacy:{self.model}/{VERSION}"

    def roles(self, view: SentenceLayout, hit: RuleMatch) -> Roles | None:
        """Roles of the states from the tree around the trigger."""
        tree = self._tree(view)
        token = tree.root(hit.start, hit.end)
        return None if token is None else _cast(hit.rule, TreeReading(tree, token))

    def _tree(self, view: SentenceLayout) -> Tree:
        """The parsed sentence; one sentence has many triggers and is parsed once."""
        key = f"{view.start}:{view.text}"
        if key not in self._last:
            self._last.clear()
            self._last[key] = Tree(view, self.nlp(_LONE.sub("\ufffd", view.text)))
        tree = self._last[key]
        return tree if tree.view is view else Tree(view, tree.parsed)


def _cast(rule: LexiconRule, read: TreeReading) -> Roles | None:
    """Roles by the kind of rule, as :mod:`comity.parts.reader.rules.roles` has them."""
    actor = read.subject
    owner = tuple(s for s in read.owner if s not in actor)
    joined = _union([p for p in read.places if p.prep in _JOINING], actor)
    others = _union([p for p in read.places if _may_be_partner(rule, p)], actor)
    passive = tuple(s for s in read.passive if s not in actor)
    if rule.roles in ("mutual", "relation"):
        return _mutual(rule, actor or owner, owner if actor else (), joined, others)
    if not actor:
        actor, owner = owner, ()
    if not actor:
        return None
    if rule.roles == "together":
        group = (*actor, *joined)
        return Roles(group, (), tuple(s for s in others if s not in group)) if len(group) > 1 else None
    toward = passive or others[: _reach(rule)] or owner
    if rule.roles == "against" and len(actor) > 1 and not (rule.deed and rule.polarity == "friction"):
        return Roles(actor, (), toward, joint_against=True)
    if rule.roles == "behind" and len(actor) > 1:
        return Roles(actor, (), toward)
    return Roles(actor, toward, ()) if toward else None


def _mutual(rule: LexiconRule, actor: States, owner: States, joined: States, others: States) -> Roles | None:
    partners = joined or ((owner or others) if len(actor) < 2 else ())
    if not actor:
        actor, partners = partners, ()
    if len({*actor, *partners}) < 2:
        return None
    if rule.polarity == "friction" and not partners:
        return Roles(actor[:1], actor[1:], ())
    if len(partners) > 1 and len(actor) == 1 and rule.form not in forms_that("merging"):
        return Roles(actor, partners, ())
    if rule.polarity == "friction":
        return Roles(actor, partners, ())
    return Roles((*actor, *(p for p in partners if p not in actor)), (), ())


def _may_be_partner(rule: LexiconRule, p: Dependent) -> bool:
    if p.prep in words("place_preps") and not rule.places:
        return False
    return not rule.preps or p.prep in rule.preps


def _reach(rule: LexiconRule) -> int:
    """How many counterparties: as many as coordinated for one-way acts; a list is one place."""
    return 12 if rule.roles in ("toward", "against", "behind") else 1


def _union(places: list[Dependent], without: States) -> States:
    return tuple(dict.fromkeys(s for p in places for s in p.states if s not in without))
