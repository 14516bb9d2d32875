"""Sources on flows (what one state sends to another): trade, arms, finance."""
