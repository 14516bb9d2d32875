"""GDELT in its raw layouts."""
