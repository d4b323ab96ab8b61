"""A district that does not exist, for demonstrations."""
