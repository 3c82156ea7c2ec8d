"""A company that anybody begins with an invented address: no student is found, read or written to by it."""

from tests import actors_portfolio as at
from tests.actors import Actor
from tests.service.portfolio.conftest import DIAGNOSIS
from tests.service.portfolio.test_finding import with_five_published
from tests.world import World

SEARCH, PAGE = f"{at.API}/search?skill=x", "/portfolio/search"


def test_a_stranger_finds_opens_and_writes_to_nobody_until_an_operator_has_looked(world: World) -> None:
    stage = with_five_published(world)
    person, stranger = stage.student.person, Actor(world.client(), "Mallory", "mallory@nowhere.example")
    stranger.signs_up("Invented Ltd")
    _moves_to(stranger, "cn")
    world.settle()

    def is_refused() -> None:
        stranger.get(SEARCH, status=403)
        stranger.get(f"{at.API}/people/{person}", status=403)
        stranger.page(f"/portfolio/people/{person}", status=403)
        at.asks_for_contact(stranger, person, status=403)
        stranger.post(f"{at.API}/saved-searches", {"skill": DIAGNOSIS, "level": 1}, status=403)
        assert DIAGNOSIS not in stranger.page(PAGE, status=403)

    is_refused()
    assert "Confirm your mail address first" in stranger.page(PAGE, status=403)
    company = stranger.organisation
    stranger.confirms(next(mail for mail in reversed(world.mails()) if stranger.mail in mail))
    stranger.organisation = company
    is_refused()
    told = stranger.page(PAGE, status=403)
    assert "Nobody has looked at your organisation yet" in told
    assert f'href="/accounts/orgs/{company}"' in told

    stage.operator.checks(company, result="failed")
    world.settle()
    is_refused()
    stage.operator.checks(company)
    world.settle()
    assert len(at.finds_people(stranger, DIAGNOSIS)["items"]) == 5
    at.asks_for_contact(stranger, person)


def test_a_form_of_a_code_says_nothing_of_who_uses_it_and_a_new_name_takes_the_look_back(
    world: World,
) -> None:
    stage = with_five_published(world)
    at.finds_people(stage.mentor, DIAGNOSIS)
    stage.mentor.organisation = stage.company
    _changes(stage.mentor, code="91330109MAXX0DE1X5")
    world.settle()
    stage.mentor.get(SEARCH, status=403)


def _moves_to(actor: Actor, region: str) -> None:
    _changes(actor, region=region)


def _changes(actor: Actor, **facts: str) -> None:
    path = f"/accounts/api/v1/organisations/{actor.organisation}"
    actor.patch(path, facts, If_Match=f'"v{actor.get(path)["version"]}"')
