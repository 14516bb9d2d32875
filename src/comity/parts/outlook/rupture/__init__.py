"""Effects of a break between two states, and signs of a break."""
