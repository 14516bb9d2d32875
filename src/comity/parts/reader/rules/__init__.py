"""The rules that find an act in a sentence: roles, modality, stance, place and form."""
