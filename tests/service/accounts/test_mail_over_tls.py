"""Mails leave by a server that asks for a name and a password: under TLS, to who it says it is, or not at all."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.accounts import mailer
from shared.config import Settings
from tests import tls
from tests.service.accounts import smtp

NAME, PASSWORD = "shixun@qinglan.example", "p/w:1"
AT = datetime(2026, 11, 30, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tls.certificate(tmp_path_factory.mktemp("tls"), "localhost")


def sends(scheme: str, host: str, port: int) -> None:
    login = "shixun%40qinglan.example:p%2Fw%3A1"
    env = {"MONGODB_URI": "mongodb://127.0.0.1:1", "KAFKA_BOOTSTRAP_SERVERS": "x"}
    env |= {"MAIL_URL": f"{scheme}://{login}@{host}:{port}", "PUBLIC_URL": "http://127.0.0.1:8080"}
    settings = Settings.from_env("accounts", env)
    message = mailer.compose("lin@qinglan.example", "Hello", ["Hello"], "en", settings, "m1", AT, run_by=None)
    mailer.send(message, settings)


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
class TestUnderTls:
    def test_the_password_and_the_mail_are_encrypted(
        self, pem: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, at_once: bool
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        with smtp.running(pem, at_once=at_once) as server:
            sends(scheme, "localhost", server.port)
        assert server.logins == [(NAME, PASSWORD, True)]
        assert b"To: lin@qinglan.example" in server.taken[0]

    def test_a_server_that_nobody_vouches_for_learns_nothing(
        self, pem: Path, scheme: str, at_once: bool
    ) -> None:
        with smtp.running(pem, at_once=at_once) as server, pytest.raises(OSError, match="certificate"):
            sends(scheme, "localhost", server.port)
        assert (server.logins, server.taken) == ([], [])

    def test_nor_does_one_of_another_name(
        self, pem: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, at_once: bool
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(pem))
        with smtp.running(pem, at_once=at_once) as server, pytest.raises(OSError, match="certificate"):
            sends(scheme, "127.0.0.1", server.port)
        assert (server.logins, server.taken) == ([], [])


def test_a_server_without_tls_gets_no_password() -> None:
    with smtp.running() as server, pytest.raises(mailer.NotSent, match="TLS"):
        sends("smtp", "localhost", server.port)
    assert (server.logins, server.taken) == ([], [])
