"""Forecast, report the outlook and show the ledger from the command line."""
