"""An OpenID provider as a process, secrets that name it, and cookies made for tests."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from itsdangerous import URLSafeTimedSerializer
from support.served import Served, serving

PROVIDER: Final = Path(sys.executable).with_name("oidc-provider-mock")
SECRET: Final = "a-cookie-secret-for-tests-and-no-other-use"
COOKIE: Final = "_streamlit_user"  # where Streamlit keeps who is signed in

USERS: Final[Mapping[str, Mapping[str, object]]] = {
    "water": {"email": "Li@x.cn", "name": "李 水", "email_verified": True},
    "everyone": {"email": "wang@x.cn", "name": "王 <b>芳</b> ![](http://elsewhere.example/x.png)"},
    "stranger": {"email": "stranger@x.cn", "name": "路人"},
    "unverified": {"email": "zhang@x.cn", "name": "张", "email_verified": False},
}
EDITORS: Final = """[editors]
"li@x.cn" = ["water-bureau"]
"wang@x.cn" = "all"
"zhang@x.cn" = "all"
"chen@x.cn" = ["parks"]
"""


@contextmanager
def provider(folder: Path) -> Iterator[Served]:
    """The provider with `USERS`, who sign in with one click."""
    users = [json.dumps({"sub": sub, **claims}) for sub, claims in USERS.items()]
    known = [word for user in users for word in ("--user-claims", user)]
    command = [str(PROVIDER), *known, "--port"]
    with serving(command, folder, health="/.well-known/openid-configuration") as served:
        yield served


def secrets(folder: Path, provider: Served, editors: str = EDITORS, more: str = "") -> Path:
    """A secrets.toml for ``provider``, independent of the dashboard's port."""
    path = folder / "secrets.toml"
    path.touch(0o600)
    path.write_text(
        f"""[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{SECRET}"
client_id = "tracker"
client_secret = "for tests"
server_metadata_url = "{provider.url}/.well-known/openid-configuration"

{editors}
{more}
""",
        encoding="utf-8",
    )
    return path


def cookie(url: str, sub: str, *, hours_ago: float = 0, secret: str = SECRET) -> dict[str, str]:
    """The cookie that Streamlit sets at a sign-in, ``hours_ago``, signed with ``secret``."""
    claims = {
        "iss": "https://provider",
        "sub": sub,
        "iat": int(time.time() - 3600 * hours_ago),
        **USERS[sub],
        "origin": url,
        "is_logged_in": True,
        "provider": "default",
    }
    value = URLSafeTimedSerializer(secret, salt=COOKIE).dumps(json.dumps(claims))
    return {"name": COOKIE, "value": str(value), "url": url}
