"""The rules that read an act from a sentence: roles, modality, stance, place and form."""
