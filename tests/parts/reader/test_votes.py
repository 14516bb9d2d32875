"""The ways English tells of votes in councils, with the lone votes that are no act of a pair."""

# ruff: noqa: E501 - sentences stand as one line each

from __future__ import annotations

from datetime import date

import pytest

from comity.parts.reader.coders.rule_coder import RuleCoder
from comity.records.coded_acts import Document

VOTES = [
    ("A UN Security Council draft resolution on Syria is vetoed by Russia and China.", "CHN-RUS"),
    (
        "The UN Security Council fails to adopt a resolution on Gaza after China and Russia cast vetoes.",
        "CHN-RUS",
    ),
    ("The vote was 12 in favour, with two abstentions, from the United Kingdom and Switzerland.", "CHE-GBR"),
    (
        "The General Assembly adopts the text by 120 votes to 3, with the United States, Israel and Palau voting against.",
        "ISR-USA",
    ),
    (
        "Only Russia and Belarus voted against the resolution, while China and India abstained.",
        "BLR-RUS CHN-IND",
    ),
    ("The resolution passes with 13 votes in favour; Russia and China abstain.", "CHN-RUS"),
    ("The council adopts the resolution, with China and Russia abstaining.", "CHN-RUS"),
    ("Russia and China were the only members to vote no on the draft.", "CHN-RUS"),
    ("The draft, opposed by Cuba and Venezuela, is rejected by the Human Rights Council.", "CUB-VEN"),
    ("Pakistan and Algeria, joined by Somalia, voted in favour of the text.", "DZA-PAK"),
    (
        "The United States and Israel cast the only votes against the motion in the United Nations General Assembly.",
        "ISR-USA",
    ),
    ("China and Russia block a Security Council statement on Myanmar.", "CHN-RUS"),
    ("A draft statement on Myanmar is blocked by China and Russia.", "CHN-RUS"),
    (
        "The resolution failed to get the nine votes it needed, as China, Russia and Algeria voted in favour and others abstained.",
        "CHN-RUS",
    ),
    ("Fourteen members vote for the resolution and the United States vetoes it.", ""),
    ("China abstains from the vote.", ""),
    ("The United States vetoes a resolution demanding a ceasefire; the United Kingdom abstains.", "GBR-USA"),
    (
        "By a vote of 11 in favour to 2 against (China, Russian Federation), with 2 abstentions (India, Gabon), the Council failed to adopt the draft.",
        "CHN-RUS GAB-IND",
    ),
    ("Among those voting against were Iran, Syria and North Korea.", "IRN-SYR"),
    (
        "Russia's representative said his delegation, together with China, had abstained in the vote.",
        "CHN-RUS",
    ),
    ("Poland voted for the motion and Hungary against it.", ""),
    ("The double veto by Moscow and Beijing kills the resolution on Syria.", "CHN-RUS"),
]


@pytest.mark.parametrize(("text", "pairs"), VOTES)
def test_votes_in_councils(text: str, pairs: str) -> None:
    acts = [a for a in RuleCoder().code(Document("v", text, date(2020, 1, 1))) if a.counts]
    read = {"-".join(p) for a in acts if a.polarity == "cooperation" for p in a.pairs}
    assert set(pairs.split()) <= read
    assert pairs or not read
