"""The public screen: it turns by itself, shows only what is public, and runs for weeks."""

from tracker.app import screen

screen.show()
