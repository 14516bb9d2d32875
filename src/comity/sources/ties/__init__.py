"""Ties between states: treaties, agreements, sanctions, memberships, borders, rivalries."""
