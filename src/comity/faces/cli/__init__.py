"""The terminal face of comity."""


def main() -> None:
    """Run the command line."""
