"""Statistics for several measures: block bootstrap, multiple testing, matching and L-BFGS optimisation."""
