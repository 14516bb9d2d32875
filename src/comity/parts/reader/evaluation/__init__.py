"""How well a coder reads: scores against labelled texts, calibration of its stated confidence."""
