"""Sign-in with a real OpenID provider, the real server and a real browser."""

from __future__ import annotations

import getpass
import http.client
import http.server
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from support import oidc
from support.samples import portfolio_text, target
from support.served import TRACKER, Served, first_page, get, new_context, serving, wait_for
from support.waiting import PATIENCE
from support.wire import messages_of_run, websocket

from tracker.i18n import Translator
from tracker.store import access

ZH, EN = Translator("zh"), Translator("en")
TARGETS = (
    target("id: lake\ntitle: 清淤\nlead: water-bureau"),
    target("id: park\ntitle: 公园\nlead: parks"),
    target("id: nobodys\ntitle: 无主\nlead: null"),
)
BUREAUS = "{water-bureau: 区水务局, parks: 区绿化局}"


def data(folder: Path) -> Path:
    """A portfolio of three targets: one for each of two departments, one without a lead."""
    path = folder / "targets.yaml"
    text = portfolio_text(*TARGETS).replace("{bureau: Housing Bureau}", BUREAUS)
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def tracker(folder: Path, *args: str, env: dict[str, str] | None = None) -> Iterator[Served]:
    """``tracker serve`` on `data` with its own home folder."""
    command = [str(TRACKER), "serve", str(data(folder)), *args, "--port"]
    with serving(command, folder, env={"HOME": str(folder), **(env or {})}) as served:
        yield served


@pytest.fixture(scope="module")
def context(browser) -> BrowserContext:
    return new_context(browser, locale="zh-CN")


@pytest.fixture
def page(context) -> Iterator[Page]:
    """A page of a browser without a sign-in."""
    with first_page(context) as page:
        yield page


