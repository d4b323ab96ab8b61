"""Who is at the page: asked anew each time, at the start of a page and again right before a save.

Streamlit reads the identity cookie when a tab connects and looks at neither its age nor at a sign-out in
another tab; both are looked at here. Streamlit enters here.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import threading
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from tracker import html
from tracker.html import Html, tag, text
from tracker.i18n import Say
from tracker.store import access, auth_config, config, identity
from tracker.store.access import AccessError, Person, Refused
from tracker.store.auth_config import SignIn
from tracker.views.context import View

_SHOWN: Final = "access_shown"  # session key: the person for whom this tab drew the page
_SOON: Final = dt.timedelta(minutes=15)
_COMMAND: Final = "tracker serve targets.yaml --edit"


class _Ended:
    """Sign-ins that were ended by signing out, kept while their cookies would still do.

    Not in Streamlit's cache, which any browser may ask the server to empty.
    """

    def __init__(self) -> None:
        self._until: dict[str, dt.datetime] = {}
        self._lock = threading.Lock()

    def add(self, mark: str, until: dt.datetime, now: dt.datetime) -> None:
        with self._lock:
            self._until = {old: end for old, end in self._until.items() if end > now}
            self._until[mark] = until

    def __contains__(self, mark: object) -> bool:
        return mark in self._until


_ended: Final = _Ended()
_LOG: Final = logging.getLogger(__name__)


def person() -> Person | None:
    """Who may edit here and now; None for everybody else."""
    found = who()
    return found if isinstance(found, Person) else None


def who() -> Person | Refused:
    """Who is at this page, or why nobody edits from it.

    Asked of the environment, of secrets.toml as it is now, and of this connection.
    """
    if access.readonly(os.environ):
        return Refused("readonly")
    try:
        said = _settings()
    except AccessError as error:
        _LOG.warning("nobody can report: %s", error)  # not for the page: anyone may be reading it
        return Refused("settings")
    match access.mode(os.environ, said.on):
        case "login":
            return _signed_in(said)
        case "local":
            return _local()
        case _:
            return Refused("off")


def _settings() -> SignIn:
    """Read at every call: whom the table no longer names is refused at the next save."""
    return auth_config.read(st.get_option("secrets.files"))


def _signed_in(said: SignIn) -> Person | Refused:
    claims = st.user.to_dict()
    if claims.get("is_logged_in") and access.sign_in(claims) in _ended:
        return Refused("ended")
    found = access.admit(claims, said.editors, dt.datetime.now(dt.UTC), said.hours)
    own = said.address.replace("{port}", str(st.get_option("server.port")))
    opened = st.context.headers.get("Origin", own)
    if isinstance(found, Refused) and found.reason == "signed_out" and opened != own:
        return Refused("address", own)  # a sign-in begun here would come back there, and be lost
    return found


def _local() -> Person | Refused:
    """Whoever works at this machine, where nobody else can reach the page."""
    bound = st.get_option("server.address")
    if not access.loopback(bound) or not access.own_browser(st.context.headers):
        return Refused("elsewhere")
    return _at_keyboard(config.data())


@cache
def _at_keyboard(data: str) -> Person:
    """The same as for the commands: git's name where it knows one, else the account's."""
    return identity.person(None, Path(data))


# --- the page -------------------------------------------------------------------------------------


def gate(view: View) -> Person | None:
    """Draw who is at the page, or how to get in; the person whom the page is drawn for.

    Where someone may no longer save while their page is open, the page stays, so that what was
    typed can be copied; the save asks `person` and is refused.
    """
    found = who()
    if isinstance(found, Person):
        st.session_state[_SHOWN] = found
        _greet(view, found)
        return found
    shown = st.session_state.get(_SHOWN)
    if isinstance(shown, Person) and found.reason != "signed_out":
        _turn_away(view, found, view.say("access.copy"))
        return shown
    st.session_state.pop(_SHOWN, None)
    _turn_away(view, found)
    return None


def refusal(view: View) -> str:
    """Why a save by this page is refused now, in words; empty where it is not."""
    found = who()
    if isinstance(found, Person):
        return ""
    return view.say(f"access.{found.reason}", detail=found.detail)


def _greet(view: View, found: Person) -> None:
    say = view.say
    if not st.user.get("is_logged_in"):
        st.html(_note(say("access.local", name=found.name), "quiet"))
        return
    words, button = st.columns([4, 1])
    with words:
        leads = found.leads
        whose = (
            say("access.all")
            if leads is None
            else say("access.separator").join(view.lead(lead) for lead in sorted(leads))
        )
        said = [say("access.greet", name=found.name, email=found.email, leads=whose)]
        strange = sorted((leads or frozenset()) - set(view.portfolio.organisations))
        if strange:
            said.append(say("access.strange", leads=", ".join(strange)))
        st.html(_note(" ".join(said), "quiet"))
        if (ends := _ends()) and ends - dt.datetime.now(dt.UTC) < _SOON:
            st.html(_note(say("access.soon", time=ends.astimezone().strftime("%H:%M")), "ribbon"))
    with button:
        st.button(say("access.sign_out"), on_click=sign_out, key="access_sign_out")


def _turn_away(view: View, found: Refused, more: str = "") -> None:
    say = view.say
    why = say(f"access.{found.reason}", detail=found.detail)
    st.html(_note(f"{why} {more}".strip(), "banner" if more else "ribbon"))
    match found.reason:
        case "off":
            st.html(_how(say))
        case "signed_out" | "ended" | "expired":
            _sign_in_button(say)
        case "no_email" | "unverified" | "not_listed":
            st.button(say("access.sign_out"), on_click=sign_out, key="access_sign_out")


def _sign_in_button(say: Say) -> None:
    if st.context.is_embedded:  # Streamlit signs nobody in within a frame
        st.html(_note(say("access.embedded"), "quiet"))
        return
    st.button(say("access.sign_in"), on_click=st.login, key="access_sign_in", type="primary")


def sign_out() -> None:
    """End this sign-in in every tab, then let Streamlit take the cookie away."""
    claims = st.user.to_dict()
    if claims.get("is_logged_in"):
        now = dt.datetime.now(dt.UTC)
        _ended.add(access.sign_in(claims), now + dt.timedelta(hours=access.LONGEST), now)
    st.logout()


def _ends() -> dt.datetime | None:
    """When the sign-in of this tab ends, if one was made."""
    try:
        return access.until(st.user.to_dict(), _settings().hours)
    except AccessError:
        return None


def _how(say: Say) -> Html:
    """How to turn editing on: on one's own machine, and on a server."""
    return html.page(
        html.card(
            tag("p", text(say("access.how.local"))),
            tag("pre", tag("code", text(_COMMAND))),
            tag("p", text(say("access.how.server"))),
            tag("pre", tag("code", text(_SERVER))),
            tag("p", text(say("access.how.more")), class_="quiet"),
            heading=say("access.how"),
        )
    )


_SERVER: Final = "tracker serve targets.yaml --edit --address 0.0.0.0 --secrets secrets.toml"


def _note(words: str, class_: str) -> Html:
    return html.page(tag("div", text(words), class_=class_, role="status"))
