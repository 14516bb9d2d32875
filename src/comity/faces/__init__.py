"""Faces: show findings and nothing else.  :mod:`cli` is the terminal."""
