"""The services of robots, as far as a message needs them: a real server with TLS that speaks their four forms.

Each checks what its documentation says that it checks, and answers as it says: three of them always 200.
"""

import hmac
import json
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext, create_default_context
from typing import Any
from urllib.parse import parse_qs, urlsplit

from services.accounts.sms import Gateway
from shared.outbound import Outbound
from tests import tls
from tests.unit.shared.test_outbound import LOOPBACK

HOSTS = {"wecom": "qyapi.weixin.example", "dingtalk": "oapi.dingtalk.example", "feishu": "open.feishu.example",
         "slack": "hooks.slack.example"}  # fmt: skip
PATHS = {"wecom": "/cgi-bin/webhook/send?key=K3Y", "dingtalk": "/robot/send?access_token=T0KEN",
         "feishu": "/open-apis/bot/v2/hook/H00K", "slack": "/services/T0/B0/S3CRET"}  # fmt: skip
SECRET = "SEC of the robot"
GATEWAY = "sms.example"


class Robots(ThreadingHTTPServer):
    """``taken``: (form, text) of what has come. ``status``: what it answers instead, once it is set."""

    daemon_threads = True

    def __init__(self, pem: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.taken: list[tuple[str, str]] = []
        self.signed: set[str] = set()
        self.status = 200
        trust = create_default_context(cafile=pem)
        hosts = frozenset(f"{host}:{self.server_port}" for host in HOSTS.values())
        self.reach = Outbound(hosts, LOOPBACK, trust, lambda host, port: ["127.0.0.1"])
        mine = frozenset({f"{GATEWAY}:{self.server_port}"})
        place = f"https://{GATEWAY}:{self.server_port}/send?to={{to}}&key={{secret}}"
        self.gateway = Gateway(
            place, "p&ss", Outbound(mine, LOOPBACK, trust, lambda host, port: ["127.0.0.1"])
        )

    def url(self, form: str) -> str:
        return f"https://{HOSTS[form]}:{self.server_port}{PATHS[form]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up is not this server's affair."""


class _Handler(BaseHTTPRequestHandler):
    server: Robots

    def do_POST(self) -> None:
        assert self.headers["Content-Type"].startswith("application/json")
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        known = HOSTS | {"sms": GATEWAY}
        form = next(one for one in known if self.headers["Host"].startswith(known[one]))
        status, said = getattr(self, f"_{form}")(sent, parse_qs(urlsplit(self.path).query))
        if self.server.status != 200:
            status, said = self.server.status, b"later"
        self.send_response(status)
        self.end_headers()
        self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

    def _took(self, form: str, text: str) -> None:
        if self.server.status == 200:
            self.server.taken.append((form, text))

    def _wecom(self, sent: dict[str, Any], query: dict[str, list[str]]) -> tuple[int, Any]:
        if query.get("key") != ["K3Y"]:
            return 200, {"errcode": 93000, "errmsg": "invalid webhook url"}
        assert set(sent) == {"msgtype", "text"}
        assert sent["msgtype"] == "text"
        assert len(sent["text"]["content"].encode()) <= 2048
        self._took("wecom", sent["text"]["content"])
        return 200, {"errcode": 0, "errmsg": "ok"}

    def _dingtalk(self, sent: dict[str, Any], query: dict[str, list[str]]) -> tuple[int, Any]:
        if query.get("access_token") != ["T0KEN"]:
            return 200, {"errcode": 300001, "errmsg": "token is not exist"}
        if "dingtalk" in self.server.signed:
            moment = query.get("timestamp", [""])[0]
            wanted = hmac.new(SECRET.encode(), f"{moment}\n{SECRET}".encode(), "sha256").digest()
            if len(moment) != 13 or query.get("sign") != [b64encode(wanted).decode()]:
                return 200, {"errcode": 310000, "errmsg": "sign not match"}
        assert set(sent) == {"msgtype", "text"}
        self._took("dingtalk", sent["text"]["content"])
        return 200, {"errcode": 0, "errmsg": "ok"}

    def _feishu(self, sent: dict[str, Any], query: dict[str, list[str]]) -> tuple[int, Any]:
        if "feishu" in self.server.signed:
            moment = sent.get("timestamp", "")
            wanted = hmac.new(f"{moment}\n{SECRET}".encode(), b"", "sha256").digest()
            if len(moment) != 10 or sent.get("sign") != b64encode(wanted).decode():
                return 200, {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}
        assert sent["msg_type"] == "text"
        self._took("feishu", sent["content"]["text"])
        return 200, {"code": 0, "msg": "success", "data": {}}

    def _slack(self, sent: dict[str, Any], query: dict[str, list[str]]) -> tuple[int, Any]:
        if self.path != PATHS["slack"]:
            return 404, b"no_service"
        assert set(sent) == {"text"}
        self._took("slack", sent["text"])
        return 200, b"ok"

    def _sms(self, sent: dict[str, Any], query: dict[str, list[str]]) -> tuple[int, Any]:
        if query.get("key") != ["p&ss"] or self.headers["Authorization"] != "Bearer p&ss":
            return 403, b""
        assert query["to"] == [sent["to"]]
        self._took(sent["to"], sent["text"])
        return 202, b""

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running(folder: Path) -> Iterator[Robots]:
    with Robots(tls.certificate(folder, *HOSTS.values(), GATEWAY)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
