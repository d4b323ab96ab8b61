"""The published site: its pages, data files, feed and calendar."""
