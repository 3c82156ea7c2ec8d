"""Calls to addresses that somebody typed: what is called, what never is, and what an answer may cost.

The server is a real one with TLS on 127.0.0.1; only ``reaching`` allows that network.
"""

import gzip
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from pathlib import Path

import pytest

from shared import outbound
from shared.outbound import MOST_BYTES, Failed, Outbound, Refused
from tests import tls

LOOPBACK = (ip_network("127.0.0.0/8"),)
NAME = "robot.example"


class Server(ThreadingHTTPServer):
    """Counts what reaches it; ``over`` ends the answer that drips."""

    daemon_threads = True

    def __init__(self, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.calls: list[tuple[str, bytes]] = []
        self.over = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is what these tests are about."""


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.calls.append((self.path, sent))
        if self.path == "/drip":
            while not self.server.over.wait(0.02):
                self.wfile.write(b"x")
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write({"/large": b"x" * (MOST_BYTES + 1), "/packed": PACKED}.get(self.path, b"done"))

    def do_GET(self) -> None:
        self.server.calls.append((self.path, b""))
        self.send_response(302 if self.path == "/away" else 200)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"x" * int(self.headers.get("X-Size", "4")))

    def log_message(self, format: str, *args: object) -> None:
        pass


PACKED = gzip.compress(b"\0" * 20_000_000)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tls.certificate(tmp_path_factory.mktemp("tls"), NAME)


@pytest.fixture
def server(certificate: Path) -> Iterator[Server]:
    with Server(certificate) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.over.set()
        running.shutdown()
        thread.join()


@pytest.fixture
def reaching(server: Server, certificate: Path) -> Outbound:
    hosts = frozenset({f"{NAME}:{server.server_port}"})
    trust = ssl.create_default_context(cafile=certificate)
    return Outbound(hosts, LOOPBACK, trust, lambda host, port: ["127.0.0.1"])


def url(server: Server, path: str) -> str:
    return f"https://{NAME}:{server.server_port}{path}"


def test_the_body_goes_to_the_address_with_its_query(server: Server, reaching: Outbound) -> None:
    answer = reaching.post(url(server, "/hook?key=1"), b"{}", {"Content-Type": "application/json"})
    assert (answer.status, answer.body) == (200, b"done")
    assert server.calls == [("/hook?key=1", b"{}")]


def test_a_redirect_is_an_answer_and_not_followed(server: Server, reaching: Outbound) -> None:
    assert reaching.post(url(server, "/away"), b"{}", {}).status == 302
    assert [path for path, _ in server.calls] == ["/away"]


def test_a_large_answer_is_refused_and_a_packed_one_stays_packed(server: Server, reaching: Outbound) -> None:
    with pytest.raises(Failed, match="too large"):
        reaching.post(url(server, "/large"), b"{}", {})
    assert reaching.post(url(server, "/packed"), b"{}", {}).body == PACKED


def test_what_is_read_is_asked_for_once_and_of_no_more_than_its_reader_takes(
    server: Server, reaching: Outbound
) -> None:
    assert reaching.get(url(server, "/did.json"), {}, most=4).body == b"xxxx"
    assert reaching.get(url(server, "/away"), {}).status == 302
    with pytest.raises(Failed, match="too large"):
        reaching.get(url(server, "/did.json"), {"X-Size": "5"}, most=4)
    assert [path for path, _ in server.calls] == ["/did.json", "/away", "/did.json"]


def test_an_answer_that_drips_ends_with_the_time(
    server: Server, reaching: Outbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound, "SECONDS", 0.5)
    with pytest.raises(Failed, match="TimeoutError"):
        reaching.post(url(server, "/drip"), b"{}", {})


def test_a_proxy_of_the_environment_is_not_asked(
    server: Server, reaching: Outbound, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert reaching.post(url(server, "/hook"), b"{}", {}).status == 200


def test_a_certificate_that_nobody_trusts_or_of_another_name_ends_the_call(
    server: Server, reaching: Outbound
) -> None:
    here = reaching.resolve
    with pytest.raises(Failed, match="SSLCertVerificationError"):
        Outbound(reaching.hosts, LOOPBACK, resolve=here).post(url(server, "/hook"), b"{}", {})
    other = f"other.example:{server.server_port}"
    with pytest.raises(Failed, match="SSLCertVerificationError"):
        Outbound(frozenset({other}), LOOPBACK, reaching.trust, here).post(f"https://{other}/", b"{}", {})
    assert server.calls == []


ADDRESSES = (
    "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1 "
    "255.255.255.255 ::1 :: fe80::1 fc00::1 fec0::1 ff02::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 2002:7f00:1::1 "
    "64:ff9b::7f00:1 2001:0:4136:e378::1"
)


@pytest.mark.parametrize("address", ADDRESSES.split())
def test_a_name_that_leads_inside_is_never_called(server: Server, reaching: Outbound, address: str) -> None:
    inside = Outbound(reaching.hosts, (), reaching.trust, lambda host, port: ["8.8.8.8", address])
    with pytest.raises(Refused, match="public internet"):
        inside.post(url(server, "/hook"), b"{}", {})
    assert server.calls == []


def test_a_name_is_resolved_once_so_that_it_cannot_lead_elsewhere(server: Server, reaching: Outbound) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    rebinding = Outbound(reaching.hosts, LOOPBACK, reaching.trust, lambda host, port: next(answers))
    assert rebinding.post(url(server, "/hook"), b"{}", {}).status == 200
    assert next(answers) == ["127.0.0.2"], "the name was asked for a second time"


@pytest.mark.parametrize(
    "typed",
    [
        "http://robot.example/x",
        "ftp://robot.example/x",
        "//robot.example/x",
        "https://other.example/x",
        "https://robot.example.evil.example/x",
        "https://robot.example:8443/x",
        "https://robot.example:99999/x",
        "https://robot.example@127.0.0.1/x",
        "https://127.0.0.1@robot.example/x",
        "https://robot.example\\@127.0.0.1/x",
        "https://robot.example/x y",
        "https://robot.example/x\r\nHost:evil.example",
        "https://2130706433/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://[::1/x",
        "https://\uff52obot.example/x",
        "https:///x",
        "",
    ],
)
def test_other_addresses_are_refused_before_anything_is_resolved(typed: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} was resolved")

    with pytest.raises(Refused):
        Outbound(frozenset({NAME}), resolve=resolve).post(typed, b"{}", {})
