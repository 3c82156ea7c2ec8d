"""Links that accounts mails, each out of the mail that brought it."""

import re

from shared import clock, mongo
from shared.ids import new_id
from shared.waiting import Wait, open_item
from tests.actors import PASSWORD, Actor
from tests.security.matrix.cast import Half
from tests.service.stage import OneProcess
from tests.world import World


def reset_link(world: World, actor: Actor) -> str:
    visitor = Actor(world.client(), "", "")
    visitor.token = re.search(r'name="csrf_token" value="([^"]*)"', visitor.page("/accounts/reset"))[1]  # type: ignore[index]
    visitor.send("/accounts/reset", {"mail": actor.mail})
    return _mailed(world, actor.mail, "reset")


def confirm_link(world: World, half: Half) -> str:
    late = Actor(world.client(), half.word("late"), f"late@{half.name}.example")
    late.joins(half.samples["join_code"])
    return _mailed(world, late.mail, "confirm")


def erasure_link(world: World, half: Half) -> str:
    """Somebody who began a company and thought better of it."""
    gone = Actor(world.client(), "Somebody", f"gone@{half.name}.example").signs_up("Not begun after all")
    answer = gone.post("/accounts/api/v1/me/erase", {}, status=202)
    return str(answer["url"].rsplit("/", 1)[1])


def leave_link(world: World, actor: Actor) -> str:
    """Out of the mail that reminds of something."""
    with mongo.serving("projects"):
        mongo.run_in_transaction(lambda: _reminds(actor))
    return _mailed(world, actor.mail, "mails/leave")


def task_link(world: World, half: Half) -> str:
    """Out of the mail that asks a mentor to review."""
    page = f"/projects/teams/{half.samples['team']}/milestones/2/review"
    wait = Wait(new_id(), "milestone_review", "Review", "", page, role="mentor", organisation=half.company)
    with mongo.serving("projects"):
        mongo.run_in_transaction(lambda: open_item(wait, clock.now()))
    return _mailed(world, half["founder"].mail, "task")


def _reminds(actor: Actor) -> None:
    wait = Wait(
        new_id(), "review", "Review the brief", "", "/accounts/home", person=actor.person, remind=clock.now()
    )
    open_item(wait, clock.now())


def address_link(world: World, actor: Actor) -> str:
    new = f"new-{actor.mail}"
    actor.post("/accounts/api/v1/me/mail", {"mail": new, "password": PASSWORD}, status=202)
    return _mailed(world, new, "address")


def domain_link(world: World, half: Half) -> str:
    office = f"office@{half.company[-12:]}.example"
    path = f"/accounts/api/v1/organisations/{half.company}/mail-domain"
    half["founder"].post(path, {"mail": office}, status=202)
    return _mailed(world, office, "mail-domain")


def _mailed(world: World, address: str, purpose: str) -> str:
    text = OneProcess(world).mail_to(address)
    found = re.search(rf"/accounts/{purpose}/([A-Za-z0-9_-]+)", text)
    assert found, f"no link to {purpose} in {text}"
    return found[1]
