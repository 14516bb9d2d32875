"""Faces: modules that only present results, for example in the terminal (:mod:`cli`)."""
