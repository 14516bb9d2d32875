"""Votes under one name: agreement, vetoes, ideal points and excess agreement."""

from comity.measures.ideal_points import ideal_points

__all__ = ["ideal_points"]
