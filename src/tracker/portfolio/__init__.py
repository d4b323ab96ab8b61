"""YAML files as records, with every problem at its line, and edits of their text."""
