"""Reports about texts, the operators' queues with ages, and suspensions that every service obeys."""

from datetime import timedelta

from shared import clock
from shared.ids import new_id
from tests.actors import Actor, hidden
from tests.service.accounts import others
from tests.world import World

API = "/accounts/api/v1"
BRIEF = "/matching/briefs/{}"


def test_somebody_who_is_not_signed_in_reports_and_an_operator_decides(world: World, operator: Actor) -> None:
    about = BRIEF.format(new_id())
    visitor = Actor(world.client(), "", "")
    page = visitor.page(f"/accounts/report?about={about}")
    visitor.token = hidden(page, "csrf_token")
    visitor.send("/accounts/report", {"about": about, "category": "fraud", "text": "They ask for a deposit."})
    visitor.send("/accounts/report", {"about": about, "category": "unlawful"})
    world.settle()
    (item,) = [one for one in operator.waiting() if one["kind"] == "report.decide"]
    page = operator.page(item["url"])
    assert "They ask for a deposit." in page
    assert page.count("not signed in") == 2
    operator.send(item["url"], {"decision": "upheld", "reason": ""}, status=422)
    operator.send(item["url"], {"decision": "upheld", "reason": "A deposit is forbidden."})
    world.settle()
    assert [one for one in operator.waiting() if one["kind"] == "report.decide"] == []
    assert operator.get(f"{API}/reports")["items"] == []
    over = operator.page("/accounts/admin/reports?state=over")
    assert over.count("A deposit is forbidden.") == 2
    assert "A deposit is forbidden." not in operator.page("/accounts/admin/reports")
    operator.send(item["url"], {"decision": "rejected", "reason": "no"}, status=409)
    assert "A deposit is forbidden." in operator.page("/accounts/admin/audit")


def test_what_is_no_text_of_ours_cannot_be_reported(world: World, boss: Actor) -> None:
    for about in (
        "/accounts/home",
        "//evil.example",
        f"/accounts/orgs/{new_id()}/people",
        "javascript:x",
        "/",
    ):
        boss.page(f"/accounts/report?about={about}", status=404)
        body = {"about": about, "category": "fraud"}
        boss.post(f"{API}/reports", body, status=422)
    boss.post(f"{API}/reports", {"about": BRIEF.format(new_id()), "category": "x"}, status=422)


def test_one_person_cannot_flood_the_operators(world: World, boss: Actor) -> None:
    body = {"about": BRIEF.format(new_id()), "category": "other"}
    for _ in range(10):
        boss.post(f"{API}/reports", body, status=201)
    boss.post(f"{API}/reports", body, status=429)
    assert boss.seen["headers"]["Retry-After"]
    assert world.count("accounts", "reports") == 10


def test_what_a_reporter_wrote_goes_with_them(world: World, operator: Actor, boss: Actor) -> None:
    body = {"about": BRIEF.format(new_id()), "category": "other", "text": "林梅 told me"}
    boss.post(f"{API}/reports", body, status=201)
    boss.confirms(world.mails()[-1])
    world.settle()
    gone = Actor(world.client(), "Gone", "gone@x.example").signs_up("Gone Ltd")
    gone.post(f"{API}/reports", body | {"about": BRIEF.format(new_id())}, status=201)
    gone.post(f"{API}/me/erase", {}, status=202)
    world.later(days=10)
    operator.signs_in()
    texts = [(one.get("by"), one.get("text")) for one in operator.get(f"{API}/reports")["items"]]
    assert (boss.person, "林梅 told me") in texts
    assert all(by != gone.person for by, _ in texts)


def test_the_operators_home_shows_the_queues_with_their_ages(
    world: World, operator: Actor, boss: Actor
) -> None:
    boss.post(f"{API}/reports", {"about": BRIEF.format(new_id()), "category": "other"}, status=201)
    world.later(days=3)
    operator.signs_in()
    home = operator.page("/accounts/home")
    for queue in (
        "Organisations to check", "Briefs to review", "Reports to decide", "Parked events", "Failed jobs",
        "Briefs in review for too long", "Overdue credit applications",
    ):  # fmt: skip
        assert queue in home
    assert "the oldest has waited 3 days" in home
    assert "衡锐（演示）" in operator.page("/accounts/admin/orgs?waiting=1")
    operator.post(
        f"{API}/organisations/{boss.organisation}/checks", {"check": "document", "result": "passed"}
    )
    assert "衡锐（演示）" not in operator.page("/accounts/admin/orgs?waiting=1")


def test_what_schools_are_late_with_leads_to_who_can_decide(
    world: World, operator: Actor, boss: Actor
) -> None:
    late, school, soon = clock.now() - timedelta(days=2), boss.organisation, clock.now() + timedelta(days=2)
    place = f"/projects/briefs/{new_id()}"
    facts = {"organisation": school, "role": "teacher"}
    brief = others.opens(world, kind="brief_review", url=place, due=late, **facts)
    others.opens(
        world,
        kind="brief_review",
        subject=brief,
        url=place,
        due=late,
        organisation=school,
        role="school_admin",
    )
    others.opens(world, kind="brief_review", due=soon, **facts)
    credit = others.opens(
        world, "portfolio", kind="credit.application", due=late, people={"name": boss.person}, **facts
    )
    world.settle()
    home = operator.page("/accounts/home")
    assert home.count('<span class="num">1</span>') >= 2, "each of the two queues has one, counted once"
    page = operator.page("/accounts/admin/late?of=briefs")
    assert page.count(f'href="{place}"') == 1
    assert f'href="/accounts/orgs/{school}/people"' in page
    page = operator.page("/accounts/admin/late?of=credits")
    assert credit in page
    assert boss.name not in page
    assert brief not in page


def test_a_suspension_is_obeyed_by_every_service_and_so_is_its_end(
    world: World, operator: Actor, boss: Actor
) -> None:
    """Carried by event: what each service answers right after it has heard."""
    company = boss.organisation
    boss.confirms(next(mail for mail in reversed(world.mails()) if boss.mail in mail)).organisation = company
    operator.checks(company)
    world.settle()
    standing = f"{API}/organisations/{boss.organisation}/standing"
    places = ("/projects/api/v1/briefs", "/portfolio/api/v1/search?skill=x&level=1")
    for status, suspended in ((200, None), (403, True), (200, False)):
        if suspended is not None:
            operator.post(standing, {"suspended": suspended, "reason": "R"})
            world.settle()
        for place in places:
            boss.get(place, status=status)
        boss.get(f"{API}/organisations/{boss.organisation}", status=200 if status == 200 else 404)


def test_a_suspended_account_is_refused_by_every_service(world: World, operator: Actor, boss: Actor) -> None:
    standing = f"{API}/people/{boss.person}/standing"
    places = (
        f"{API}/me", "/projects/api/v1/teams", "/matching/api/v1/skills?q=sensors", "/portfolio/api/v1/credentials",
    )  # fmt: skip
    for status, suspended in ((200, None), (401, True), (200, False)):
        if suspended is not None:
            operator.post(standing, {"suspended": suspended, "reason": "R"})
            world.settle()
        for place in places:
            boss.get(place, status=status if "projects" not in place or status != 200 else None)
