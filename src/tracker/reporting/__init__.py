"""One progress report from a form, a sheet or a command: parse, question, preview, undo."""
