"""Who may edit: only people who are explicitly allowed to."""

from __future__ import annotations

import datetime as dt
import doctest
import tomllib
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.wording import catalogue

from tracker.i18n import languages
from tracker.store import access, auth_config, origins
from tracker.store.access import AccessDenial, AccessError, Person

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
LISTED = {"li@x.cn": frozenset({"water-bureau"}), "wang@x.cn": None}
AUTH = """[auth]
redirect_uri = "https://tracker.x.cn/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "tracker"
client_secret = "s"
server_metadata_url = "https://id.x.cn/.well-known/openid-configuration"
"""
BROWSER = {
    "Host": "localhost:8501",
    "Origin": "http://localhost:8501",
    "Cookie": "a=1; _streamlit_xsrf=2|3",
}


def claims(**changed):
    """A sign-in one hour ago, with what is given in place of the usual; None leaves a claim out."""
    usual = {
        "is_logged_in": True,
        "iss": "https://id.x.cn",
        "sub": "1",
        "name": "李",
        "email": "li@x.cn",
        "iat": int((NOW - dt.timedelta(hours=1)).timestamp()),
        **changed,
    }
    return {name: value for name, value in usual.items() if value is not None}


def hours_ago(hours: float) -> int:
    return int((NOW - dt.timedelta(hours=hours)).timestamp())


def test_docstring_examples():
    """The examples in the docstrings are true."""
    assert doctest.testmod(access).failed == doctest.testmod(origins).failed == 0


# a person


@pytest.mark.parametrize(
    ("leads", "lead", "may"),
    [
        (None, "water-bureau", True),
        (None, None, True),
        (frozenset({"water-bureau"}), "water-bureau", True),
        (frozenset({"water-bureau"}), "parks", False),
        (frozenset({"water-bureau"}), None, False),
        (frozenset(), "water-bureau", False),
        (frozenset(), None, False),
    ],
)
def test_a_person_reports_for_their_organisations_only(leads, lead, may):
    """Only a person who may report for all may report for a target without a lead."""
    assert Person("李", leads=leads).may_report_for(lead) is may


# the process


@pytest.mark.parametrize("value", ["1", "true", "yes", "on", "00", "no", " 1 "])
def test_a_read_only_process_never_edits(value):
    """Any value except an empty one, 0 and false makes it read-only, with or without sign-in."""
    environ = {access.READONLY_ENV: value, access.EDIT_ENV: "local"}
    assert access.is_readonly(environ)
    assert (
        access.edit_mode(environ, has_auth=True)
        == access.edit_mode(environ, has_auth=False)
        == "off"
    )


@pytest.mark.parametrize("value", ["", "0", "false", "False", " FALSE ", "  "])
def test_read_only_can_be_turned_off(value):
    """The variable may be present with a negative value."""
    assert not access.is_readonly({access.READONLY_ENV: value})


@pytest.mark.parametrize(
    ("edit", "has_auth", "mode"),
    [
        (None, False, "off"),
        ("local", False, "local"),
        ("local", True, "login"),
        (None, True, "login"),
        ("1", False, "off"),
        ("login", False, "off"),
    ],
)
def test_nobody_edits_by_default_and_sign_in_cannot_be_bypassed(edit, has_auth, mode):
    """Editing is off unless enabled; with sign-in configured, it requires sign-in."""
    environ = {} if edit is None else {access.EDIT_ENV: edit}
    assert access.edit_mode(environ, has_auth) == mode


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]
)
def test_loopback_is_this_machine(host):
    """All of 127.0.0.0/8, ::1 and localhost."""
    assert origins.is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "0.0.0.0",
        "::",
        "10.0.0.1",
        "192.168.1.2",
        "127.0.0.1.evil.com",
        "localhost.evil.com",
        "evil-localhost",
        "127.1",
        "2130706433",
        "[::1]",
        "::ffff:10.0.0.1",
        "tracker.x.cn",
    ],
)
def test_anything_else_is_not_this_machine(host):
    """Wildcards, similar names and other notations of numbers are not."""
    assert not origins.is_loopback(host)


