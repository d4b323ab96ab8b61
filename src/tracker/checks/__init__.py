"""Rules between fields and records, one function each."""
