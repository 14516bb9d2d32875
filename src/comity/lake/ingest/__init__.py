"""Adding files to the lake. A file with known content is not added again."""
