"""An address as a QR code, drawn here: no network, no file."""

from __future__ import annotations

import segno

from tracker.html import Html, tag


def qr_image(url: str, label: str) -> Html:
    """An image that carries its own drawing, black on white in both palettes so that every phone reads it."""
    code = segno.make(url, error="m", micro=False)
    source = code.svg_data_uri(border=2, light="#fff", dark="#000", nl=False, omitsize=True)
    return tag("img", src=source, alt=label, class_="qr")
