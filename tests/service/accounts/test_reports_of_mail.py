"""What comes back by mail (RFC 3464) marks an address only when it proves that a mail of ours went there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from services.accounts import bounces, jobs
from services.accounts.store import people
from shared import clock, mongo
from shared.config import Settings
from shared.keys import Keeper
from shared.messaging.jobs import Job
from tests.actors import PASSWORD
from tests.service.accounts import smtp
from tests.service.accounts.conftest import Cast
from tests.service.stage import OneProcess
from tests.world import World

HOME, GONE = "/accounts/home", "come back since"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def server() -> Iterator[smtp.MailServer]:
    with smtp.running() as found:
        yield found


@pytest.fixture
def settings(world: World) -> Settings:
    return replace(world.settings["accounts"], bounce_address="bounces@shixun.example")


def report(
    to: str, about: str, status: str = "5.1.1", action: str = "failed", returned: str = "", name: str = "To"
) -> bytes:
    """As Postfix writes it."""
    return f"""\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
{name}: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b0"

--b0
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

The mail system <{about}>: host mx.example said: 550 {status} no such user

--b0
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Mon,  4 May 2026 09:30:00 +0000 (UTC)

Final-Recipient: rfc822; {about}
Original-Recipient: rfc822;{about}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--b0
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Shixun <no-reply@shixun.example>
To: {returned or about}
Subject: Reminder

--b0--
""".encode()


def gone(raw: bytes, settings: Settings) -> str | None:
    return bounces.gone(raw, settings, clock.now())


def path(to: str, settings: Settings) -> str:
    found = bounces.return_path(to, clock.now(), settings)
    assert found
    return found


def test_a_mail_leaves_with_a_return_path_of_its_own(
    cast: Cast, server: smtp.MailServer, settings: Settings
) -> None:
    sends = replace(settings, mail_url=f"smtp://127.0.0.1:{server.port}")
    with mongo.serving("accounts"):
        jobs.kinds(sends)["reset_mail"].perform(
            Job("m1", "reset_mail", cast.boss.person, {}, 1, "x"), clock.now()
        )
    [sender] = server.senders
    assert sender == path(cast.boss.mail, settings)
    local, _, domain = sender.partition("@")
    assert local.startswith("bounces+")
    assert len(local) <= 64, "RFC 5321, 4.5.3.1.1"
    assert domain == "shixun.example"
    assert gone(report(sender, cast.boss.mail), settings) == cast.boss.mail
    assert gone(report(sender.upper(), cast.boss.mail), settings) == cast.boss.mail


def test_nothing_is_changed_where_the_operator_reads_no_reports(world: World) -> None:
    assert bounces.return_path("zhou@hengrui.example", clock.now(), world.settings["accounts"]) is None


A, B = "zhou@hengrui.example", "chen@qinglan.example"


def test_a_forged_report_marks_nobody(settings: Settings) -> None:
    """Neither without a return path, nor by that of another's mail, nor by one that was guessed."""
    mine = path(B, settings)
    guessed = mine.replace(mine[-40:-20], "a" * 20)
    for to in ("bounces@shixun.example", mine, guessed, "no-reply@shixun.example"):
        assert gone(report(to, A), settings) is None, to
        assert gone(report(to, A, returned=A), settings) is None, to


def test_a_return_path_is_good_for_two_weeks_and_by_the_key_of_this_place(
    world: World, settings: Settings, tmp_path: Path
) -> None:
    raw = report(path(A, settings), A)
    elsewhere = replace(settings, keys_dir=tmp_path)
    Keeper.prepare(tmp_path / "accounts", "bounces")
    assert gone(raw, elsewhere) is None
    (world.folder / "clock").write_text(str(timedelta(days=14).total_seconds()))
    assert gone(raw, settings) == A
    (world.folder / "clock").write_text(str(timedelta(days=15, hours=1).total_seconds()))
    assert gone(raw, settings) is None


