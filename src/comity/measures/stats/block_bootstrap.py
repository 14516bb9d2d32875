"""Resampling whole blocks: weeks, stories or stretches of months, never single events.

Half of what event streams hold shares a story with something else, so single events are not
exchangeable and event-level intervals are too narrow.  A block (a week as a rule) is drawn or moved as
a whole (Kuensch 1989, Annals of Statistics 17; Politis and Romano 1992 for the circular form).
"""

from __future__ import annotations

import numpy as np

from comity.errors import QuestionError
from comity.types import FloatArray, IntArray

_FEW_BLOCKS = 2


def block_sums(values: FloatArray, blocks: IntArray) -> FloatArray:
    """Sums of each column within each block.

    Parameters
    ----------
    values : (n,) or (n, k)
    blocks : (n,) label of the block of each row; any integers

    Returns
    -------
    (B, k) one row per label that occurs, in order of the labels.
    """
    values = np.asarray(values, float).reshape(len(blocks), -1)
    labels, at = np.unique(blocks, return_inverse=True)
    out = np.zeros((len(labels), values.shape[1]))
    np.add.at(out, at, values)
    return out


def block_weights(blocks: int, draws: int, rng: np.random.Generator) -> IntArray:
    """How often each of ``blocks`` blocks is drawn in each bootstrap draw: (draws, blocks).

    A statistic of sums over blocks is resampled as ``weights @ sums``, with no copying of events.

    Raises
    ------
    QuestionError
        With fewer than two blocks: one block has no spread.
    """
    if blocks < _FEW_BLOCKS:
        raise QuestionError(f"Resampling blocks needs at least two blocks, not {blocks}.")
    return rng.multinomial(blocks, np.full(blocks, 1.0 / blocks), size=draws)


def moving_blocks(length: int, block: int, draws: int, rng: np.random.Generator) -> IntArray:
    """Positions of a circular moving-block resample of a series: (draws, length).

    Parameters
    ----------
    length : bins in the series
    block : bins in a block; the dependence that is kept
    """
    starts = rng.integers(0, length, size=(draws, -(-length // block)))
    at = (starts[:, :, None] + np.arange(block)) % length
    return at.reshape(draws, -1)[:, :length]


def likeness(part: FloatArray, whole: FloatArray) -> float:
    """How alike the events of a block are: their intraclass correlation, pooled over units (0 to 1).

    Parameters
    ----------
    part, whole : (units, B) counts per block of each unit (pair, hotspot); ``part <= whole``

    Notes
    -----
    Moment estimator of the beta-binomial's overdispersion (Williams 1982, Applied Statistics 31:144), each
    unit around its own share. Pooled, because where a share is small one unit's own says little: half
    of the time no block with two such events is seen.
    """
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    n = whole.sum(1, keepdims=True)
    busy = (whole > 0).sum(1, keepdims=True)
    use = (busy >= _FEW_BLOCKS)[:, 0]
    part, whole, n, busy = part[use], whole[use], n[use], busy[use]
    p = (part.sum(1, keepdims=True) + 0.5) / (n + 1.0)
    excess = (part - p * whole) ** 2 * busy / (busy - 1) - whole * p * (1 - p)
    possible = float((whole * (whole - 1) * p * (1 - p)).sum())
    return float(np.clip(excess.sum() / possible, 0.0, 1.0)) if possible > 0 else 0.0
