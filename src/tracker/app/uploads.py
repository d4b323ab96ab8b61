"""The browser sessions that may upload a file: those whose page shows an uploader.

Streamlit accepts files from every session, whether its page has an uploader or not, and keeps them as
long as the page is open.
"""

from __future__ import annotations

from typing import Final

from streamlit.runtime.scriptrunner import get_script_run_ctx

_MAX_SESSIONS: Final = 1000
_sessions: Final[dict[str, None]] = {}  # ids, the latest last


def allow() -> None:
    """The session that runs this script may upload from now on."""
    if (context := get_script_run_ctx()) is None:
        return
    _sessions.pop(context.session_id, None)
    _sessions[context.session_id] = None
    if len(_sessions) > _MAX_SESSIONS:
        del _sessions[next(iter(_sessions))]


def is_allowed(session_id: str) -> bool:
    """Whether the page of a session has shown an uploader."""
    return session_id in _sessions
