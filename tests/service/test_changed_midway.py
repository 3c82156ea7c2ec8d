"""What somebody may do, where they belong and what they are called changes while they act: who comes first, and what
becomes of the act. Another service may hear of it later than it was decided; until then its copy counts."""

import pytest

from tests import actors_projects as at_projects
from tests import kept
from tests.actors import Actor
from tests.browsing import Browser
from tests.journey import loop
from tests.journey.loop import People
from tests.security.cookies import ELSEWHERE, ME, PLACES, cookie
from tests.service.stage import OneProcess
from tests.world import World

API = "/accounts/api/v1"


@pytest.fixture
def stage(world: World) -> OneProcess:
    return OneProcess(world)


@pytest.fixture
def people(stage: OneProcess) -> People:
    return kept.after(stage, loop.everybody_comes_in)


@pytest.fixture
def colleague(stage: OneProcess, people: People) -> Actor:
    """A second mentor of the company, known to all services."""
    code = people.mentor.invites(kind="invitation", roles=["mentor"])["code"]
    found = Actor(stage.browser(), "吴工", "wu@hengrui.example").joins(code)
    stage.world.settle()
    return found


def membership(people: People, actor: Actor) -> str:
    members = people.mentor.get(f"{API}/organisations/{people.mentor.organisation}/members")["items"]
    return str(next(one["id"] for one in members if one["person"] == actor.person))


def gets_roles(people: People, actor: Actor, *roles: str) -> None:
    path = f"{API}/memberships/{membership(people, actor)}"
    version = people.mentor.get(f"{API}/organisations/{people.mentor.organisation}/members")["items"]
    now = next(one["version"] for one in version if one["person"] == actor.person)
    people.mentor.put(f"{path}/roles", {"roles": list(roles)}, If_Match=f'"v{now}"')


def test_what_was_done_before_a_role_was_taken_away_stays_with_the_company(
    stage: OneProcess, people: People, colleague: Actor
) -> None:
    brief = at_projects.posts_brief(colleague)["id"]
    gets_roles(people, colleague, "recruiter")
    stage.world.settle()
    at_projects.submits(colleague, brief, people.teacher.organisation, status=403)
    at_projects.submits(people.mentor, brief, people.teacher.organisation)


def test_an_act_that_a_service_took_before_it_heard_counts_and_no_other_follows(
    stage: OneProcess, people: People, colleague: Actor
) -> None:
    gets_roles(people, colleague, "recruiter")
    brief = at_projects.posts_brief(colleague)["id"]
    stage.world.settle()
    assert people.mentor.get(f"{at_projects.API}/briefs/{brief}")["state"] == "draft"
    colleague.post(f"{at_projects.API}/briefs", at_projects.FAULT_DIAGNOSIS, status=403)


def test_a_form_that_lay_open_when_the_role_went_does_nothing(
    stage: OneProcess, people: People, colleague: Actor
) -> None:
    brief = at_projects.posts_brief(colleague)["id"]
    colleague.page(f"/projects/briefs/{brief}/edit")
    gets_roles(people, colleague, "recruiter")
    stage.world.settle()
    answer = colleague.send(f"/projects/briefs/{brief}/edit", {"title": "T", "version": "1"}, status=403)
    assert "Your roles do not include this" in answer.text
    assert people.mentor.get(f"{at_projects.API}/briefs/{brief}")["title"] != "T"


@pytest.mark.parametrize("heard", [True, False])
def test_accounts_itself_knows_at_once(
    stage: OneProcess, people: People, colleague: Actor, heard: bool
) -> None:
    gets_roles(people, colleague, "company_admin")
    path = f"{API}/organisations/{people.mentor.organisation}/invitations"
    colleague.post(path, {"kind": "invitation", "roles": ["mentor"]}, status=201)
    gets_roles(people, colleague, "mentor")
    if heard:
        stage.world.settle()
    colleague.post(path, {"kind": "invitation", "roles": ["mentor"]}, status=403)


