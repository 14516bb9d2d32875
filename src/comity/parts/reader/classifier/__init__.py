"""Logistic models for sentences: whether they report an act, of which states, in which form, and where."""
