"""Logistic weights for prose: is there an act, between whom, in which form, about which place."""
