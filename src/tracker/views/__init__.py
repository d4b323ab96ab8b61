"""The contents of pages as HTML; nothing here writes."""
