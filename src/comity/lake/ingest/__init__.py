"""Adding files to the lake, each content once, in commits that succeed as a whole or leave no trace."""
