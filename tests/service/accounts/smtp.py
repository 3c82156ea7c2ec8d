"""A mail server that takes what it likes: SMTP as far as a client needs it (RFC 5321)."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class MailServer:
    """``answers`` to RCPT by address; to others 250. ``taken``: the mails, as they came; ``senders``: whose."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)

    def answer(self, line: str) -> str:
        if line.upper().startswith("MAIL"):
            self.senders.append(line.partition("<")[2].partition(">")[0])
        if line.upper().startswith("RCPT"):
            return self.answers.get(line.partition("<")[2].partition(">")[0], "250 OK")
        return {"DATA": "354 go on", "QUIT": "221 bye"}.get(line.upper(), "250 OK")


@contextmanager
def running() -> Iterator[MailServer]:
    server = MailServer()

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.say("220 here")
            for line in iter(lambda: self.rfile.readline().decode().strip(), "QUIT"):
                self.say(server.answer(line))
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