@pytest.fixture(scope="module")
def here(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("signed")


@pytest.fixture(scope="module")
def provider(tmp_path_factory) -> Iterator[Served]:
    with oidc.provider(tmp_path_factory.mktemp("provider")) as served:
        yield served


@pytest.fixture(scope="module")
def signed(here, provider) -> Iterator[Served]:
    """A server that requires sign-in."""
    with tracker(here, "--edit", "--secrets", str(oidc.secrets(here, provider))) as served:
        yield served


def update(page: Page, served: Served, lang: str = "zh", target_id: str = "lake") -> Page:
    """The Report page of a target, once it is drawn."""
    page.goto(f"{served.url}/update?lang={lang}&id={target_id}")
    page.locator("[data-testid=stApp][data-test-script-state=notRunning] .tracker").first.wait_for()
    return page


def sign_in(page: Page, served: Served, sub: str) -> Page:
    """Signs in on the provider's page."""
    update(page, served).get_by_role("button", name=ZH("access.sign_in"), exact=True).click()
    page.get_by_role("button", name=sub, exact=True).click()
    page.wait_for_url(f"{served.url}/*")
    return update(page, served)


def save(page: Page) -> Locator:
    return page.get_by_role(
        "button", name=re.compile(f"^({ZH('update.save')}|{EN('update.save')})$")
    )


def value(page: Page) -> Locator:
    return page.locator("[class*=st-key-update_value_] input")


def type_a_report(page: Page) -> None:
    value(page).fill("123")
    value(page).press("Enter")
    expect(page.get_by_text("- {date: 2022-12-31, reported:")).to_be_visible()


def refused(page: Page, key: str, **values: object) -> None:
    """The page gives the reason and keeps the typed value for copying."""
    why = ZH(f"access.{key}", **values)
    expect(page.get_by_text(f"{why} {ZH('access.copy')}", exact=True)).to_be_visible()
    expect(page.get_by_text(ZH("update.forbidden"))).to_be_visible()
    expect(value(page)).to_have_value("123")


def turned_away(page: Page, key: str, t: Translator = ZH, **values: object) -> None:
    """The page gives the reason and has no button to save."""
    expect(page.get_by_text(t(f"access.{key}", **values), exact=True)).to_be_visible()
    expect(save(page)).to_have_count(0)


def button(page: Page, key: str) -> Locator:
    return page.get_by_role("button", name=ZH(f"access.{key}"), exact=True)


# sign-in


def test_the_first_request_to_a_fresh_server_may_be_the_reporting_page(signed, page):
    """As the first page of a new server it shows a sign-in button and no form."""
    turned_away(update(page, signed), "signed_out")
    expect(button(page, "sign_in")).to_be_visible()
    turned_away(update(page, signed, "en"), "signed_out", EN)


def test_a_stranger_is_told_so_and_can_leave(signed, page):
    """A person who is not in the table of editors may read and sign out."""
    sign_in(page, signed, "stranger")
    turned_away(page, "not_listed", detail="stranger@x.cn")
    expect(button(page, "sign_out")).to_be_visible()


def test_an_address_that_nobody_verified_does_not_count(signed, page):
    """An address in the table that the provider has not verified is refused."""
    page.context.add_cookies([oidc.cookie(signed.url, "unverified")])
    turned_away(update(page, signed), "unverified", detail="zhang@x.cn")


def test_an_editor_is_greeted_with_what_they_may(signed, page):
    """The page shows the editor's name, address and departments and refuses targets of other departments."""
    sign_in(page, signed, "water")
    greeting = ZH("access.greet", name="李 水", email="li@x.cn", leads="区水务局")
    expect(page.get_by_text(greeting, exact=True)).to_be_visible()
    expect(save(page)).to_be_visible()
    update(page, signed, target_id="park")
    expect(page.get_by_text(ZH("update.not_yours"))).to_be_visible()
    expect(save(page)).to_have_count(0)


def test_a_cookie_counts_when_we_signed_it(signed, page):
    """A valid cookie signs in; the next two tests forge it or let it expire. Names are shown as text."""
    page.context.add_cookies([oidc.cookie(signed.url, "everyone", hours_ago=7.9)])
    name = str(oidc.USERS["everyone"]["name"])
    greeting = ZH("access.greet", name=name, email="wang@x.cn", leads=ZH("access.all"))
    expect(update(page, signed).get_by_text(greeting, exact=True)).to_be_visible()
    expect(page.get_by_text("登录将于")).to_be_visible()
    expect(save(page)).to_be_visible()


@pytest.mark.parametrize("secret", ["", "another-secret-that-is-long-enough-too"], ids=repr)
def test_a_forged_cookie_counts_for_nothing(signed, page, secret):
    """A cookie signed with another secret is ignored."""
    page.context.add_cookies([oidc.cookie(signed.url, "everyone", secret=secret)])
    turned_away(update(page, signed), "signed_out")


def test_an_expired_cookie_counts_for_nothing(signed, page):
    """Streamlit accepts a cookie for 30 days, the tracker for a working day."""
    page.context.add_cookies([oidc.cookie(signed.url, "everyone", hours_ago=8.1)])
    turned_away(update(page, signed), "expired")
    expect(button(page, "sign_in")).to_be_visible()


def test_signing_out_in_one_tab_ends_it_in_the_other(signed, here, page):
    """The other tab keeps its draft but cannot save; a copy of the cookie is invalid."""
    sign_in(page, signed, "everyone")
    (cookie,) = [one for one in page.context.cookies() if one["name"] == oidc.COOKIE]
    other = update(page.context.new_page(), signed)
    before = (here / "targets.yaml").read_bytes()
    type_a_report(other)
    button(page, "sign_out").click()
    page.get_by_role("heading", name="End Session").wait_for()
    save(other).click()
    refused(other, "ended")
    assert (here / "targets.yaml").read_bytes() == before
    page.context.add_cookies([cookie])
    turned_away(update(page, signed), "ended")


def test_an_editor_taken_out_of_the_table_cannot_save_any_more(signed, here, provider, page):
    """The next save is refused without a restart; once back in the table, the editor can save."""
    page.context.add_cookies([oidc.cookie(signed.url, "water")])
    update(page, signed)
    before = (here / "targets.yaml").read_bytes()
    type_a_report(page)
    try:
        oidc.secrets(here, provider, '[editors]\n"wang@x.cn" = "all"')
        save(page).click()
        refused(page, "not_listed", detail="Li@x.cn")
        oidc.secrets(here, provider, "[editors")
        turned_away(update(page, signed), "settings")
    finally:
        oidc.secrets(here, provider)
    assert (here / "targets.yaml").read_bytes() == before
    expect(save(update(page, signed))).to_be_visible()


def test_another_address_leads_to_the_one_that_sign_in_comes_back_to(signed, page):
    """At another address than the redirect URI the page shows the right address instead of the button."""
    with passing_on(signed, host=False) as port:
        update(page, signed._replace(url=f"http://127.0.0.1:{port}"))
        turned_away(page, "address", detail=signed.url)
        expect(button(page, "sign_in")).to_have_count(0)


# without sign-in


@contextmanager
def passing_on(served: Served, *, host: bool, extra: str = "") -> Iterator[int]:
    """A proxy on its own port; with ``host`` it passes the server's own Host header, as nginx does."""
    to = urlsplit(served.url)
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]

    def pump(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while block := source.recv(65536):
                sink.sendall(block)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def pass_on(client: socket.socket) -> None:
        with client, socket.create_connection((to.hostname, to.port)) as upstream:
            head = client.recv(65536)
            if host:
                head = head.replace(
                    f"Host: 127.0.0.1:{port}".encode(), f"Host: {to.netloc}".encode()
                )
            upstream.sendall(head.replace(b"\r\n", b"\r\n" + extra.encode(), 1))
            back = threading.Thread(target=pump, args=(upstream, client), daemon=True)
            back.start()
            pump(client, upstream)
            back.join()

    def accept() -> None:
        with suppress(OSError):
            while True:
                client, _ = server.accept()
                threading.Thread(target=pass_on, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield port
    finally:
        server.close()


@pytest.fixture(scope="module")
def local(tmp_path_factory) -> Iterator[Served]:
    """A server with editing for the local user."""
    with tracker(tmp_path_factory.mktemp("local"), "--edit") as served:
        yield served


def test_on_ones_own_machine_the_account_reports(local, page):
    """The page shows the account's name and saves under it."""
    update(page, local)
    greeting = ZH("access.local", name=getpass.getuser())
    expect(page.get_by_text(greeting, exact=True)).to_be_visible()
    type_a_report(page)
    save(page).click()
    expect(page.get_by_role("heading", name=ZH("update.saved"))).to_be_visible()
    assert "value: 123" in (local.log.parent / "targets.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("extra", ["", "X-Forwarded-For: 10.0.0.9\r\n"])
def test_through_a_proxy_nobody_reports(local, page, extra):
    """Behind a proxy editing is off, with and without forwarding headers."""
    with passing_on(local, host=True, extra=extra) as port:
        update(page, local._replace(url=f"http://127.0.0.1:{port}"))
        turned_away(page, "elsewhere")


@contextmanager
def framing(url: str) -> Iterator[int]:
    """Another site on this machine that shows ``url`` in a frame."""

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<iframe src="{url}" width="900" height="700"></iframe>'.encode())

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_in_a_frame_of_another_page_nothing_is_shown(local, page, host):
    """Of another site, and of another port, which gets our cookies: nobody clicks through it."""
    with framing(f"{local.url}/update?lang=zh") as port:
        page.goto(f"http://{host}:{port}/")
        wait_for(page, lambda: page.frames[1].url.startswith("chrome-error:"))


def handshake(served: Served, host: str, origin: str) -> int:
    """The status of a WebSocket handshake."""
    to = urlsplit(served.url)
    link = http.client.HTTPConnection(to.hostname, to.port, timeout=PATIENCE)
    link.putrequest("GET", "/_stcore/stream", skip_host=True)
    for name, value in {
        "Host": host,
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Sec-WebSocket-Protocol": "streamlit",
    }.items():
        link.putheader(name, value)
    link.endheaders()
    try:
        return link.getresponse().status
    finally:
        link.close()


def test_only_a_page_of_this_server_signs_anybody_out(signed):
    """A link, an image or a form of another site does not end a sign-in; a POST of our page does."""
    port = int(signed.url.rpartition(":")[2])
    assert get(port, "/auth/logout")[0] == 405
    for origin in (
        "https://evil.example",
        "null",
        f"{signed.url}.evil.example",
        "http://localhost:1",
    ):
        status, headers, _ = get(port, "/auth/logout", method="POST", Origin=origin)
        assert (status, headers.get("set-cookie")) == (403, None)
    assert get(port, "/auth/logout", method="POST")[0] == 403
    status, headers, _ = get(port, "/auth/logout", method="POST", Origin=signed.url)
    assert status == 302
    assert "Max-Age=0" in headers["set-cookie"]  # the cookies of the sign-in are deleted


def test_another_name_for_this_machine_and_another_sites_page_open_nothing(local):
    """DNS rebinding and cross-site websockets are refused by the server itself."""
    host = urlsplit(local.url).netloc
    assert handshake(local, host, local.url) == 101
    assert (
        handshake(local, f"rebound.example:{host[-5:]}", f"http://rebound.example:{host[-5:]}")
        == 403
    )
    assert handshake(local, host, "http://elsewhere.example") == 403


def upload_status(served: Served, cookie: str, page: str, **headers: str) -> int:
    """The response to a file sent from a new session that has opened ``page``."""
    with websocket(served.url, Cookie=cookie) as connection:
        first = ForwardMsg.FromString(messages_of_run(connection, page)[0])
        session = first.new_session.initialize.session_id
        port = urlsplit(served.url).port
        path = f"/_stcore/upload_file/{session}/file"
        return get(port, path, method="PUT", Cookie=cookie, **headers)[0]


def test_an_upload_needs_an_uploader_and_the_pages_token(local):
    """From other pages, and from sessions that may not report, nothing is accepted at all."""
    _, headers, _ = get(urlsplit(local.url).port, "/_stcore/health")
    cookie = headers["set-cookie"].partition(";")[0]
    assert upload_status(local, cookie, "update") == 403
    token = {"X_Xsrftoken": cookie.partition("=")[2]}
    assert upload_status(local, cookie, "update", **token) == 400  # no file in it
    assert upload_status(local, cookie, "", **token) == 404
    assert upload_status(local, "none=1", "update", **token) == 404


# off, and read-only


def test_nobody_reports_by_default_and_the_page_says_how_to_turn_it_on(tmp_path, page):
    """The first page of a new server, in both languages, with the commands that turn editing on."""
    with tracker(tmp_path) as served:
        for lang, t in (("zh", ZH), ("en", EN)):
            turned_away(update(page, served, lang), "off", t)
            page.get_by_text(t("access.how"), exact=True).click()
            expect(page.get_by_text(t("access.how.local"))).to_be_visible()
            expect(
                page.get_by_text("tracker serve targets.yaml --edit", exact=True)
            ).to_be_visible()


def test_a_readonly_process_lets_nobody_report(tmp_path, page):
    """TRACKER_READONLY overrides --edit."""
    with tracker(tmp_path, "--edit", env={access.READONLY_ENV: "1"}) as served:
        turned_away(update(page, served), "readonly")
