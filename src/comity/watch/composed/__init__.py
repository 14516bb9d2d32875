"""Parts put together from answers: the picture of a hotspot, its sensitivity, peers, outlook and sources."""
