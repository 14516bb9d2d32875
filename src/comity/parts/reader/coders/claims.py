"""Claims that another program made about a text, held to the text and to the vocabulary."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

from comity.language.dates import when
from comity.language.gazetteer import known_codes
from comity.parts.reader.coders.codebook import MODALITIES, POLARITIES, STANCES, Codebook
from comity.parts.reader.patterns import domain_of
from comity.records.coded_acts import CodedAct, Document
from comity.vocabulary.forms import all_forms

UNCHECKED = 0.5
"""Confidence of a claim whose coder has not been measured: even odds."""

_LISTS = ("actors", "partners", "targets", "hotspots", "forms")
_WORDS = ("quote", "trigger", "polarity", "toward", "modality")


class ShapeError(ValueError):
    """An answer that is not JSON of the agreed shape; never leaves this package."""


def claims_in(text: str) -> list[dict[str, Any]]:
    """The claims of an answer; fields are checked one by one later.

    Raises
    ------
    ShapeError
        When the answer as a whole is not of the agreed shape.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ShapeError("its answer is not whole JSON") from None
    claims = data.get("claims") if isinstance(data, dict) else None
    if not isinstance(claims, list) or not all(isinstance(c, dict) for c in claims):
        raise ShapeError("its answer holds no list of claims")
    return claims


def act_of(
    claim: dict[str, Any], document: Document, book: Codebook, coder: str, dropped: Counter[str]
) -> CodedAct | None:
    """The claim as an act, or ``None`` with the reason counted in ``dropped``."""
    reason = _fault(claim, book)
    span = None if reason else _quote_span(claim["quote"], document.text)
    if not reason and span is None:
        reason = "quote not in the text"
    if reason or span is None:
        dropped[reason] += 1
        return None
    start, end = span
    at = _quote_span(claim["trigger"], document.text[start:end]) or (0, end - start)
    actors, partners, targets = _roles(claim)
    forms = tuple(dict.fromkeys(book.labels[f] for f in claim["forms"]))
    return CodedAct(
        actors=actors,
        partners=partners,
        targets=targets,
        hotspots=tuple(sorted(set(claim["hotspots"]))) or ("other",),
        forms=forms,
        domain=next((d for f in forms if (d := domain_of(f))), "diplomatic"),
        polarity=claim["polarity"],
        deed=any(all_forms()[f].deed for f in forms),
        toward_third=claim["toward"],
        third="USA",
        modality=claim["modality"],
        when=when(document.text, start, end, document.published, ahead=claim["modality"] == "planned"),
        start=start,
        end=end,
        trigger_start=start + at[0],
        trigger_end=start + at[1],
        coder=coder,
        rules=("model",),
        confidence=UNCHECKED,
    )


def _roles(claim: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Actors, partners and targets, each state in the first role it is given."""
    actors = set(claim["actors"])
    partners = set(claim["partners"]) - actors
    targets = set(claim["targets"]) - actors - partners
    return tuple(sorted(actors)), tuple(sorted(partners)), tuple(sorted(targets))


def _fault(claim: dict[str, Any], book: Codebook) -> str:
    """What is wrong with a claim by itself, "" for nothing."""
    lists = [claim.get(k) for k in _LISTS]
    if not all(isinstance(v, list) and all(isinstance(x, str) for x in v) for v in lists):
        return "wrong shape"
    if not all(isinstance(claim.get(k), str) for k in _WORDS) or not claim["quote"].strip():
        return "wrong shape"
    if not {*claim["actors"], *claim["partners"], *claim["targets"]} <= known_codes():
        return "unknown state"
    if len({*claim["actors"], *claim["partners"]}) < 2 or not claim["actors"]:
        return "fewer than two parties"
    if claim["polarity"] == "friction" and not set(claim["partners"]) - set(claim["actors"]):
        return "friction with nobody"
    known = (
        set(claim["forms"]) <= set(book.labels)
        and set(claim["hotspots"]) <= set(book.hotspots)
        and claim["polarity"] in POLARITIES
        and claim["toward"] in STANCES
        and claim["modality"] in MODALITIES
    )
    return "" if known else "unknown label"


def _quote_span(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quote stands in a text, white space aside; letters must be the same."""
    words = quote.split()
    if not words:
        return None
    at = text.find(quote.strip())
    if at >= 0:
        return at, at + len(quote.strip())
    m = re.search(r"\s+".join(map(re.escape, words)), text)
    return (m.start(), m.end()) if m else None