# the connection


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"},
        {"host": "[::1]:8501", "origin": "http://[::1]:8501"},
        {"host": "localhost", "origin": "https://localhost"},
    ],
)
def test_a_browser_on_this_machine_is_accepted(sent):
    """Header names are case-insensitive."""
    assert origins.is_local_browser({k.lower(): v for k, v in {**BROWSER}.items()} | sent)


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Forwarded-For": "10.0.0.9"},
        {"x-forwarded-host": "tracker.x.cn"},
        {"Forwarded": "for=10.0.0.9"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "10.0.0.9"},
        {"Host": "tracker.x.cn"},
        {"Host": "tracker.x.cn", "Origin": "http://tracker.x.cn"},
        {"Host": "localhost.evil.com:8501", "Origin": "http://localhost.evil.com:8501"},
        {"Host": "evil.com@localhost:8501", "Origin": "http://evil.com@localhost:8501/"},
        {"Origin": "http://10.0.0.1:8501"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "http://127.0.0.1:8501"},
        {"Origin": "https://evil.com"},
        {"Origin": "null"},
        {"Origin": "file://localhost:8501"},
        {"Origin": ""},
        {"Host": ""},
        {"Host": "", "Origin": "http://"},
        {"Host": "[::1", "Origin": "http://[::1"},
        {"Cookie": "a=1"},
    ],
    ids=str,
)
def test_proxies_other_pages_and_other_names_are_refused(changed):
    """DNS rebinding, a proxy that serves the whole network, a page of another port on this machine."""
    assert not origins.is_local_browser({**BROWSER, **changed})


@pytest.mark.parametrize("missing", ["Host", "Origin", "Cookie"])
def test_a_connection_without_these_headers_is_refused(missing):
    """A browser always sends them."""
    assert not origins.is_local_browser({k: v for k, v in BROWSER.items() if k != missing})
    assert not origins.is_local_browser({})


# the table of editors


def test_the_table_of_editors():
    """Addresses in lower case, "all" as None, lists as sets."""
    editors = access.parse_editors({"Li@X.cn": ["water-bureau", "parks"], "wang@x.cn": "all"})
    assert editors == {"li@x.cn": frozenset({"water-bureau", "parks"}), "wang@x.cn": None}
    assert access.parse_editors({}) == {}


@pytest.mark.parametrize(
    "table",
    [
        "all",
        ["li@x.cn"],
        None,
        {"li": "all"},
        {"@x.cn": "all"},
        {"li@": "all"},
        {"li@x@y": "all"},
        {"li @x.cn": "all"},
        {"": "all"},
        {"li@x.cn": "water-bureau"},
        {"li@x.cn": "ALL"},
        {"li@x.cn": ["all"]},
        {"li@x.cn": []},
        {"li@x.cn": [1]},
        {"li@x.cn": [""]},
        {"li@x.cn": True},
        {"li@x.cn": None},
        {"li@x.cn": {"leads": ["parks"]}},
        {"li@x.cn": "all", "LI@x.cn": ["parks"]},
    ],
    ids=str,
)
def test_any_other_table_is_refused(table):
    """A mistake in the table never grants access: the message names the table."""
    with pytest.raises(AccessError, match="editors"):
        access.parse_editors(table)


def test_different_addresses_stay_different():
    """Letters beyond ASCII are not lowered: the Kelvin sign is not k, the dotted I not i."""
    listed = access.parse_editors({"kim@x.cn": "all", "mini@x.cn": "all"})
    for email in ("\u212aim@x.cn", "m\u0130ni@x.cn", "m\uff49ni@x.cn"):
        assert access.authorize(claims(email=email), listed, NOW) == AccessDenial(
            "not_listed", email
        )


# the sign-in


def test_an_editor_gets_their_organisations():
    """From the table's row, whatever the case of the provider's address."""
    assert access.authorize(claims(email="LI@x.cn"), LISTED, NOW) == Person(
        "李", "li@x.cn", frozenset({"water-bureau"})
    )
    assert access.authorize(claims(email="wang@x.cn"), LISTED, NOW).leads is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"is_logged_in": None}, "signed_out"),
        ({"is_logged_in": False}, "signed_out"),
        ({"is_logged_in": "true"}, "signed_out"),
        ({"is_logged_in": 1}, "signed_out"),
        ({"email": None}, "no_email"),
        ({"email": ""}, "no_email"),
        ({"email": ["li@x.cn"]}, "no_email"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": "false"}, "unverified"),
        ({"email_verified": 0}, "unverified"),
        ({"email_verified": ""}, "unverified"),
        ({"iat": hours_ago(8)}, "expired"),
        ({"iat": hours_ago(24 * 29)}, "expired"),
        ({"iat": hours_ago(-1)}, "expired"),
        ({"iat": None}, "expired"),
        ({"iat": "1"}, "expired"),
        ({"iat": True}, "expired"),
        ({"iat": float("nan")}, "expired"),
        ({"iat": float("inf")}, "expired"),
        ({"iat": 1e30}, "expired"),
        ({"email": "stranger@x.cn"}, "not_listed"),
        ({"email": "li@x.cn "}, "not_listed"),
    ],
    ids=str,
)
def test_anyone_else_is_refused_with_a_reason(changed, reason):
    """The reason lets the page explain what to do."""
    denial = access.authorize(claims(**changed), LISTED, NOW)
    assert isinstance(denial, AccessDenial)
    assert denial.reason == reason


