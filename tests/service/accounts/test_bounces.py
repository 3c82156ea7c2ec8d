"""An address that takes no mail is marked and seen; what a server says for other reasons is tried again."""

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest

from services.accounts import jobs, mailer
from shared import clock, mongo
from shared.messaging.jobs import Job
from shared.mongo import run_in_transaction
from tests.actors import PASSWORD
from tests.service.accounts import smtp
from tests.service.accounts.conftest import Cast
from tests.service.accounts.others import opens
from tests.service.accounts.test_mails import chooses, mails_to, reminds

HOME, PAGE = "/accounts/home", "/accounts/mails"
GONE = "come back since"


@pytest.fixture
def server() -> Iterator[smtp.MailServer]:
    with smtp.running() as found:
        yield found


def mails(cast: Cast, server: smtp.MailServer, kind: str = "reset_mail") -> Any:
    """A job for the boss, performed with that server."""
    settings = replace(cast.world.settings["accounts"], mail_url=f"smtp://127.0.0.1:{server.port}")
    work = jobs.kinds(settings)[kind]
    with mongo.serving("accounts"):
        job = Job("m1", kind, subject_of(cast, kind), {"person": cast.boss.person}, 1, "x")
        done = work.perform(job, clock.now())
        run_in_transaction(lambda: work.finish(job, done, clock.now()))


def subject_of(cast: Cast, kind: str) -> str:
    return str(cast.boss.waiting()[0]["id"]) if kind == "reminder_mail" else cast.boss.person


def test_a_server_gets_both_parts_and_the_link_in_one_piece(cast: Cast, server: smtp.MailServer) -> None:
    opens(cast.world, person=cast.boss.person)
    cast.world.settle()
    mails(cast, server, "reminder_mail")
    taken = message_from_bytes(server.taken[0], policy=policy.default)
    assert taken["List-Unsubscribe"].startswith("<http://127.0.0.1:8080/accounts/mails/leave/")
    assert taken["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in taken.iter_parts()] == ["text/plain", "text/html"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("said", ["550 no such user", "550 5.1.1 no such user", "553 5.2.1 disabled"])
def test_an_address_that_takes_no_mail_is_marked_and_what_is_not_necessary_stops(
    cast: Cast, server: smtp.MailServer, said: str
) -> None:
    server.answers[cast.boss.mail] = said
    for _ in range(2):
        mails(cast, server)
    assert GONE in cast.boss.page(HOME)
    assert GONE in cast.boss.page(PAGE)
    reminds(cast.world, cast.boss)
    assert mails_to(cast.world, cast.boss) == []
    chooses(cast.boss, reminders="at_once")
    assert GONE not in cast.boss.page(HOME), "who saves says: try again"
    reminds(cast.world, cast.boss)
    assert len(mails_to(cast.world, cast.boss)) == 1


@pytest.mark.parametrize("said", ["450 later", "550 5.7.1 looks like spam", "552 too large", "421 closing"])
def test_what_is_not_about_the_mailbox_is_tried_again(cast: Cast, server: smtp.MailServer, said: str) -> None:
    server.answers[cast.boss.mail] = said
    with pytest.raises(mailer.NotSent) as refused:
        mails(cast, server)
    assert cast.boss.mail not in str(refused.value), "no log names an address"
    assert GONE not in cast.boss.page(HOME)


def test_an_address_that_is_nobodys_yet_ends_among_the_jobs_that_failed(
    cast: Cast, server: smtp.MailServer
) -> None:
    cast.boss.post("/accounts/api/v1/me/mail", {"mail": "zhou@new.example", "password": PASSWORD}, status=202)
    server.answers["zhou@new.example"] = "550 no such user"
    with pytest.raises(mailer.NotSent):
        mails(cast, server, "address_mail")
    assert GONE not in cast.boss.page(HOME)


def test_mails_that_are_necessary_are_still_tried(cast: Cast, server: smtp.MailServer) -> None:
    server.answers[cast.boss.mail] = "550 no such user"
    mails(cast, server)
    server.answers.clear()
    mails(cast, server)
    assert len(server.taken) == 1
