"""A made-up district for demonstrations."""
