"""The one place where the product calls an address that somebody typed or configured.

Only https, only hosts that the operator allowed. The name is resolved once; when one of its addresses is not of
the public internet nothing is called (unless the operator named that network); the connection goes to the address
that was looked at, with the name for TLS. Redirects are not followed, proxies of the environment not used, answers
not unpacked. All of it together has ``SECONDS``, an answer ``MOST_BYTES`` or what its reader takes.

Neither error tells the address: the path of a robot's address is a secret.
"""

import io
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

SECONDS = 5.0
MOST_BYTES = 1_000_000
_PORT = 443
_NAT64 = ip_network("64:ff9b::/96")

Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], list[str]]


class Refused(Exception):
    """The address may not be called, now or later; nothing was sent."""


class Failed(Exception):
    """The call was tried and gave no whole answer; it may be tried again."""


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def resolved(host: str, port: int) -> list[str]:
    """Addresses of a name. Raises OSError when there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True)
class Outbound:
    """``hosts``: names that may be called, "name" (port 443) or "name:port", in lower case.

    ``networks``: those that are not of the public internet and may be called all the same; by default none.
    """

    hosts: frozenset[str]
    networks: tuple[Network, ...] = ()
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    resolve: Resolve = resolved

    def check(self, url: str) -> SplitResult:
        """Raises Refused unless the address is one that may be called, as far as it tells by itself."""
        try:
            parts = urlsplit(url)
            port = parts.port or _PORT
        except ValueError:
            raise Refused("The address cannot be read.") from None
        if parts.scheme != "https":
            raise Refused("The address does not begin with https://.")
        if not url.isascii() or not url.isprintable() or " " in url or "\\" in url or "@" in parts.netloc:
            raise Refused("The address has signs that do not belong there.")
        named = (
            {parts.hostname, f"{parts.hostname}:{port}"} if port == _PORT else {f"{parts.hostname}:{port}"}
        )
        if not named & self.hosts:
            raise Refused("The operator does not allow this host.")
        return parts

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """The answer, whatever its status. Raises Refused or Failed."""
        return self._call("POST", url, body, headers, MOST_BYTES)

    def get(self, url: str, headers: Mapping[str, str], most: int = MOST_BYTES) -> Answer:
        """The same, for what is only read; of at most ``most`` bytes."""
        return self._call("GET", url, None, headers, most)

    def _call(
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], most: int
    ) -> Answer:
        parts = self.check(url)
        deadline = time.monotonic() + SECONDS
        host, port = str(parts.hostname), parts.port or _PORT
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            with self._connect(host, port, deadline) as sock:
                connection = HTTPConnection(host, port)
                connection.sock = _Wire(sock, deadline)
                connection.request(method, target, body, {**headers, "Connection": "close"})
                response = connection.getresponse()
                content = response.read(most + 1)
        except (OSError, HTTPException) as error:
            raise Failed(f"There was no whole answer ({type(error).__name__}).") from None
        if len(content) > most:
            raise Failed("The answer is too large.")
        return Answer(response.status, content)

    def _connect(self, host: str, port: int, deadline: float) -> ssl.SSLSocket:
        addresses = self.resolve(host, port)
        if not addresses or not all(self._may_reach(address) for address in addresses):
            raise Refused("The name leads to an address that is not of the public internet.")
        plain = socket.create_connection((addresses[0], port), _left(deadline))
        try:
            plain.settimeout(_left(deadline))
            return self.trust.wrap_socket(plain, server_hostname=host)
        except OSError:
            plain.close()
            raise

    def _may_reach(self, text: str) -> bool:
        address = ip_address(text)
        if any(address in network for network in self.networks):
            return True
        if isinstance(address, IPv6Address):
            inner = address.ipv4_mapped or address.sixtofour or address.teredo
            if inner or address in _NAT64 or address.is_site_local:
                return False
        return address.is_global and not address.is_multicast and not address.is_reserved


class _Wire:
    """What HTTPConnection needs of a socket; each part that comes or goes has only what is left of the time."""

    def __init__(self, sock: ssl.SSLSocket, deadline: float) -> None:
        self.sock, self.deadline = sock, deadline

    def sendall(self, data: bytes) -> None:
        self.sock.settimeout(_left(self.deadline))
        self.sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self.sock, self.deadline))

    def close(self) -> None:
        """HTTPConnection lets go before the answer is read; ``post`` closes."""


class _Reader(io.RawIOBase):
    def __init__(self, sock: ssl.SSLSocket, deadline: float) -> None:
        self.sock, self.deadline = sock, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        self.sock.settimeout(_left(self.deadline))
        return self.sock.recv_into(buffer)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
