"""The web server of a school, as far as its key document needs it: a real one with TLS, called by its domain."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext, SSLSocket, create_default_context
from typing import Any

from shared.outbound import Network, Outbound
from tests import tls
from tests.unit.shared.test_outbound import LOOPBACK

DOMAIN = "qinglan.example"
PATH = "/.well-known/did.json"


@dataclass(frozen=True)
class Here(Outbound):
    """What differs from the internet: the port, and where names lead."""

    port: int = 443

    def _connect(self, host: str, port: int, deadline: float) -> SSLSocket:
        assert port == 443
        return super()._connect(host, self.port, deadline)


class Site(ThreadingHTTPServer):
    """``body`` is what stands at the path; ``calls`` are the paths that were asked for."""

    daemon_threads = True

    def __init__(self, pem: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.trust = create_default_context(cafile=pem)
        self.status, self.body = 404, b""
        self.drips = False
        self.over = threading.Event()
        self.calls: list[str] = []
        self.networks: tuple[Network, ...] = LOOPBACK

    def publishes(self, document: Any, status: int = 200) -> None:
        self.status = status
        self.body = document if isinstance(document, bytes) else json.dumps(document).encode()

    def reach(self, domain: str) -> Outbound:
        return Here(
            frozenset({domain}), self.networks, self.trust, lambda host, port: ["127.0.0.1"],
            port=self.server_port,
        )  # fmt: skip

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up is not this server's affair."""


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.calls.append(self.path)
        while self.server.drips and not self.server.over.wait(0.02):
            self.wfile.write(b"x")
        self.send_response(self.server.status if self.path == PATH else 200)
        if 300 <= self.server.status < 400:
            self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    with Site(tls.certificate(folder, DOMAIN)) as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield site
        site.over.set()
        site.shutdown()
        thread.join()
