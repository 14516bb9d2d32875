"""Statistics that several measures share: block bootstrap, multiplicity, matching, L-BFGS."""
