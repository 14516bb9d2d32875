"""``python -m comity``: the command line."""

from comity.faces.cli import main

main()
