"""A fresh installation with one of each persona and nothing else: each list of theirs is empty."""

from collections.abc import Iterator

from shared.config import SERVICES
from tests.actors import Actor, first_operator
from tests.browser.walk import Walk, is_page
from tests.security.matrix.stage import Stage
from tests.service.stage import OneProcess
from tests.world import World

SCHOOL = ("teacher", "registrar", "school_admin")
AT_A_MOMENT = {
    "/accounts/first": "before the first operator has come in",
    "/accounts/first/demo": "while the demo is loaded",
    "/accounts/logo.png": "once an operator has sent a logo",
    "/accounts/organisation": "leads on, in the chosen organisation",
    "/accounts/renew": "leads on, with a new identity",
    "/accounts/report": "about something alone",
    "/accounts/sign-in/code": "between the password and the second step",
    "/accounts/terms": "when the terms of use have changed",
    "/portfolio/log/checkpoint": "of a log with entries alone",
} | dict.fromkeys((f"/{service}/away" for service in SERVICES), "leads on, while accounts is away")
"""Pages that name nothing, and yet nobody here gets."""
COMPANY = ("company_admin", "mentor", "recruiter")


def everybody(world: World) -> list[Actor]:
    """An operator, a school and a company with one person for each role, and somebody who is not signed in."""
    world.begin()
    operator = first_operator(world.client(), world.first_code())
    facts = {"name": "青澜职业技术学院", "kind": "school", "region": "cn", "code": ""}
    school = operator.post("/accounts/api/v1/organisations", facts, status=201)["id"]
    founder = _confirmed(world, _somebody(world, "founder").signs_up("衡锐（演示）"))
    operator.checks(founder.organisation)
    code = Actor(operator.http, "", "", organisation=school, token=operator.token).invites
    came = [_joins(world, role, school, code(kind="invitation", roles=[role])["code"]) for role in SCHOOL]
    student = came[-1].invites(kind="code", roles=["student"], programme="机电一体化")["code"]
    came.append(_joins(world, "student", school, student))
    _are_confirmed(came[0])
    came += [
        _joins(world, role, founder.organisation, founder.invites(kind="invitation", roles=[role])["code"])
        for role in COMPANY
    ]
    world.settle()
    return [Actor(world.client(), "nobody", ""), operator, founder, *came]


def _somebody(world: World, name: str) -> Actor:
    return Actor(world.client(), name, f"{name.replace('_', '-')}@hengrui.example")


def _joins(world: World, role: str, organisation: str, code: str) -> Actor:
    actor = _somebody(world, role).joins(code)
    actor.organisation = organisation
    return _confirmed(world, actor)


def _are_confirmed(teacher: Actor) -> None:
    path = f"/accounts/api/v1/organisations/{teacher.organisation}/members"
    for member in teacher.get(path)["items"]:
        if member["state"] == "pending":
            teacher.post(f"/accounts/api/v1/memberships/{member['id']}/confirm")


def _confirmed(world: World, actor: Actor) -> Actor:
    organisation = actor.organisation
    actor.confirms(OneProcess(world).mail_to(actor.mail)).organisation = organisation
    return actor


def lists(stage: Stage) -> set[str]:
    """The routes of pages that name nothing."""
    every = ((service, rule) for service in SERVICES for rule in stage.apps[service].url_map.iter_rules())
    return {rule.rule for service, rule in every if is_page(rule, service) and not rule.arguments}


def addresses(stage: Stage, actor: Actor) -> Iterator[str]:
    """Every page that names nothing, or the actor's own organisation or person alone."""
    own = {"organisation_id": actor.organisation, "school_id": actor.organisation, "person_id": actor.person}
    for service in SERVICES:
        for rule in stage.apps[service].url_map.iter_rules():
            if is_page(rule, service) and set(rule.arguments) <= {name for name, text in own.items() if text}:
                path = rule.rule
                for name in rule.arguments:
                    path = path.replace(f"<{name}>", own[name])
                yield path


def walks(walk: Walk, each: bool = True) -> None:
    """``each``: everybody tries every page; else those alone that nobody has got so far."""
    for actor in everybody(walk.stage.world):
        walk.opens(actor, *(addresses(walk.stage, actor) if each else lists(walk.stage) - walk.rules))