@pytest.mark.parametrize("changed", [{}, {"email_verified": True}, {"email_verified": "true"}])
def test_a_provider_without_email_verified_is_trusted(changed):
    """Many providers within an organisation omit `email_verified`."""
    assert isinstance(access.authorize(claims(**changed), LISTED, NOW), Person)


def test_a_sign_in_lasts_eight_hours_or_as_configured():
    """To the second; a provider's clock may be five minutes ahead."""
    assert isinstance(access.authorize(claims(iat=hours_ago(8) + 1), LISTED, NOW), Person)
    assert isinstance(access.authorize(claims(iat=hours_ago(8)), LISTED, NOW), AccessDenial)
    assert isinstance(access.authorize(claims(iat=hours_ago(11)), LISTED, NOW, hours=12), Person)
    assert isinstance(
        access.authorize(claims(iat=hours_ago(1)), LISTED, NOW, hours=0.5), AccessDenial
    )
    assert isinstance(access.authorize(claims(iat=hours_ago(0) + 299), LISTED, NOW), Person)
    assert isinstance(access.authorize(claims(iat=hours_ago(0) + 301), LISTED, NOW), AccessDenial)


@pytest.mark.parametrize(
    ("name", "shown"), [("  李\n明 ", "李 明"), ("", "li@x.cn"), (None, "li@x.cn"), (7, "li@x.cn")]
)
def test_a_name_is_one_line_and_never_empty(name, shown):
    """It signs commits and journal lines; without a name the address is used."""
    assert access.authorize(claims(name=name), LISTED, NOW).name == shown


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.text()))
def test_no_claims_grant_access_without_the_table(changed):
    """Whatever the provider sends, an address that is not in the table is refused."""
    for given_claims in (changed, {**changed, "is_logged_in": True}):
        assert isinstance(access.authorize(given_claims, {"only@x.cn": None}, NOW), AccessDenial)


def test_each_sign_in_has_its_own_digest():
    """All tabs of one sign-in end together; the person's next sign-in does not."""
    first = claims(nonce="a")
    assert access.sign_in_digest(first) == access.sign_in_digest(dict(reversed(first.items())))
    marks = {
        access.sign_in_digest(one)
        for one in (first, claims(nonce="b"), claims(nonce="a", sub="2"), claims(iat=5), {})
    }
    assert len(marks) == 5


# secrets.toml


def parsed(text: str) -> auth_config.AuthConfig:
    return auth_config.parse_config(tomllib.loads(text))


def test_secrets_without_auth_configure_no_sign_in():
    """Secrets of other programs may be in the same file."""
    assert parsed("") == parsed('[db]\npassword = "s"') == auth_config.AuthConfig()


def test_all_settings_of_sign_in():
    """Sign-in, its duration, the editors, and the dashboard's address."""
    assert parsed(
        AUTH + '[editors]\n"li@x.cn" = ["parks"]\n[sign_in]\nhours = 4'
    ) == auth_config.AuthConfig(
        True, {"li@x.cn": frozenset({"parks"})}, 4.0, "https://tracker.x.cn"
    )
    assert parsed(AUTH) == auth_config.AuthConfig(
        True, {}, access.DEFAULT_HOURS, "https://tracker.x.cn"
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[editors]\n"li@x.cn" = "all"', "auth"),
        ('auth = "on"', "auth"),
        (AUTH.replace("client_id", "client"), "client_id"),
        (AUTH.replace('"tracker"', "7"), "client_id"),
        (AUTH.replace('client_secret = "s"', 'client_secret = ""'), "client_secret"),
        (AUTH.replace("cookie_secret", "cookie"), "cookie_secret"),
        (AUTH.replace("0123456789abcdef0123456789abcdef", "xxx"), "cookie_secret"),
        (AUTH.replace("/oauth2callback", "/"), "redirect_uri"),
        (AUTH.replace("https://tracker", "tracker"), "redirect_uri"),
        (AUTH.replace("https://id", "file://id"), "server_metadata_url"),
        (AUTH + "[editors]\nli = 3", "editors"),
        (AUTH + "[sign_in]\nhours = 0", "hours"),
        (AUTH + "[sign_in]\nhours = -1", "hours"),
        (AUTH + "[sign_in]\nhours = 721", "hours"),
        (AUTH + '[sign_in]\nhours = "8"', "hours"),
        (AUTH + "[sign_in]\nhours = true", "hours"),
        (AUTH + "[sign_in]\nhours = nan", "hours"),
        (AUTH + "[sign_in]\nminutes = 8", "sign_in"),
        ("TRACKER_READONLY = 0\n" + AUTH, "TRACKER_READONLY"),
        ('tracker_edit = "local"', "tracker_edit"),
    ],
    ids=str,
)
def test_invalid_settings_fail_closed(text, named):
    """The message names what is missing or invalid; nobody edits until it is corrected."""
    with pytest.raises(AccessError, match=named):
        parsed(text)


