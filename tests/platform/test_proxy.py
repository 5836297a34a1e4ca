"""The recommended proxy as a real nginx: only itself waits for slow clients."""

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import urllib.request
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.conf import settings

from tests.live.streaming import free_port
from tests.processes import PATIENCE, gunicorn, said_by, wait_until
from tests.secret_urls import SECRET, SECRET_URLS

CONFIG = (settings.BASE_DIR / "deploy" / "nginx.conf").read_text()
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
IN_TIME = 120  # seconds: the machine may be busy; far less than the site would wait for a client
FOR_EVER = str(10 * IN_TIME)
MANY = 200

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not NGINX, reason="No nginx found: the proxy was NOT tested."),
]

AROUND = """
daemon off;
{user}
pid {place}/pid;
worker_processes 1;
error_log {place}/start.log;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    include {place}/jumun.conf;
}}
"""


def write_config(place, **changes):
    """The configuration as shipped, except for ports and folders."""
    config = CONFIG.replace("/var/log/nginx", str(place))
    for shipped, used in changes.items():
        assert shipped in config
        config = config.replace(shipped, used)
    (place / "jumun.conf").write_text(config)
    user = "user root;" if os.geteuid() == 0 else ""
    (place / "nginx.conf").write_text(AROUND.format(place=place, user=user))
    return [NGINX, "-c", str(place / "nginx.conf"), "-p", str(place)]


@contextmanager
def proxy(place, site, live=9):
    port = free_port()
    changes = {
        "listen 80;": f"listen 127.0.0.1:{port};",
        "127.0.0.1:8000": f"127.0.0.1:{site}",
        "127.0.0.1:8001": f"127.0.0.1:{live}",
    }
    nginx = subprocess.Popen(write_config(place, **changes), stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: answers(port))
        yield port
    finally:
        nginx.terminate()
        nginx.wait()


def answers(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def is_open(port):
    """Waits while the workers start, which is not measured."""
    return answers(port) and opens_in(port, PATIENCE)


def opens_in(port, seconds):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=seconds) as page:
        return page.status == 200


class Stub(BaseHTTPRequestHandler):
    """Returns the request's headers; on /live/ one part immediately, and the rest when `go_on` is set."""

    protocol_version = "HTTP/1.1"
    go_on = threading.Event()

    def do_GET(self):
        received = json.dumps(dict(self.headers)).encode()
        streams = self.path.startswith("/live/")
        self.send_response(200)
        self.send_header("Content-Length", str(len(received) + 4 * streams))
        self.end_headers()
        if streams:
            self.wfile.write(b"news")
            self.go_on.wait(IN_TIME)
        self.wfile.write(received)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def stub():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    yield server.server_port
    Stub.go_on.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def ask(stub, tmp_path):
    """`ask(method, path, …)` through the proxy to a stub of the site."""
    with proxy(tmp_path, stub, live=stub) as port, ExitStack() as open_ones:

        def asking(method, path, **more):
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=IN_TIME)
            open_ones.callback(client.close)
            client.request(method, path, **more)
            return client.getresponse()

        yield asking


def slow_client(port, sent):
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(sent)
    return client


@pytest.mark.django_db
def test_slow_clients_leave_the_site_to_others(tmp_path):
    head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n"
    body = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\nlogin="
    site = free_port()
    with (
        gunicorn(site, TRUSTED_PROXIES="1", WEB_CLIENT_TIMEOUT=FOR_EVER) as process,
        proxy(tmp_path, site) as port,
    ):
        wait_until(lambda: is_open(site), process)
        slow = [slow_client(port, sent) for sent in (b"", head, head + body) for _n in range(MANY)]

        for _turn in range(8):
            assert opens_in(port, IN_TIME)
        for client in slow:
            client.close()


@pytest.mark.django_db
def test_gunicorn_alone_waits_for_no_client_for_ever(tmp_path):
    threads, site = 2, free_port()
    only = {"WEB_WORKERS": "1", "WEB_THREADS": str(threads), "WEB_CLIENT_TIMEOUT": "1"}
    with gunicorn(site, **only) as process:
        wait_until(lambda: is_open(site), process)
        idle = [slow_client(site, b"") for _n in range(MANY)]
        silent = [slow_client(site, b"GET / HTTP/1.1\r\nHost: loc") for _n in range(threads)]

        assert opens_in(site, IN_TIME)
        assert "Traceback" not in said_by(process)
        for client in idle + silent:
            client.close()


def test_the_site_gets_the_clients_address_and_scheme(ask):
    forged = {"X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "https", "Host": "localhost:81"}

    answer = ask("GET", "/", headers=forged)

    received = json.loads(answer.read())
    assert (
        received["X-Forwarded-For"] == "9.9.9.9, 127.0.0.1"
    )  # TRUSTED_PROXIES=1 believes the last
    assert (received["X-Forwarded-Proto"], received["Host"]) == ("http", "localhost:81")
    assert answer.headers["Server"] == "nginx"


def test_live_messages_are_not_buffered(ask):
    Stub.go_on.clear()

    stream = ask("GET", "/live/?token=secret")

    assert stream.read(4) == b"news"
    Stub.go_on.set()


@pytest.mark.parametrize("path", ["/live/health/", "/live/metrics/"])
def test_what_only_operators_may_ask_of_the_live_process_stays_inside(ask, path):
    assert ask("GET", path).status == 404


def test_the_site_itself_refuses_large_bodies_and_the_proxy_only_far_larger_ones(ask):
    from core.middleware import LARGEST_BODY

    assert ask("POST", "/", body=b"x" * (LARGEST_BODY + 1)).status == 200
    assert ask("POST", "/", headers={"Content-Length": str(13 * 1024 * 1024)}).status == 413


def test_no_secret_of_an_address_is_logged(ask, tmp_path):
    queries = [f"/stores/?q={SECRET}", f"/live/?token={SECRET}"]

    for path in [*(url.path for url in SECRET_URLS), *queries]:
        ask("GET", path, headers={"Referer": f"http://localhost/gate/{SECRET}/"}).read()
    ask("GET", "/stores/last/").read()

    log = tmp_path / "jumun.log"
    wait_until(lambda: "/stores/last/" in log.read_text())
    assert log.read_text().count("\n") > len(SECRET_URLS)
    assert SECRET not in log.read_text()


def test_what_is_commented_out_is_right_as_well(tmp_path):
    certificate = tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x"]
    made = subprocess.run(
        [*make, "-keyout", certificate.with_suffix(".key"), "-out", certificate],
        capture_output=True,
    )
    assert made.returncode == 0, made.stderr
    command = write_config(tmp_path)
    config = re.sub(
        r"^( *)#(?=\S)", r"\1", (tmp_path / "jumun.conf").read_text(), flags=re.MULTILINE
    )
    config = re.sub(r"/etc/letsencrypt/\S+fullchain.pem", str(certificate), config)
    config = re.sub(
        r"/etc/letsencrypt/\S+privkey.pem", str(certificate.with_suffix(".key")), config
    )
    Path(tmp_path / "jumun.conf").write_text(config)

    done = subprocess.run([*command, "-t"], capture_output=True, text=True)

    assert "syntax is ok" in done.stderr, done.stderr
