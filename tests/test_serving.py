"""The server of live_server finishes its requests, and waits for nothing else."""

import http.client
import socket
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from urllib.request import urlopen

import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from django.test import TransactionTestCase

from tests.serving import FinishingServer

PATIENCE = 30  # seconds


class SlowSite:
    """A WSGI application that responds only once allowed to."""

    def __init__(self):
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.answered = 0

    def __call__(self, environ, start_response):
        self.asked.set()
        self.may_answer.wait(PATIENCE)
        self.answered += 1
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


@pytest.fixture
def site():
    return SlowSite()


@pytest.fixture
def server(site):
    server = FinishingServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(site)
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    yield server
    site.may_answer.set()
    server.shutdown()
    server.server_close()


def address(server):
    return "http://{}:{}/".format(*server.server_address)


def test_finish_waits_for_a_running_request(server, site):
    with ThreadPoolExecutor(2) as threads:
        answer = threads.submit(urlopen, address(server))
        assert site.asked.wait(PATIENCE)
        finished = threads.submit(server.finish)
        assert wait([finished], timeout=0.2).not_done
        site.may_answer.set()

        finished.result(PATIENCE)

        assert site.answered == 1
        assert answer.result(PATIENCE).read() == b"ok"


def test_finish_waits_for_an_unaccepted_request_of_a_closed_client(server, site):
    site.may_answer.set()
    for _each in range(5):
        with socket.create_connection(server.server_address) as page:
            page.sendall(b"GET / HTTP/1.1\r\nHost: jumun\r\n\r\n")

    server.finish()

    assert site.answered == 5


def test_an_idle_connection_is_closed(server, site):
    site.may_answer.set()
    page = http.client.HTTPConnection(*server.server_address)
    page.request("GET", "/")
    assert page.getresponse().read() == b"ok"

    server.finish()

    assert page.sock.recv(1) == b""
    page.close()


def test_it_is_the_server_of_browser_tests_and_a_flush_makes_it_finish(live_server):
    page = http.client.HTTPConnection(live_server.thread.host, live_server.thread.port)
    page.request("GET", "/")
    assert page.getresponse().read()

    TransactionTestCase("__init__")._fixture_teardown()

    assert page.sock.recv(1) == b""
    page.close()
