"""The brief of a meeting: one document, written for Word, as PDF, as a workbook and as Markdown; reads only."""
