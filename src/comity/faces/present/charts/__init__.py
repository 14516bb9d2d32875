"""Small pictures as text: each function takes numbers and gives an SVG element with classes.

Colours, fonts and strokes are in ``static/charts.css``, so that theme and print follow the page;
:mod:`comity.faces.present.charts.standalone` puts literal ones in for a saved file.
"""