def test_a_brief_outlives_the_membership_of_who_wrote_it(
    stage: OneProcess, people: People, colleague: Actor
) -> None:
    brief = at_projects.posts_brief(colleague)["id"]
    people.mentor.call("DELETE", f"{API}/memberships/{membership(people, colleague)}")
    colleague.get(f"{at_projects.API}/briefs/{brief}")  # projects has not heard yet
    stage.world.settle()
    assert colleague.http.call("GET", f"{at_projects.API}/briefs/{brief}").status in (403, 404)
    assert people.mentor.get(f"{at_projects.API}/briefs/{brief}")["state"] == "draft"


def thief_of(stage: OneProcess, owner: Actor) -> Browser:
    """Has both cookies of somebody's browser."""
    browser = stage.world.client()
    browser.client.set_cookie("shixun", cookie(owner))
    session = owner.http.client.get_cookie("session", path="/accounts")  # type: ignore[attr-defined]
    browser.client.set_cookie("session", session.value, path="/accounts")
    return browser


def statuses(browser: Browser) -> set[int]:
    return {browser.call("GET", place).status for place in PLACES}


def test_a_stolen_token_ends_with_its_session_once_the_services_heard(
    stage: OneProcess, colleague: Actor
) -> None:
    thief = thief_of(stage, colleague)
    assert thief.call("GET", ELSEWHERE).status == 200
    colleague.call("DELETE", f"{API}/sessions")
    stage.world.settle()
    assert statuses(thief) == {401}


def test_a_stolen_token_ends_within_five_minutes_though_nobody_hears(
    stage: OneProcess, colleague: Actor
) -> None:
    thief = thief_of(stage, colleague)
    colleague.post(f"{API}/sign-out")
    assert thief.call("GET", ME).status == 401, "accounts asks its database"
    assert thief.call("GET", ELSEWHERE).status == 200, "the others know the token alone, while it lives"
    kept_for_later = thief.client.get_cookie("shixun").value
    thief.call("GET", "/accounts/renew?next=/projects/teams", headers={"Accept": "text/html"})
    assert thief.client.get_cookie("shixun") is None, "a session that is over renews nothing"
    thief.client.set_cookie("shixun", kept_for_later)
    assert thief.call("GET", ELSEWHERE).status == 200
    only_the_clock_moves(stage, seconds=301)
    assert statuses(thief) == {401}


def only_the_clock_moves(stage: OneProcess, seconds: int) -> None:
    path = stage.world.folder / "clock"
    offset = float(path.read_text()) if path.exists() else 0.0
    path.write_text(str(offset + seconds))


def test_what_a_thief_did_before_stays_under_the_owners_name(
    stage: OneProcess, people: People, colleague: Actor
) -> None:
    """Nobody can tell it from the owner's own act; the sessions and the history show when it was."""
    thief = Actor(thief_of(stage, colleague), "", "", token=colleague.token)
    brief = at_projects.posts_brief(thief)["id"]
    colleague.post(f"{API}/sign-out")
    stage.world.settle()
    history = people.mentor.get(f"{at_projects.API}/briefs/{brief}/history")["items"]
    assert [row["who"] for row in history] == [colleague.person]
    thief.get(f"{at_projects.API}/briefs/{brief}", status=401)


def test_the_newest_name_is_shown_however_late_the_older_one_arrives(
    stage: OneProcess, people: People, colleague: Actor
) -> None:
    brief = at_projects.posts_brief(colleague)["id"]
    for name in ("吴工程师", "吴伟"):
        colleague.send("/accounts/settings", {"name": name})
    page = f"/projects/briefs/{brief}"
    before = people.mentor.page(page)
    stage.world.settle()
    after = people.mentor.page(page)
    assert ("吴伟" in before, "吴伟" in after, "吴工程师" in after) == (False, True, False)


def test_a_page_opened_before_the_language_changed_sends_its_form_all_the_same(
    stage: OneProcess, colleague: Actor
) -> None:
    colleague.page("/accounts/settings")
    colleague.send("/accounts/language", {"to": "zh-Hans", "next": "/accounts/settings"})
    colleague.send("/accounts/settings", {"name": "吴伟"})
    assert "设置" in colleague.page("/accounts/settings")
    stage.world.settle()
    assert '<html lang="zh-Hans"' in colleague.page("/projects/mine")
