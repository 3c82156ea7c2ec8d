"""Checkpoints stamped by an authority outside: a real one of OpenSSL's, behind TLS, that this test runs."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext, create_default_context

import pytest

from services.portfolio.stamping import Authority, NotStamped, authority
from services.portfolio.usecases import anchoring, auditing
from shared import clock, mongo
from shared.config import Settings, SettingsError
from shared.messaging import jobs
from shared.outbound import Outbound, Refused
from tests import tls
from tests.actors import Actor
from tests.service.portfolio.conftest import Stage
from tests.unit.shared.test_outbound import LOOPBACK

CONFIG = """
[tsa]
default_tsa = own
[own]
dir = {folder}
serial = $dir/serial
signer_cert = $dir/tsa.pem
signer_key = $dir/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
[leaf]
extendedKeyUsage = critical, timeStamping
"""
COMMANDS = (
    "req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=root",
    "req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=tsa",
    "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 2 -extfile tsa.cnf"
    " -extensions leaf",
)


def openssl(folder: Path, command: str) -> None:
    subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing: apt-get install openssl")
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    for command in COMMANDS:
        openssl(folder, command)
    return folder


class Stamps(BaseHTTPRequestHandler):
    server: "Server"

    def do_POST(self) -> None:
        assert self.headers["Content-Type"] == "application/timestamp-query"
        folder = self.server.folder
        (folder / "query").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.server.says:
            openssl(folder, "ts -reply -config tsa.cnf -queryfile query -out reply")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.says or (folder / "reply").read_bytes())

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


class Server(ThreadingHTTPServer):
    """``says``: what it answers instead of a stamp."""

    def __init__(self, folder: Path, pem: Path) -> None:
        super().__init__(("127.0.0.1", 0), Stamps)
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.folder, self.says = folder, b""


@pytest.fixture
def server(keys: Path, tmp_path: Path) -> Iterator[Server]:
    made = Server(keys, tls.certificate(tmp_path, "tsa.example"))
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def outside(server: Server, keys: Path, tmp_path: Path) -> Authority:
    host = f"tsa.example:{server.server_port}"
    trust = create_default_context(cafile=tmp_path / "server.pem")
    reach = Outbound(frozenset({host}), LOOPBACK, trust, lambda *_: ["127.0.0.1"])
    return Authority(f"https://{host}/", (keys / "ca.pem").read_bytes(), reach)


def anchor(stage: Stage, outside: Authority) -> None:
    with mongo.serving("portfolio"):
        mongo.run_in_transaction(lambda: anchoring.due(clock.now()))
        kinds = anchoring.work(lambda: outside)
        while job := jobs.take(kinds, clock.now()):
            jobs.run(job, kinds, clock.now)


def test_the_last_checkpoint_is_stamped_and_the_audit_checks_it(
    stage: Stage, outside: Authority, keys: Path
) -> None:
    stage.issues()
    assert authority(stage.world.settings["portfolio"]) is None
    assert stage.world.count("portfolio", "timers", {"kind": anchoring.ANCHOR}) == 0, (
        "without one nothing leaves"
    )
    anchor(stage, outside)
    visitor = Actor(stage.world.client(), "somebody", "")
    stamp = stage.world.client().client.get("/portfolio/log/checkpoint/1/stamp").get_data()
    outside.check(stamp, visitor.get("/portfolio/log/checkpoint/1"))
    (keys / "note").write_text(visitor.get("/portfolio/log/checkpoint/1"))
    (keys / "stamp").write_bytes(stamp)
    openssl(keys, "ts -verify -data note -in stamp -CAfile ca.pem")
    assert "Stamped outside" in visitor.page("/portfolio/log")
    settings = stage.world.settings["portfolio"]
    with mongo.serving("portfolio"):
        report = auditing.audit(settings, by=outside)
        assert (report.broken, report.anchored) == (None, 1)
        broken = {"stamp": stamp[:-9] + bytes(9)}
        mongo.collection("log_checkpoints").update_one({"_id": 1}, {"$set": broken})
        assert "entry 0: the time stamp" in (auditing.audit(settings, by=outside).broken or "")


def test_what_is_no_stamp_of_this_authority_is_none(outside: Authority, server: Server) -> None:
    note = "log\n1\nAAAA\n"
    stamp = outside.stamp(note)
    with pytest.raises(NotStamped):
        outside.check(stamp, note + "x")
    server.says = stamp
    with pytest.raises(NotStamped, match="another request"):
        outside.stamp(note)
    server.says = b"no stamp at all"
    with pytest.raises(NotStamped):
        outside.stamp(note)
    elsewhere = Authority("https://elsewhere.example/", outside.roots, outside.reach)
    with pytest.raises(Refused):
        elsewhere.stamp(note)


def test_an_authority_needs_its_roots() -> None:
    env = {"MONGODB_URI": "mongodb://x", "KAFKA_BOOTSTRAP_SERVERS": "x:1", "TSA_URL": "https://tsa.example"}
    with pytest.raises(SettingsError, match="TSA_ROOTS"):
        Settings.from_env("portfolio", env)
