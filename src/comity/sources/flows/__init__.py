"""Flows between states: trade, arms, finance."""
