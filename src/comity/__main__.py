"""The command line as ``python -m comity``."""

from comity.faces.cli import main

main()
