"""The parts of a claim and of a record laid side by side, a file a part."""
