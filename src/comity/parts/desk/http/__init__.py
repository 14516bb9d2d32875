"""What stands around the pages: who is answered, how often, what is kept, and what an error says."""
