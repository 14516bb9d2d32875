"""Sources on flows between states: trade, arms, finance."""
