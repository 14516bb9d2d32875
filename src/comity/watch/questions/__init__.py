"""One module per question: each asks the measures one thing about an inquiry and returns findings."""
