"""A command on its way: its head and half of its body are with the service, the rest comes when a test likes."""

import http.client
import json
import socket
import uuid
from dataclasses import dataclass
from typing import Any

from deploy.local.stack import Stack
from tests.faults.ledger import ORGANISATIONS, Ledger

ANSWER_SECONDS = 20.0


@dataclass
class HalfSent:
    """At the service's own socket, as nginx hands over what streams through."""

    connection: socket.socket
    rest: bytes
    name: str

    @classmethod
    def begin(cls, stack: Stack, ledger: Ledger) -> "HalfSent":
        """An operator makes an organisation. Returns when a thread of the service reads the body."""
        key = uuid.uuid4().hex
        name = f"Fault {key}"
        body = json.dumps({"name": name, "kind": "school", "region": "cn"}).encode()
        head = (
            f"POST {ORGANISATIONS} HTTP/1.1\r\nHost: {stack.url.removeprefix('http://')}\r\n"
            f"Authorization: Bearer {ledger.operator}\r\nIdempotency-Key: {key}\r\nExpect: 100-continue\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(ANSWER_SECONDS)
        connection.connect(str(stack.settings.run / "accounts.sock"))
        connection.sendall(head.encode())
        # the service asks for the body when the request has a thread
        assert connection.recv(1024).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body[:10])
        ledger.organisations[key] = False
        return cls(connection, body[10:], name)

    def end(self) -> tuple[int, Any]:
        """Send the rest; returns (status, the answer's JSON)."""
        with self.connection:
            self.connection.sendall(self.rest)
            answer = http.client.HTTPResponse(self.connection)
            answer.begin()
            return answer.status, json.loads(answer.read())
