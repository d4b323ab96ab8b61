"""Links and addresses: text that every browser and mail program reads in the same way."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

_MAILTO: Final = re.compile(r"mailto:[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]+")


def validate_url(text: str) -> str:
    """A link that every browser reads as this one does: RFC 3986 without user part and odd characters."""
    if any(character in _NOT_IN_URL or not character.isprintable() for character in text):
        raise ValueError("a character that no link has")
    parts = urlsplit(text)
    host = parts.hostname or ""
    _ = parts.port  # ValueError if it is no number
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or "%" in host:
        raise ValueError("not a web address")
    if _ENCODED_CONTROL.search(text):
        raise ValueError("a control character")
    if parts.netloc.startswith("["):
        if not _BRACKETED.fullmatch(parts.netloc):
            raise ValueError("text behind the brackets")
        ipaddress.IPv6Address(host)
    else:
        _validate_host(host.removesuffix("."))
    return text


def validate_contact(text: str) -> str:
    """An e-mail address as a link, or a web address."""
    if text.startswith("mailto:"):
        if not _MAILTO.fullmatch(text):
            raise ValueError("not an e-mail address")
        _validate_host(text.rpartition("@")[2])
        return text
    return validate_url(text)


def _validate_host(host: str) -> None:
    """A host that browsers do not read as another one: full-width letters, ``0x7f.1``, mixed scripts."""
    labels = host.split(".")
    if len(host) > _MAX_HOST_LENGTH or unicodedata.normalize("NFKC", host) != host:
        raise ValueError("not the name itself")
    if not all(_HOST_LABEL.fullmatch(label) for label in labels):
        raise ValueError("no host")
    if _NUMBER_LABEL.fullmatch(labels[-1]):
        ipaddress.IPv4Address(host)
    for label in labels if not host.isascii() else ():
        scripts = {unicodedata.name(letter).split()[0] for letter in label if letter.isalpha()}
        if "LATIN" in scripts and scripts & _LOOKALIKES:
            raise ValueError("letters that look the same")


_MAX_HOST_LENGTH: Final = 253  # RFC 1035, section 2.3.4
_NUMBER_LABEL: Final = re.compile("[0-9]+|0x[0-9a-f]*")
_BRACKETED: Final = re.compile(r"\[[^][]*\](?::[0-9]*)?")
_ENCODED_CONTROL: Final = re.compile("%[01][0-9A-Fa-f]|%7[Ff]")
_LOOKALIKES: Final = frozenset(("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"))
_NOT_IN_URL: Final = frozenset(" <>\"'\\")
_HOST_LABEL: Final = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
