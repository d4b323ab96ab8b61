"""Public commitments, their sources and how far they have come."""
