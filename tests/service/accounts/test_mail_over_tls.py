"""Mails leave by a server that asks for a name and a password: under TLS, to who it says it is, or not at all; and to
domains in any letters."""

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


def sends_to_a_domain_in_other_letters(port: int) -> None:
    env = {"MONGODB_URI": "mongodb://127.0.0.1:1", "KAFKA_BOOTSTRAP_SERVERS": "x"}
    env |= {"MAIL_URL": f"smtp://localhost:{port}", "PUBLIC_URL": "http://127.0.0.1:8080"}
    settings = Settings.from_env("accounts", env)
    message = mailer.compose("lei@例子.中国", "Hello", ["Hello"], "en", settings, "m1", AT, run_by=None)
    mailer.send(message, settings)


def test_a_domain_in_other_letters_is_reached_by_its_name_in_the_name_system_without_smtputf8() -> None:
    with smtp.running() as server:
        sends_to_a_domain_in_other_letters(server.port)
    assert b"To: lei@xn--fsqu00a.xn--fiqs8s" in server.taken[0]


def test_who_cannot_be_reached_there_is_named_as_they_are_kept() -> None:
    with smtp.running() as server:
        server.answers["lei@xn--fsqu00a.xn--fiqs8s"] = "550 5.1.1 no such mailbox"
        with pytest.raises(mailer.Refused) as refused:
            sends_to_a_domain_in_other_letters(server.port)
    assert refused.value.to == "lei@例子.中国"
