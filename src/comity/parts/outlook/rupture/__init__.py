"""What a break between two states would change, and signs of one."""
