"""People who decide on coded acts: review sheets, decisions, agreement between reviewers."""
