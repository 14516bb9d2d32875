"""Compute classes of similar words: ``python -m training.company CORPUS > company.csv``.

The file is one of the reader's data files. Words that occur next to similar words get the same class. So a
verb without labels is treated like similar verbs. The steps:

1. Count the words within two places of a word, to its left and to its right.
2. Convert the counts to positive mutual information (Church and Hanks 1990).
3. Reduce the matrix to few dimensions (Bullinaria and Levy 2012).
4. Form the classes by k-means.

Only news of even days is used, and only words that also occur in lower case, so names of persons and places
have no class.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.cluster.vq import kmeans2
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

from comity.language.mentions import mentions
from comity.language.tokens import Token, tokens
from comity.parts.reader.classifier.ngram_features import NAME
from comity.records.coded_acts import Document
from comity.sources.texts.coding import read_path

CLASSES, DIMENSIONS, COMMONEST = 200, 120, 6000
"""Classes of words, dimensions in which they are told apart, and words that count as company."""

FEWEST, SMALL, SMALL_SHARE = 15, 5, 0.1
"""A word is classed that stands so often, so often in small letters, and in such a share of its places."""

_STEPS, _SMOOTHING = 25, 0.75


def even_days(corpus: Path) -> Iterator[list[Token]]:
    """Yield the tokens of each news item of an even day of the month."""
    for d in read_path(corpus):
        if isinstance(d, Document) and d.published is not None and d.published.day % 2 == 0:
            named = [m for m in mentions(d.text, d.published) if m.states]
            yield tokens(d.text, 0, len(d.text), named)


def classes(texts: Sequence[Sequence[str]], words: Sequence[str]) -> list[int]:
    """Return the number of the class of each word; words with similar neighbours in texts share a class."""
    company = [w for w, _ in Counter(w for text in texts for w in text).most_common(COMMONEST)]
    row, column = {w: n for n, w in enumerate(words)}, {w: n for n, w in enumerate(company)}
    counts: Counter[tuple[int, int]] = Counter()
    for text in texts:
        for at, word in enumerate(text):
            if (r := row.get(word)) is None:
                continue
            for far, weight in ((-2, 1), (-1, 2), (1, 2), (2, 1)):
                if 0 <= at + far < len(text) and (c := column.get(text[at + far])) is not None:
                    counts[r, c + (len(company) if far > 0 else 0)] += weight
    places = np.array(list(counts))
    counted = csr_matrix(
        (list(counts.values()), (places[:, 0], places[:, 1])), (len(words), 2 * len(company)), dtype=float
    )
    words_share, company_share = (np.asarray(counted.sum(axis=a)).ravel() for a in (1, 0))
    company_share = company_share**_SMOOTHING / (company_share**_SMOOTHING).sum()
    counted = counted.tocoo()
    counted.data = np.maximum(
        np.log(counted.data / (words_share[counted.row] * company_share[counted.col])), 0.0
    )
    left, spread, _ = svds(counted.tocsr(), k=DIMENSIONS, random_state=0)
    at = left * np.sqrt(spread)
    at /= np.linalg.norm(at, axis=1, keepdims=True) + 1e-9
    _, numbers = kmeans2(at, CLASSES, minit="++", rng=np.random.default_rng(0), iter=_STEPS)
    return [int(n) for n in numbers]


def main(arguments: Sequence[str]) -> None:
    """Write the data file to standard output."""
    if len(arguments) != 1:
        sys.exit("Give the corpus of news: current_events.jsonl.gz")
    read = list(even_days(Path(arguments[0])))
    texts = [[NAME if t.mention is not None else t.low for t in toks] for toks in read]
    often = Counter(w for text in texts for w in text)
    small = Counter(t.low for toks in read for t in toks if t.mention is None and not t.cap)
    words = [w for w, n in often.most_common() if n >= FEWEST and (w == NAME or w[0].isalpha())]
    by_number = defaultdict(list)
    for word, number in zip(words, classes(texts, words), strict=True):
        if small[word] >= max(SMALL, SMALL_SHARE * often[word]):
            by_number[number].append(word)
    sys.stdout.write(
        "# Classes of words that keep like company in news of even days: a number, then the words.\n"
        "# Drawn up by training.company; not to be edited by hand.\n"
    )
    sys.stdout.writelines(f"{n},{','.join(sorted(listed))}\n" for n, listed in sorted(by_number.items()))


if __name__ == "__main__":
    main(sys.argv[1:])
