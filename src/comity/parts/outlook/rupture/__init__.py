"""If two states parted: what would stand, what would fall, and signs of deterioration."""
