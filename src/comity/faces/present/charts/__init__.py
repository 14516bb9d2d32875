"""Small pictures: each function takes numbers and returns the text of an SVG element.

Colours, fonts and strokes are in ``static/charts.css``, so that the picture follows the style of its page.
:mod:`comity.faces.present.charts.standalone` writes literal colours for a saved file.
"""
