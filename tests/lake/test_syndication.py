"""Copies of one text: found as an independent library finds them, and not where a formula is shared."""

from __future__ import annotations

import random

import datasketch
import pytest

from comity.lake.query import syndication
from comity.lake.query.syndication import alike, copies, fold_text, is_copy, sketch

WORDS = [
    "council",
    "envoy",
    "border",
    "treaty",
    "pipeline",
    "vessel",
    "summit",
    "protest",
    "harvest",
    "island",
]
WORDS += [
    "minister",
    "signal",
    "quota",
    "delegation",
    "archive",
    "corridor",
    "glacier",
    "tariff",
    "consulate",
]
WORDS += ["patrol", "reactor", "statute", "ferry", "census", "beacon"]


def made(seed: int, length: int = 40) -> str:
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) + str(rng.randrange(3)) for _ in range(length))


def shingles(text: str) -> set[str]:
    plain = fold_text(text)
    return {plain[i : i + 5] for i in range(len(plain) - 4)}


@pytest.mark.parametrize("kept", [1.0, 0.9, 0.7, 0.5, 0.2, 0.0])
def test_the_estimate_is_as_near_the_truth_as_the_librarys(kept: float) -> None:
    ours, theirs = [], []
    for seed in range(12):
        a, other = made(seed), made(1000 + seed)
        b = a[: int(kept * len(a))] + other[int(kept * len(a)) :]
        truth = len(shingles(a) & shingles(b)) / len(shingles(a) | shingles(b))
        ours.append(alike(sketch(a), sketch(b)) - truth)
        hashed = [datasketch.MinHash(num_perm=128), datasketch.MinHash(num_perm=128)]
        for h, text in zip(hashed, (a, b), strict=True):
            h.update_batch([s.encode() for s in shingles(text)])
        theirs.append(hashed[0].jaccard(hashed[1]) - truth)
    # The standard error of 128 permutations is at most .044; over twelve texts the bias is within .05.
    assert abs(sum(ours) / len(ours)) < 0.05
    assert sum(x * x for x in ours) <= 4 * sum(x * x for x in theirs) + 12 * 0.044**2


def test_copies_with_a_new_lead_cut_short_or_edited_are_found_and_nothing_else() -> None:
    texts = [made(n) for n in range(60)]
    rng = random.Random(5)
    truth: list[int] = list(range(60))
    for n in range(45):
        words, kind = texts[n].split(), n % 3
        if kind == 0:
            words = ["LONDON", "(Agency)", *words]
        elif kind == 1:
            words = words[: int(0.75 * len(words))]
        else:
            for _ in range(4):
                words[rng.randrange(len(words))] = rng.choice(WORDS)
        texts.append(" ".join(words))
        truth.append(n)
    found = copies(texts)
    said = {(i, k) for i, k in enumerate(found) if i != k}
    right = {(i, k) for i, k in enumerate(truth) if i != k}
    assert said <= right
    assert len(said & right) >= 0.95 * len(right)


def test_a_formula_with_other_numbers_is_no_copy() -> None:
    one = "Bulgaria reports a record 9,996 new cases in the past 24 hours, bringing the total to 830,604."
    two = one.replace("9,996", "8,364").replace("830,604", "896,770")
    assert not is_copy(one, two)
    assert is_copy(one, "SOFIA - " + one)
    assert is_copy(one, one.upper() + "!")


def test_order_changes_only_which_is_called_the_first() -> None:
    texts = [made(1), made(2), made(1) + " more", made(3)]

    def parted(order: list[int]) -> set[frozenset[int]]:
        roots = copies([texts[i] for i in order])
        return {frozenset(order[k] for k, r in enumerate(roots) if r == one) for one in set(roots)}

    assert parted([0, 1, 2, 3]) == parted([3, 2, 1, 0]) == {frozenset({0, 2}), frozenset({1}), frozenset({3})}
    assert copies([]) == []
    assert copies(["", "", "x"]) == [0, 1, 2]


def test_half_characters_and_long_texts_have_a_sketch() -> None:
    assert sketch("\ud800").shape == (syndication.PERMUTATIONS,)
    long = made(4, 9_000)
    assert alike(sketch(long), sketch(long)) == 1.0
