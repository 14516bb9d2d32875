"""Checking of a text: each sentence is compared with stored records of what states did, and gets a mark."""
