"""Faces: modules that only show findings; :mod:`cli` is the terminal."""
