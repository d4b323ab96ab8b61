"""The server configurations of docs/deploy: nginx runs them, and services start existing commands."""

import configparser
import gzip
import re
import shlex
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from support.commands import COMMANDS
from support.samples import TARGET, write
from support.served import chromium, dashboard, drawn, free_port, get, new_page, nginx

from tracker.cli import main

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
            ".xml": "application/atom+xml",
            ".svg": "image/svg+xml",
        }
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
            assert get(staff, "/")[1]["X-Frame-Options"] == "DENY"
            script = re.search(rb'src="(?:\./)?(static/js/index[^"]+)"', get(public, "/")[2])
            assert script is not None
            sent = get(public, f"/{script[1].decode()}", Accept_Encoding="gzip")
            assert sent[1]["Content-Encoding"] == "gzip"


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
