"""The wall screen: its scenes and the script that rotates them."""
