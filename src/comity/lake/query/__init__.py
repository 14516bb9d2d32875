"""Questions to the lake: as-of views, tables, event counts, the evidence behind a count."""
