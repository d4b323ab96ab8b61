"""The command `tracker`."""
