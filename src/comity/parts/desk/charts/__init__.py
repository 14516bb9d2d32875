"""Charts that only the desk shows; shared charts are in :mod:`comity.faces.present.charts`."""
