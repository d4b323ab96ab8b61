"""The server configurations of docs/deploy: nginx runs them, and services start existing commands."""

import configparser
import gzip
import http.client
import re
import shlex
import socket
import ssl
import subprocess
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from support.commands import COMMANDS
from support.samples import TARGET, write
from support.served import chromium, dashboard, drawn, free_port, get, new_page, nginx
from support.waiting import PATIENCE, wait_until

from tracker.cli import main
from tracker.i18n import Translator

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"


def publish(site: Path, data: Path) -> None:
    done = CliRunner().invoke(main.main, ["publish", str(site), "--data", str(data)])
    assert done.exit_code == 0, done.output


def test_the_published_site_behind_nginx(tmp_path):
    """Compression, revalidation and headers are right, a new release shows at once, only reading is allowed."""
    data = write(tmp_path, TARGET)
    site, port = tmp_path / "site", free_port()
    publish(site, data)
    config = (DEPLOY / "nginx-site.conf").read_text(encoding="utf-8")
    config = config.replace("listen 80 default_server", f"listen 127.0.0.1:{port}")
    with nginx(tmp_path / "nginx", config.replace("/srv/targets/site", str(site))):
        status, headers, body = get(port, "/", Accept_Encoding="gzip")
        assert status == 200
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert headers["Content-Encoding"] == "gzip"
        assert headers["Cache-Control"] == "no-cache"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"] == "frame-ancestors 'self'"
        assert "Homes" in gzip.decompress(body).decode()
        assert get(port, "/", If_None_Match=get(port, "/")[1]["ETag"])[0] == 304
        kinds = {
            file.suffix: get(port, f"/{file.relative_to(site)}")[1]["Content-Type"].split(";")[0]
            for file in sorted(site.rglob("*"))
            if file.is_file() and not file.name.startswith(".")
        }
        assert kinds == {
            ".html": "text/html",
            ".css": "text/css",
            ".js": "text/javascript",
            ".csv": "text/csv",
            ".ics": "text/calendar",
            ".json": "application/json",
            ".jsonld": "application/ld+json",
            ".txt": "text/plain",
            ".png": "image/png",
            ".xml": "application/atom+xml",
            ".svg": "image/svg+xml",
            ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
        for gone in (
            "/gone.html",
            "/en/targets/gone.html?lang=en",
            "/embed/gone.html",
            "/404.html",
        ):
            status, headers, body = get(port, gone)
            assert (status, headers["Cache-Control"]) == (404, "no-cache")
            assert headers["Content-Security-Policy"] == "frame-ancestors *"
            assert Translator("en")("site.missing") in body.decode()
        framed = get(port, "/embed/homes.html")
        assert (framed[0], framed[1]["Content-Security-Policy"]) == (200, "frame-ancestors *")
        for hidden in (file.name for file in site.iterdir() if file.name.startswith(".")):
            assert get(port, f"/{hidden}")[0] == 404
        assert get(port, "/", method="POST")[0] == 403
        assert get(port, "/../nginx/nginx.conf")[0] in (400, 404)
        data.write_text(data.read_text("utf-8").replace("Homes", "Houses"), encoding="utf-8")
        publish(site, data)
        assert "Houses" in get(port, "/")[2].decode()


def test_the_dashboard_behind_nginx(tmp_path):
    """The page works over a WebSocket through nginx; internal paths are closed."""
    data = write(tmp_path, TARGET)
    public, staff = free_port(), free_port()
    config = (DEPLOY / "nginx-dashboard.conf").read_text(encoding="utf-8")
    config = config.replace("listen 8080", f"listen 127.0.0.1:{public}")
    config = config.replace("listen 8081", f"listen 127.0.0.1:{staff}")
    with dashboard(data, tmp_path / "served") as served, chromium() as browser:
        upstream = served.url.removeprefix("http://")
        config = re.sub(r"127\.0\.0\.1:850[12]", upstream, config)
        with nginx(tmp_path / "nginx", config):
            page = new_page(browser)
            page.goto(f"http://127.0.0.1:{public}/")
            assert "1" in drawn(page).locator("h1").inner_text()
            page.close()
            for path in ("/_stcore/metrics", "/_stcore/upload_file/x/y", "/update"):
                assert get(public, path)[0] == 404
            assert get(staff, "/_stcore/metrics")[0] == 404
            headers = get(staff, "/")[1]
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
            assert get(public, "/")[1]["Content-Security-Policy"] == "frame-ancestors 'self'"
            assert "Strict-Transport-Security" not in headers
            script = re.search(rb'src="(?:\./)?(static/js/index[^"]+)"', get(public, "/")[2])
            assert script is not None
            sent = get(public, f"/{script[1].decode()}", Accept_Encoding="gzip")
            assert sent[1]["Content-Encoding"] == "gzip"


def half_requests(port: int, count: int) -> list[socket.socket]:
    """Connections that send the beginning of a request and nothing more."""
    links = []
    for _ in range(count):
        link = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        link.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Drop: ")
        links.append(link)
    return links


CONFIGURATIONS = {
    "nginx-site.conf": ["listen 80 default_server"],
    "nginx-dashboard.conf": ["listen 8080", "listen 8081"],
}


def on_free_ports(name: str, extra: str = "") -> tuple[str, list[int]]:
    """One of our configurations, listening on free ports of this machine."""
    config, ports = (DEPLOY / name).read_text(encoding="utf-8"), []
    for listen in CONFIGURATIONS[name]:
        port = free_port()
        config = config.replace(listen + ";", f"listen 127.0.0.1:{port}{extra};")
        ports.append(port)
    return config, ports


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_requests_that_never_end_are_closed(tmp_path, name):
    """After ten seconds without the rest of the headers, and long headers are refused."""
    config, ports = on_free_ports(name)
    assert "client_header_timeout 10s;" in config
    config = config.replace("client_header_timeout 10s", "client_header_timeout 1s")
    with nginx(tmp_path / "nginx", config):
        for port in ports:
            for link in half_requests(port, 20):
                while link.recv(4096):
                    pass
                link.close()
            assert get(port, "/nothing", X_Long="x" * 40_000)[0] == 400


def is_limited(port: int) -> bool:
    return get(port, "/big.json", method="HEAD")[0] == 429


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_one_address_has_a_limit_of_connections(tmp_path, name):
    """Beyond it requests get 429; once the others have gone, answers again."""
    config, ports = on_free_ports(name)
    slow = re.search(r"limit_conn \w+_address (\d+);", config)
    assert slow is not None
    config = re.sub(r"(limit_conn \w+_address) \d+;", r"\1 2;", config)
    backend = socket.create_server(("127.0.0.1", 0))  # takes requests and never answers
    config = re.sub(r"127\.0\.0\.1:850[12]", f"127.0.0.1:{backend.getsockname()[1]}", config)
    big = tmp_path / "site"
    big.mkdir()
    (big / "big.json").write_bytes(b"x" * 50_000_000)
    config = config.replace("/srv/targets/site", str(big))
    # what the fixture asks to learn whether nginx listens
    ready = "location = /nothing-here { return 404; }"
    config = config.replace("    location / {", f"    {ready}\n    location / {{")
    with backend, nginx(tmp_path / "nginx", config):
        for port in ports:
            links = []
            for _ in range(2):
                link = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
                link.sendall(b"GET /big.json HTTP/1.1\r\nHost: x\r\n\r\n")
                links.append(link)
            try:
                wait_until(partial(is_limited, port))
            finally:
                for link in links:
                    link.close()
    assert int(slow[1]) >= 40  # an office behind one address


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_tls_is_remembered(tmp_path, name):
    """Over TLS every answer has HSTS and frame-ancestors; the certificate is one of the test's."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    config, ports = on_free_ports(name, " ssl")
    tls = f"server_tokens off; ssl_certificate {certificate}; ssl_certificate_key {key};"
    config = config.replace("server_tokens off;", tls)
    with nginx(tmp_path / "nginx", config):
        context = ssl.create_default_context(cafile=str(certificate))
        for port in ports:
            link = http.client.HTTPSConnection("localhost", port, timeout=PATIENCE, context=context)
            link.request("GET", "/nothing")
            headers = link.getresponse().headers
            assert headers["Strict-Transport-Security"] == "max-age=31536000"
            assert headers["Content-Security-Policy"].startswith("frame-ancestors ")
            link.close()


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda path: path.stem)
def test_a_service_starts_a_command_that_is_there(unit):
    """Every option of the service's command line exists."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(unit, encoding="utf-8")
    program, name, *words = shlex.split(parser["Service"]["ExecStart"])
    assert program.endswith("/bin/tracker")
    known = {option for one in COMMANDS[name].params for option in one.opts}
    assert {word for word in words if word.startswith("--")} <= known
    assert parser["Service"]["NoNewPrivileges"] == "yes"
    assert parser["Service"]["Restart"] == "always"


@pytest.mark.parametrize("document", ["deploy.md", "deploy.zh-CN.md"])
def test_the_screens_command_line(document):
    """The screen's URL in the document has valid parameters."""
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    address = re.search(r'"(http://SERVER/screen\.html\?[^"]+)"', text)
    assert address is not None
    asked = parse_qs(urlsplit(address[1]).query)
    assert asked == {"seconds": ["15"], "lang": ["zh,en"], "palette": ["dark"]}
