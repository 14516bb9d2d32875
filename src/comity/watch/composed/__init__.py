"""Parts put together from answers: the picture of a hotspot, peers, outlook and sources."""