def test_no_message_contains_a_secret():
    """Messages go to logs and terminals: of a weak secret they give only the length."""
    with pytest.raises(AccessError) as caught:
        parsed(AUTH.replace("0123456789abcdef0123456789abcdef", "hunter2"))
    assert "hunter2" not in str(caught.value)
    assert "found 7" in str(caught.value)
    with pytest.raises(AccessError) as caught:
        auth_config.parse_config({"auth": ["hunter2"]})
    assert "hunter2" not in str(caught.value)


def test_which_secrets_files_are_read(tmp_path):
    """Full paths, because the server changes its folder; this folder's tables override the home folder's."""
    home, here = tmp_path / "home", tmp_path / "here"
    assert auth_config.secrets_files(None, here, home) == [
        home / auth_config.SECRETS_FILE,
        here / auth_config.SECRETS_FILE,
    ]
    assert auth_config.secrets_files(tmp_path / "s.toml", here, home) == [tmp_path / "s.toml"]
    assert (
        auth_config.read_config(auth_config.secrets_files(None, here, home))
        == auth_config.AuthConfig()
    )
    for folder, text in (
        (home, AUTH + '[editors]\n"li@x.cn" = "all"'),
        (here, "[sign_in]\nhours=2"),
    ):
        (folder / auth_config.SECRETS_FILE).parent.mkdir(parents=True)
        (folder / auth_config.SECRETS_FILE).write_text(text, encoding="utf-8")
    both = auth_config.read_config(auth_config.secrets_files(None, here, home))
    assert (both.enabled, both.hours, list(both.editors)) == (True, 2.0, ["li@x.cn"])


@pytest.mark.parametrize("broken", [b"[auth\n", b"\xff\xfe", b"[auth]\na=1\na=2"], ids=str)
def test_unreadable_secrets_fail_closed(tmp_path, broken):
    """They are neither read in part nor treated as missing; the message names the file."""
    path = tmp_path / "secrets.toml"
    path.write_bytes(broken)
    with pytest.raises(AccessError, match=r"secrets\.toml"):
        auth_config.read_config([path])


def test_secrets_must_be_a_toml_file(tmp_path):
    """A folder, or a name that Streamlit would ignore, is refused."""
    with pytest.raises(AccessError, match="toml"):
        auth_config.read_config([tmp_path / "secrets.yaml"])
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(AccessError, match=r"folder\.toml"):
        auth_config.read_config([tmp_path / "folder.toml"])


def test_warnings_about_readable_secrets_and_missing_tls(tmp_path):
    """Both are only warnings."""
    path = tmp_path / "secrets.toml"
    path.write_text(AUTH, encoding="utf-8")
    path.chmod(0o600)
    assert auth_config.security_warnings([path, tmp_path / "gone.toml"], parsed(AUTH)) == []
    path.chmod(0o640)
    assert "chmod 600" in str(auth_config.security_warnings([path], parsed(AUTH))[0])
    plain = parsed(AUTH.replace("https://tracker.x.cn", "http://tracker.x.cn"))
    assert "TLS" in str(auth_config.security_warnings([], plain)[0])
    here = parsed(AUTH.replace("https://tracker.x.cn", "http://127.0.0.1:{port}"))
    assert auth_config.security_warnings([], here) == []


# wording


@pytest.mark.parametrize("lang", languages())
def test_every_denial_has_a_wording(lang):
    """In every language."""
    known = catalogue(lang)
    for reason in get_args(access.DenialReason):
        assert f"access.{reason}" in known


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        (None, True),
        ("http://here:8501", True),
        ("https://here:8501", True),
        ("http://here", False),
        ("http://here:8502", False),
        ("http://here:8501.evil.example", False),
        ("http://here:8501@evil.example", False),
        ("ftp://here:8501", False),
        ("null", False),
        ("", False),
        ("http://[here:8501", False),
    ],
)
def test_the_origin_of_a_request(origin, same):
    """A request of another page is recognised; one without an Origin comes from no page."""
    headers = {"host": "here:8501"} | ({} if origin is None else {"origin": origin})
    assert origins.is_same_origin(headers) is same


@pytest.mark.parametrize("host", ["", "a/b", "a?b", "a#b", "user@a", "[::1", "a:99999"])
def test_a_malformed_host_has_no_page(host):
    """Whatever a client sends as both: Streamlit would take the two for different."""
    assert not origins.is_same_origin({"host": host, "origin": f"http://{host}"})
    assert not origins.is_same_origin({"origin": "http://None"})
