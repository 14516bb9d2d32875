"""GDELT in its raw and aggregated layouts."""
