"""A mailed link to one task ends, with all that it opened, by whatever it was mailed for."""

import re
from collections.abc import Callable

import pytest

from shared import clock, mongo
from shared.messaging import jobs
from tests.actors import PASSWORD
from tests.security.visiting import holder, is_nobody, link, opens, page, told
from tests.service.projects import telling
from tests.service.projects.telling import Cast

__all__ = ["told"]


def role_is_taken(told: Cast) -> None:
    """Somebody else administers the company and takes the role away."""
    code = telling.again(told.mentor).invites(kind="invitation", roles=["company_admin"])["code"]
    other = telling.entered(told.world, "王工", "wang@hengrui.example", code)
    path = f"/accounts/api/v1/organisations/{told.company}/members"
    mine = next(one for one in other.get(path)["items"] if one["person"] == told.mentor.person)
    body = {"roles": ["recruiter"]}
    other.put(f"/accounts/api/v1/memberships/{mine['id']}/roles", body, If_Match=f'"v{mine["version"]}"')


def is_suspended(told: Cast) -> None:
    path = f"/accounts/api/v1/people/{told.mentor.person}/standing"
    telling.again(told.operator).post(path, {"suspended": True, "reason": "R"})


def chooses_another_password(told: Cast) -> None:
    form = {"password": PASSWORD, "new_password": "another sentence of mine"}
    telling.again(told.mentor).send("/accounts/security/password", form)


def changes_the_address(told: Cast) -> None:
    body = {"mail": "zhou@new.example", "password": PASSWORD}
    telling.again(told.mentor).post("/accounts/api/v1/me/mail", body, status=202)
    told.world.settle()
    found = re.search(r"/accounts/address/([\w-]+)", told.world.mails()[-1])
    assert found
    told.mentor.post("/accounts/api/v1/me/mail/confirm", {"link": found[1]})


def signs_out_everywhere(told: Cast) -> None:
    telling.again(told.mentor).call("DELETE", "/accounts/api/v1/sessions")


def sets_up_a_second_step(told: Cast) -> None:
    telling.again(told.mentor).sets_up_second_step(password=PASSWORD)


def does_the_task(told: Cast) -> None:
    judged = {
        "criteria.0.met": "no",
        "criteria.0.reason": "R",
        "criteria.1.met": "yes",
        "reason": "Once more.",
    }
    telling.again(told.mentor).send(page(told), judged | {"decision": "rework"})


@pytest.mark.parametrize(
    "act",
    [role_is_taken, is_suspended, chooses_another_password, changes_the_address, signs_out_everywhere,
     sets_up_a_second_step, does_the_task],
)  # fmt: skip
def test_it_and_what_it_opened_end_with_what_it_was_mailed_for(
    told: Cast, act: Callable[[Cast], None]
) -> None:
    who = opens(told)
    second = mailed_again(told)
    act(told)
    told.world.settle()
    assert is_nobody(who, page(told))
    who.http.call("GET", f"/accounts/renew?next={page(told)}")
    assert is_nobody(who, page(told)), "renewing does not bring it back"
    holder(told).page(second, status=404)


def mailed_again(told: Cast) -> str:
    """The reminder, now."""
    before = link(told)
    with mongo.serving("accounts"):
        item = mongo.collection("items").find_one({"kind": "milestone_review", "role": "mentor"})
        assert item is not None
        mongo.run_in_transaction(
            lambda: jobs.add("reminder_mail", item["_id"], clock.now(), person=told.mentor.person)
        )
    after = link(told)
    assert after != before
    return after