@pytest.mark.parametrize(
    ("status", "action"),
    [("4.4.1", "failed"), ("5.7.1", "failed"), ("5.2.2", "failed"), ("5.1.1", "delayed"), ("2.0.0", "delivered"),
     ("", "failed")],
)  # fmt: skip
def test_what_is_not_about_an_address_that_is_gone_marks_nobody(
    settings: Settings, status: str, action: str
) -> None:
    assert gone(report(path(A, settings), A, status, action), settings) is None


def test_the_address_behind_an_alias_is_that_of_the_mail_which_came_back(settings: Settings) -> None:
    to = path(A, settings)
    assert gone(report(to, "box17@elsewhere.example", returned=A), settings) == A
    assert gone(report(to, "box17@elsewhere.example", returned=A, name="Delivered-To"), settings) == A


@pytest.mark.parametrize("kept", ["lei@例子.中国", "lei@xn--fsqu00a.xn--fiqs8s"])
@pytest.mark.parametrize("named", ["lei@xn--fsqu00a.xn--fiqs8s", "Lei@XN--FSQU00A.xn--fiqs8s"])
def test_a_domain_in_other_letters_is_the_same_in_the_report(
    cast: Cast, settings: Settings, kept: str, named: str
) -> None:
    """A server names the address as the name system does, whatever its owner typed."""
    asked = {"mail": kept, "password": PASSWORD}
    cast.boss.post("/accounts/api/v1/me/mail", asked, status=202)
    link = OneProcess(cast.world).mail_to(kept).partition("/accounts/address/")[2].split()[0]
    cast.boss.post("/accounts/api/v1/me/mail/confirm", {"link": link})
    to = path(kept, settings)
    assert to == path(named, settings)
    about = gone(report(to, named), settings)
    assert about is not None
    with mongo.serving("accounts"):
        assert people.note_bounce(about, clock.now())
    assert GONE in cast.boss.page(HOME)


NESTED = b"Content-Type: multipart/report; boundary=b\n\n" + b"".join(
    b"--b%s\nContent-Type: multipart/mixed; boundary=b%s\n\n" % (b"b" * n, b"b" * (n + 1)) for n in range(600)
)


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0" * 1000, b"hello", b"To: x\n\n" + b"a" * 2_000_000, NESTED,
     b"Content-Type: multipart/report; boundary=\"\"\n\n", b"To: =?bad?q?=\nContent-Type: multipart/report\n\nx",
     b"Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n"],
    ids=range(8),
)  # fmt: skip
def test_what_is_no_report_is_let_go(settings: Settings, raw: bytes) -> None:
    assert gone(raw, settings) is None


def test_the_command_marks_the_address_and_says_no_address(cast: Cast, settings: Settings) -> None:
    answer = piped(cast.world, report(path(cast.boss.mail, settings), cast.boss.mail))
    assert answer == (0, "the address is marked\n")
    assert GONE in cast.boss.page(HOME)
    assert GONE not in cast.admin.page(HOME)
    assert piped(cast.world, report("bounces@shixun.example", cast.admin.mail)) == (
        0, "not a report about a mail of ours\n",
    )  # fmt: skip
    assert GONE not in cast.admin.page(HOME)


def piped(world: World, raw: bytes) -> tuple[int, str]:
    """As a mail server runs it: (exit status, what it says)."""
    known = world.settings["accounts"]
    env = os.environ | {
        "MONGODB_URI": known.mongodb_uri, "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "KEYS_DIR": str(known.keys_dir),
        "PUBLIC_URL": known.public_url, "NAME_PREFIX": known.name_prefix, "BOUNCE_ADDRESS": "bounces@shixun.example",
    }  # fmt: skip
    command = [sys.executable, "-m", "services.accounts", "bounce"]
    ran = subprocess.run(command, cwd=ROOT, env=env, input=raw, capture_output=True, timeout=60)
    assert b"@" not in ran.stderr, ran.stderr
    return ran.returncode, ran.stdout.decode()
