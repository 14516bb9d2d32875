"""Commands ``comity forecast``, ``comity whatif`` and ``comity souring``."""
