"""What states say: how often, of what, in whose wording, and what they leave unsaid."""
