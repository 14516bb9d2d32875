"""Human review of coded acts: review sheets, decisions, agreement between reviewers."""
