"""Sources on ties (lasting relations) of states: treaties, sanctions, memberships, borders, rivalries."""
