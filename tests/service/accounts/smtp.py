"""A mail server that takes what it likes: SMTP as far as a client needs it (RFC 5321), with TLS and a login where it
has a certificate (RFC 3207, RFC 8314, RFC 4954)."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class MailServer:
    """``answers`` to RCPT by address; to others 250. ``taken``: the mails, as they came; ``senders``: whose;
    ``logins``: (name, password, whether under TLS)."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    logins: list[tuple[str, str, bool]] = field(default_factory=list)

    def answer(self, line: str) -> str:
        if line.upper().startswith("MAIL"):
            self.senders.append(line.partition("<")[2].partition(">")[0])
        if line.upper().startswith("RCPT"):
            return self.answers.get(line.partition("<")[2].partition(">")[0], "250 OK")
        return {"DATA": "354 go on", "QUIT": "221 bye"}.get(line.upper(), "250 OK")


@contextmanager
def running(pem: Path | None = None, *, at_once: bool = False) -> Iterator[MailServer]:
    """``pem``: key and certificate, for STARTTLS, or TLS from the first byte (``at_once``)."""
    server = MailServer()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if pem:
        tls.load_cert_chain(pem)

    class Talk(socketserver.StreamRequestHandler):
        secure = False

        def encrypt(self) -> None:
            self.request = tls.wrap_socket(self.request, server_side=True)
            self.setup()
            self.secure = True

        def answer(self, line: str) -> str:
            word, _, rest = line.partition(" ")
            if word.upper() == "EHLO" and pem:
                return (
                    "250-here\r\n250 AUTH PLAIN"
                    if self.secure
                    else "250-here\r\n250-AUTH PLAIN\r\n250 STARTTLS"
                )
            if word.upper() == "AUTH":
                _, name, password = base64.b64decode(rest.split(" ")[1]).decode().split("\0")
                server.logins.append((name, password, self.secure))
                return "235 welcome"
            return "220 go on" if line.upper() == "STARTTLS" else server.answer(line)

        def finish(self) -> None:
            super().finish()
            self.request.close()

        def handle(self) -> None:
            with suppress(ssl.SSLError, ConnectionError):  # of who does not trust the certificate
                self.talk()

        def talk(self) -> None:
            if at_once:
                self.encrypt()
            self.say("220 here")
            for line in iter(lambda: self.rfile.readline().decode().strip(), "QUIT"):
                self.say(self.answer(line))
                if line.upper() == "STARTTLS":
                    self.encrypt()
                if line.upper() == "DATA":
                    server.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                    self.say("250 taken")
                if not line:
                    return
            self.say("221 bye")

        def say(self, text: str) -> None:
            self.wfile.write(text.encode() + b"\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as listening:
        server.port = listening.server_address[1]
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        listening.shutdown()
        thread.join()
