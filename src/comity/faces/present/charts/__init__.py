"""Small pictures as text: each function takes numbers and returns an SVG element with classes.

Colours, fonts and strokes are in ``static/charts.css``, so that theme and print follow the page.
:mod:`comity.faces.present.charts.standalone` replaces them by literal values for a saved file.
"""
