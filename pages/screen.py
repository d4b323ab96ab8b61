"""The public screen: it turns by itself, shows only what is public, and runs for weeks."""

from tracker import ui_screen

ui_screen.show()
