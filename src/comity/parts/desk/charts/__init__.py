"""Pictures that only the desk shows; those of other faces too are in :mod:`comity.faces.present.charts`."""
