"""What a killed process left unfinished: found, finished or undone, and recorded."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from pathlib import Path

from tracker.i18n import Message
from tracker.portfolio.load import Portfolio
from tracker.store import audit, intent_log
from tracker.store.changes import Intent
from tracker.store.errors import write_error
from tracker.store.lock import WAIT, lock_folders, require_writable
from tracker.store.targets import load_or_raise, real_path


def recover(data: str | os.PathLike[str], *, now: dt.datetime) -> tuple[Message, ...]:
    """Finish or undo what a killed process left, as every save does first; gives notes on it.

    The errors are those of `save`.
    """
    require_writable()
    try:
        if not (folders := unfinished_folders(load_or_raise(Path(data)))):
            return ()
        with lock_folders(folders, WAIT) as locked:
            return tuple(recover_folders(locked, now if now.tzinfo else now.astimezone())[1])
    except OSError as error:
        raise write_error(error, str(data)) from error


def unfinished_folders(portfolio: Portfolio) -> set[Path]:
    """The folders of its files that have an unfinished save."""
    folders = {real_path(part.document).parent for part in portfolio.parts}
    return {folder for folder in folders if (folder / intent_log.INTENT_FILE).exists()}


def recover_folders(locked: set[Path], now: dt.datetime) -> tuple[list[Intent], list[Message]]:
    """The saves that still could not be recorded in folders that are locked, and notes."""
    intents, notes = intent_log.recover(locked)
    audited = audit.record_saves(intents, now, again=True)
    intent_log.write_intents(audited.unrecorded, locked, uuid.uuid4().hex)
    return audited.unrecorded, [*notes, *audited.notes]
