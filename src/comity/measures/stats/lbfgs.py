"""Limited-memory BFGS (Nocedal 1980, Mathematics of Computation 35:773), for many small smooth fits.

SciPy's version starts the threads of its matrix library at every step. With thousands of short steps these
threads double the CPU time and slow down other processes. This version starts no threads.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

import numpy as np

from comity.types import FloatArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


MEMORY = 10
ENOUGH = 1e-9
"""Smallest fall of the value, relative to it, that is worth another step."""
_ARMIJO = 1e-4
_HALVINGS = 30


def descend(loss: Callable[[FloatArray], tuple[float, FloatArray]], x: FloatArray, rounds: int) -> FloatArray:
    """Minimise a smooth function from ``x`` until its value no longer falls, in at most ``rounds`` steps.

    Parameters
    ----------
    loss : function that returns value and gradient
    x : starting point
    """
    value, slope = loss(x)
    memory: deque[tuple[FloatArray, FloatArray, float]] = deque(maxlen=MEMORY)
    for _ in range(rounds):
        direction = -_newton(slope, memory)
        step = 1.0 if memory else 1.0 / max(1.0, float(np.linalg.norm(slope)))
        fall = float(slope @ direction)
        for _ in range(_HALVINGS):
            there, slope_there = loss(x + step * direction)
            if there <= value + _ARMIJO * step * fall:
                break
            step /= 2
        else:
            return x
        moved, bent = step * direction, slope_there - slope
        if (curvature := float(moved @ bent)) > 0:
            memory.append((moved, bent, curvature))
        gain = value - there
        x, value, slope = x + moved, there, slope_there
        if gain <= ENOUGH * abs(value):
            break
    return x


def _newton(slope: FloatArray, memory: Iterable[tuple[FloatArray, FloatArray, float]]) -> FloatArray:
    """Return the slope times the inverse Hessian estimated from the last steps (two-loop recursion)."""
    steps = list(memory)
    out, weights = slope.copy(), []
    for moved, bent, curvature in reversed(steps):
        weights.append(float(moved @ out) / curvature)
        out -= weights[-1] * bent
    if steps:
        _, bent, curvature = steps[-1]
        out *= curvature / float(bent @ bent)
    for (moved, bent, curvature), weight in zip(steps, reversed(weights), strict=True):
        out += (weight - float(bent @ out) / curvature) * moved
    return out
