"""``python -m tracker.app run server.py …``: Streamlit's command, over bounded connections."""

from __future__ import annotations

from streamlit.web.cli import main
from uvicorn.config import HTTP_PROTOCOLS

from tracker.app import connections

HTTP_PROTOCOLS["auto"] = f"{connections.__name__}:{connections.BoundedProtocol.__name__}"

if __name__ == "__main__":
    main(prog_name="streamlit")
