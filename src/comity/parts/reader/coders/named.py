"""The coder that goes by a name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from comity.errors import QuestionError, UnknownNameError
from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import Coder

NAMES = ("rules", "spacy:MODEL", "embed:FOLDER", "llm")
"""How coders are asked for; what stands after a colon is the user's own.  Two are joined by a plus sign."""


def coder_named(name: str) -> Coder:
    """The coder that goes by ``name``; parts of it are loaded only when it is asked for.

    Raises
    ------
    UnknownNameError
        When no coder goes by that name.
    QuestionError
        When a name lacks what must stand after its colon, or more than two are joined.
    MissingExtraError
        When what the coder needs is not installed.
    """
    parts = name.split("+")
    if len(parts) > 2:
        raise QuestionError(f"At most two coders can be joined by a plus sign, and {name!r} joins more.")
    coders = [_one(part.strip()) for part in parts]
    if len(coders) == 1:
        return coders[0]
    from comity.parts.reader.coders.agreement import AgreementCoder  # noqa: PLC0415 - only where asked for

    return AgreementCoder(*coders)


def _one(name: str) -> Coder:
    kind, colon, rest = name.partition(":")
    if kind not in _MAKERS or (colon and kind not in _TAKES):
        raise UnknownNameError("coder", name, NAMES)
    if kind in _TAKES and not rest:
        raise QuestionError(f"The coder {kind!r} needs to know which: {_TAKES[kind]}.")
    return _MAKERS[kind](rest)


def _rules(_: str) -> Coder:
    return RuleCoder()


def _spacy(model: str) -> Coder:
    from comity.parts.reader.coders.spacy import SpacyCoder, loaded  # noqa: PLC0415 - an extra

    return SpacyCoder(model=model, nlp=loaded(model))


def _embed(folder: str) -> Coder:
    from comity.parts.reader.coders.embed import coder_in  # noqa: PLC0415 - an extra

    return coder_in(Path(folder))


def _llm(_: str) -> Coder:
    from comity.parts.reader.coders.llm import coder_from_environment  # noqa: PLC0415 - an extra

    return coder_from_environment()


_TAKES = {"spacy": "--coder spacy:MODEL", "embed": "--coder embed:FOLDER"}
_MAKERS: dict[str, Callable[[str], Coder]] = {
    "rules": _rules,
    "spacy": _spacy,
    "embed": _embed,
    "llm": _llm,
}
