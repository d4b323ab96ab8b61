"""Who is at the page: determined at the start of every page and again immediately before a save.

Streamlit reads the identity cookie when a tab connects; it checks neither the cookie's age nor whether
the person signed out in another tab. Both are checked here.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from tracker import html
from tracker.html import Html, tag, text
from tracker.i18n import Message, Translator, sentences
from tracker.store import access, auth_config, config, identity, origins
from tracker.store.access import AccessDenial, AccessError, DenialReason, Person
from tracker.store.auth_config import AuthConfig
from tracker.views.context import PageContext

_SHOWN_PERSON_KEY: Final = "access_shown"  # session key: the person for whom this tab drew the page
_SIGNING_OUT_KEY: Final = "access_signing_out"  # session key: this tab is leaving for the sign-out
_SIGN_OUT_SCRIPT: Final = """<script>
const form = document.createElement("form");
form.method = "post";
form.action = new URL("auth/logout", location.href.replace(/[?#].*/, "").replace(/[^/]*$/, ""));
document.body.append(form);
form.submit();
</script>"""
"""A POST, because a GET can be a link on any site; `st.logout` sends a GET."""
_EXPIRY_WARNING: Final = dt.timedelta(minutes=15)
_LOCAL_COMMAND: Final = "tracker serve targets.yaml --edit"


class _RevokedSignIns:
    """Sign-ins ended by signing out, remembered while their cookies are still valid.

    Not in Streamlit's cache, which any browser can ask the server to clear.
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


_revoked: Final = _RevokedSignIns()
_LOG: Final = logging.getLogger(__name__)


def current_editor() -> Person | None:
    """The person who may edit here now; None for everybody else."""
    identified = current_identity()
    return identified if isinstance(identified, Person) else None


def current_identity() -> Person | AccessDenial:
    """Who is at this page, or why they may not edit.

    Depends on the environment, on secrets.toml as it is now, and on this connection.
    """
    if access.is_public(os.environ):
        return AccessDenial("public")
    if access.is_readonly(os.environ):
        return AccessDenial("readonly")
    try:
        auth = _auth_config()
    except AccessError as error:
        _LOG.warning("nobody can report: %s", error)  # not on the page, which anyone may read
        return AccessDenial("settings")
    match access.edit_mode(os.environ, auth.enabled):
        case "login":
            return _identify_signed_in(auth)
        case "local":
            return _identify_local()
        case _:
            return AccessDenial("off")


def _auth_config() -> AuthConfig:
    """Read at every call, so that removed editors are refused at the next save."""
    return auth_config.read_config(st.get_option("secrets.files"))


def _identify_signed_in(auth: AuthConfig) -> Person | AccessDenial:
    claims = st.user.to_dict()
    if claims.get("is_logged_in") and access.sign_in_digest(claims) in _revoked:
        return AccessDenial("ended")
    identified = access.authorize(claims, auth.editors, dt.datetime.now(dt.UTC), auth.hours)
    if isinstance(identified, AccessDenial) and identified.reason == "signed_out":
        address = auth.address.replace("{port}", str(st.get_option("server.port")))
        if st.context.headers.get("Origin", address) != address:
            return AccessDenial("address", address)  # a sign-in begun here would end there
    return identified


def _identify_local() -> Person | AccessDenial:
    """Whoever works at this machine, if nobody else can reach the page."""
    bound = st.get_option("server.address")
    if not origins.is_loopback(bound) or not origins.is_local_browser(st.context.headers):
        return AccessDenial("elsewhere")
    return local_person(config.data_path())


@cache
def local_person(data: str) -> Person:
    """As for the commands: the git identity, else the login name."""
    return identity.person(None, Path(data))


# --- the page -------------------------------------------------------------------------------------


def require_editor(view: PageContext) -> Person | None:
    """Show who is at the page, or how to sign in; returns the person the page is drawn for.

    If someone loses access while their page is open, the page stays, so that they can copy what they
    typed; the save checks `current_editor` and is refused.
    """
    if st.session_state.get(_SIGNING_OUT_KEY):
        st.html(_SIGN_OUT_SCRIPT, unsafe_allow_javascript=True)  # a constant without data
        return None
    identified = current_identity()
    if isinstance(identified, Person):
        st.session_state[_SHOWN_PERSON_KEY] = identified
        _greet(view, identified)
        return identified
    shown = st.session_state.get(_SHOWN_PERSON_KEY)
    if isinstance(shown, Person) and identified.reason != "signed_out":
        _show_refusal(view, identified, view.t("access.copy"))
        return shown
    st.session_state.pop(_SHOWN_PERSON_KEY, None)
    _show_refusal(view, identified)
    return None


def denial_message(denial: AccessDenial) -> Message:
    """Why nobody edits here now, for the reader."""
    return Message(_DENIALS[denial.reason], detail=denial.detail)


_DENIALS: Final[Mapping[DenialReason, str]] = {
    "public": "access.public",
    "readonly": "access.readonly",
    "off": "access.off",
    "settings": "access.settings",
    "elsewhere": "access.elsewhere",
    "address": "access.address",
    "signed_out": "access.signed_out",
    "ended": "access.ended",
    "expired": "access.expired",
    "no_email": "access.no_email",
    "unverified": "access.unverified",
    "not_listed": "access.not_listed",
}


def _greet(view: PageContext, person: Person) -> None:
    t = view.t
    if not st.user.get("is_logged_in"):
        st.html(_note(t("access.local", name=person.name), "quiet"))
        return
    words, button = st.columns([4, 1])
    with words:
        leads = person.leads
        responsible_for = (
            t("access.all")
            if leads is None
            else t("access.separator").join(view.lead(lead) for lead in sorted(leads))
        )
        greeting = t("access.greet", name=person.name, email=person.email, leads=responsible_for)
        unknown = sorted((leads or frozenset()) - set(view.portfolio.organisations))
        strange = t("access.strange", leads=t("access.separator").join(unknown)) if unknown else ""
        st.html(_note(sentences(greeting, strange), "quiet"))
        if (ends := _session_end()) and ends - dt.datetime.now(dt.UTC) < _EXPIRY_WARNING:
            st.html(_note(t("access.soon", time=ends.astimezone().strftime("%H:%M")), "ribbon"))
    with button:
        st.button(t("access.sign_out"), on_click=sign_out, key="access_sign_out")


def _show_refusal(view: PageContext, denial: AccessDenial, more: str = "") -> None:
    t = view.t
    why = t.message(denial_message(denial))
    st.html(_note(f"{why} {more}".strip(), "banner" if more else "ribbon"))
    match denial.reason:
        case "signed_out" | "ended" | "expired":
            _sign_in_button(t)
        case "no_email" | "unverified" | "not_listed":
            st.button(t("access.sign_out"), on_click=sign_out, key="access_sign_out")


def _sign_in_button(t: Translator) -> None:
    if st.context.is_embedded:  # Streamlit signs nobody in within a frame
        st.html(_note(t("access.embedded"), "quiet"))
        return
    st.button(t("access.sign_in"), on_click=st.login, key="access_sign_in", type="primary")


def sign_out() -> None:
    """End this sign-in in every tab; the page then lets Streamlit delete the cookie."""
    claims = st.user.to_dict()
    if claims.get("is_logged_in"):
        now = dt.datetime.now(dt.UTC)
        _revoked.add(access.sign_in_digest(claims), now + dt.timedelta(hours=access.MAX_HOURS), now)
    st.session_state[_SIGNING_OUT_KEY] = True


def _session_end() -> dt.datetime | None:
    """When the sign-in of this tab ends; None without one."""
    try:
        return access.sign_in_expiry(st.user.to_dict(), _auth_config().hours)
    except AccessError:
        return None


def show_setup(view: PageContext) -> None:
    """How whoever runs the server turns editing on; nothing where something else keeps the reader out."""
    identified = current_identity()
    if isinstance(identified, AccessDenial) and identified.reason == "off":
        st.html(_setup_help(view.t))


def _setup_help(t: Translator) -> Html:
    """Folded: for the one person who runs the server, on their own machine or for everybody."""
    return html.page(
        html.collapsible(
            t("access.how"),
            tag("p", text(t("access.how.local"))),
            tag("pre", tag("code", text(_LOCAL_COMMAND))),
            tag("p", text(t("access.how.server"))),
            tag("pre", tag("code", text(_SERVER_COMMAND))),
            tag("p", text(t("access.how.more")), class_="quiet"),
        )
    )


_SERVER_COMMAND: Final = (
    "tracker serve targets.yaml --edit --address 0.0.0.0 --secrets secrets.toml"
)


def _note(words: str, class_: str) -> Html:
    return html.page(tag("div", text(words), class_=class_, role="status"))
