"""Sources on ties between states: treaties, sanctions, memberships, borders, rivalries."""
