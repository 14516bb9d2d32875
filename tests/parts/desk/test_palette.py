"""Colours stay apart for every eye: nine steps and four words under three kinds of colour-blindness.

Simulation: Machado, Oliveira and Fernandes 2009 (IEEE Transactions on Visualization and Computer Graphics
15:1291), severity 1; distance in Oklab (Ottosson 2020), times 100; contrast as WCAG 2.2 defines it.
"""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from comity.parts.desk import files

EYES = {
    "usual": "1 0 0; 0 1 0; 0 0 1",
    "no red": "0.152286 1.052583 -0.204868; 0.114503 0.786281 0.099216; -0.003882 -0.048116 1.051998",
    "no green": "0.367322 0.860646 -0.227968; 0.280085 0.672501 0.047413; -0.011820 0.042940 0.968881",
    "no blue": "1.255528 -0.076749 -0.178779; -0.078411 0.930809 0.147602; 0.004733 0.691367 0.303900",
}
"""What each eye makes of linear red, green and blue."""
TO_CONES = "0.4122215 0.5363325 0.0514460; 0.2119035 0.6806995 0.1073970; 0.0883025 0.2817188 0.6299787"
TO_OKLAB = "0.2104543 0.7936178 -0.0040720; 1.9779985 -2.4285922 0.4505937; 0.0259040 0.7827718 -0.8086758"
STEPS = ("m4", "m3", "m2", "m1", "z0", "p1", "p2", "p3", "p4")
SEEN_APART = 5.0
"""Least distance of neighbours on the scale: two is about the smallest that is seen at all."""


def themes() -> dict[str, dict[str, str]]:
    css = files.static()["desk.css"].decode()
    light, by_setting, by_button = (
        dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root[^{]*\{([^}]*color-scheme: (?:light|dark)[^}]*)\}", css)[:3]
    )
    assert by_setting == by_button, "both ways to the dark theme lead to the same colours"
    return {"light": light, "dark": by_setting}


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def matrix(text: str) -> np.ndarray:
    return np.array([[float(x) for x in row.split()] for row in text.split(";")])


def distance(a: str, b: str, eye: str) -> float:
    def place(colour: str) -> np.ndarray:
        seen = np.clip(matrix(EYES[eye]) @ linear(colour), 0, 1)
        return matrix(TO_OKLAB) @ np.cbrt(matrix(TO_CONES) @ seen)

    return 100 * float(np.linalg.norm(place(a) - place(b)))


def contrast(a: str, b: str) -> float:
    dark, light = sorted(float(np.array([0.2126, 0.7152, 0.0722]) @ linear(c)) for c in (a, b))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_and_distance_are_what_they_are_defined_to_be() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert distance("#000000", "#ffffff", "usual") == pytest.approx(100, abs=0.1)
    assert distance("#ff0000", "#00ff00", "no green") < distance("#ff0000", "#00ff00", "usual") / 2


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_neighbours_on_the_scale_are_told_apart(theme: str, eye: str) -> None:
    told = themes()[theme]
    for a, b in itertools.pairwise(STEPS):
        assert distance(told[a], told[b], eye) >= SEEN_APART, f"{a} and {b}"


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_of_the_statistics_are_told_apart(theme: str, eye: str) -> None:
    told = themes()[theme]
    for a, b in itertools.combinations(("p3", "m3", "z", "bg"), 2):
        assert distance(told[a], told[b], eye) >= 2 * SEEN_APART, f"{a} and {b}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_marks_have_contrast(theme: str) -> None:
    told = themes()[theme]
    for ground in ("bg", "panel"):
        for text in ("ink", "soft", "faint", "pt", "mt"):
            assert contrast(told[text], told[ground]) >= 4.5, f"{text} on {ground}"
    for mark in ("p3", "m3", "ink"):
        assert contrast(told[mark], told["bg"]) >= 3, mark
    assert contrast(told["ink"], told["p1"]) >= 4.5, "the marked passage of a document"
