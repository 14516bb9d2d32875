"""One file a question: each asks the measures one thing about an inquiry and gives findings."""
