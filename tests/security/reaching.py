"""Ways to what nobody did while the world was made, nor does for a row of the matrix: every operation is reached."""

from collections.abc import Callable
from unittest.mock import patch

from services.accounts import robots
from shared.outbound import Outbound
from tests import actors_companions as at_companions
from tests import actors_matching as at_matching
from tests import actors_portfolio as at_portfolio
from tests import actors_projects as at_projects
from tests import actors_rounds as at_rounds
from tests.actors import PASSWORD, STEP, Actor
from tests.security.matrix.cast import SPARE, Half
from tests.world import World

Way = Callable[[World, Half], None]
ROUND_DAYS = 9
"""More than a round of bidding takes."""


def second_step(world: World, half: Half) -> None:
    student = Actor(world.client(), "", half["student"].mail).signs_in()
    student.sets_up_second_step()
    assert student.authenticator
    student.signs_in()  # which now asks for a code
    student.post(f"{STEP}/off", {"password": PASSWORD, "code": student.authenticator.recovery.pop()})


def a_brief_without_bids(world: World, half: Half) -> None:
    """Opened once more by hand, and put away when nobody bids again."""
    founder = half["founder"]
    brief = str(at_projects.posts_brief(founder)["id"])
    at_projects.submits(founder, brief, half.school)
    world.settle()
    at_projects.reviews(half["teacher"], brief, "publish", approval="for_credit")
    world.settle()
    for _ in range(2):
        world.later(days=ROUND_DAYS)
    _again(world, founder).post(f"{at_projects.API}/briefs/{brief}/reopen", {})
    for _ in range(3):
        world.later(days=ROUND_DAYS)
    _again(world, founder).post(f"{at_projects.API}/briefs/{brief}/archive", {})


def _again(world: World, actor: Actor) -> Actor:
    """Signed in anew, after days."""
    return Actor(world.client(), actor.name, actor.mail).signs_in()


def a_team_rests(world: World, half: Half) -> None:
    path = f"{at_projects.API}/teams/{half.samples['team']}"
    half["founder"].post(f"{path}/pause", {"reason": half.word("reason")})
    half["founder"].post(f"{path}/resume", {})


def a_file_is_taken_out(world: World, half: Half) -> None:
    student, team = half["student"], half.samples["team"]
    file = at_projects.uploads(student, team, "draft.txt", b"A first draft")
    at_projects.adds(student, team, 3, file, half.word("draft"))
    student.call("DELETE", f"{at_projects.API}/teams/{team}/milestones/3/artefacts/{file['sha256']}")


def a_team_ends(world: World, half: Half) -> None:
    """The second milestone is accepted, the dispute decided, the third delivered and accepted."""
    founder, team = half["founder"], half.samples["team"]
    _accepted(world, half, 2)
    at_projects.decides(half["teacher"], half.samples["dispute"], "stands", half.word("reason"))
    for role in ("student", "mate"):
        at_projects.confirms_the_others(half[role], team, 3)
    at_projects.delivers(half["student"], team, 3)
    _accepted(world, half, 3)
    founder.post(f"{at_projects.API}/teams/{team}/archive", {})


def _accepted(world: World, half: Half, number: int) -> None:
    """By the founder, who signs."""
    founder = half["founder"]
    request = at_projects.accepts(founder, half.samples["team"], number)["request"]
    world.settle()
    founder.post(f"/accounts/api/v1/signing-requests/{request}/sign")
    world.settle()


def a_round_with_rules(world: World, half: Half) -> None:
    teacher, (one, other) = half["teacher"], (half[role].person for role in SPARE)
    begun = at_rounds.begins(teacher, half.word("round"))
    at_rounds.takes_in(teacher, begun, [one, other])
    rule = {"kind": "apart", "one": one, "other": other, "reason": half.word("reason")}
    teacher.post(f"{at_rounds.API}/{begun}/pairs", rule)


def a_plan_is_changed(world: World, half: Half) -> None:
    teacher, told = half["teacher"], half.samples["round"]
    teacher.get(f"{at_rounds.API}/{told}/plans/1/cost?student=s1")
    at_rounds.adjusts(teacher, told, 1, student="s1", to="", reason="R")


def groups_are_stated(world: World, half: Half) -> None:
    """For the report of a round that is not published yet."""
    student, path = half[SPARE[0]], f"{at_rounds.API}/{half.samples['round']}/groups"
    student.call("PUT", path, body={"groups": {"sex": "female"}, "consent": True})
    student.get(path)
    student.call("DELETE", path)


def a_round_is_published(world: World, half: Half) -> None:
    """Somebody whom the plan left out, and whose hours fit no team, finds a place by a repair once they do; they ask
    what would change it, contest the place, and are answered by a person."""
    teacher, student, told = half["teacher"], half[SPARE[0]], half.samples["round"]
    at_matching.hands_in_slots(student, [0])
    without = at_rounds.adjusts(teacher, told, 1, student="s1", to="", reason="R")["number"]
    at_rounds.publishes(teacher, told, without)
    world.settle()
    at_matching.hands_in_slots(student, [8, 9, 10, 11])
    at_rounds.carries_out(teacher, told, at_rounds.repairs(teacher, told, world.settle))
    world.settle()
    teacher.get(f"{at_rounds.API}/{told}/report")
    proposal = f"{at_matching.API}/proposals/{at_matching.proposals(student)[0]['id']}"
    student.post(f"{proposal}/what-if")
    world.settle()
    student.post(f"{proposal}/contest", {"text": half.word("contest")})
    contest = at_rounds.contests(teacher, told)[0]["id"]
    at_rounds.decides(teacher, told, contest, "", half.word("reason"))


def a_portfolio_is_published(world: World, half: Half) -> None:
    student = half["student"]
    at_portfolio.publishes_portfolio(student, fields=["name"])
    world.settle()
    half["recruiter"].get(f"{at_portfolio.API}/people/{student.person}")


def a_list_is_taken_in(world: World, half: Half) -> None:
    teacher = half["teacher"]
    rows = {"rows": f"姓名,邮箱\n{half.word('listed')},listed@qinglan.example"}
    path = f"/accounts/api/v1/organisations/{half.school}/class-lists"
    made = teacher.post(path, rows, status=201)["id"]
    teacher.post(f"/accounts/api/v1/class-lists/{made}/take", status=202)
    world.settle()
    teacher.post(f"/accounts/api/v1/class-lists/{made}/invite")


def robots_are_added(world: World, half: Half) -> None:
    """Of a host that an operator allows; nothing goes there."""
    allowed, facts = (
        Outbound(frozenset({"hooks.slack.com"})),
        {"form": "slack", "url": "https://hooks.slack.com/x"},
    )
    with patch.object(robots, "reach", lambda settings: allowed):
        half["student"].post("/accounts/api/v1/channels", facts, status=201)
        path = f"/accounts/api/v1/organisations/{half.company}/channels"
        half["founder"].post(path, facts, status=201)


def companions_are_asked(world: World, half: Half) -> None:
    """One of the willing declines, the other agrees, and the captain applies for all."""
    captain, team = half["student"], half.samples["companions"]
    at_companions.names(captain, half["mate"])
    skill = at_companions.seen(captain, team)["needs"][0]["skill"]
    for role, answer in zip(SPARE, ("decline", "agree"), strict=True):
        willing = half[role]
        at_matching.lists_skills(willing, {skill: 5})
        at_companions.is_willing(willing)
        at_companions.asks_for(captain, team, skill)
        asked = at_companions.all_of(willing)["asks"][0]["id"]
        willing.post(f"{at_companions.API}/asks/{asked}/{answer}")
        at_companions.is_willing(willing, False)
    at_companions.applies(captain, team)


def steps_of_a_way(world: World, half: Half) -> None:
    student, path = half[SPARE[0]], f"{at_matching.API}/growth"
    wanted = student.get(f"{at_matching.API}/skills?q=programmable logic controller")["items"][0]["uri"]
    target = {"kind": "skill", "key": wanted, "level": 3, "hours": 12}
    first, second = at_matching.puts(student, "growth", target)["steps"][:2]
    student.post(f"{path}/failed", {"key": first["key"]})
    student.post(f"{path}/done", {"key": second["key"]})


WAYS: tuple[Way, ...] = (
    companions_are_asked, steps_of_a_way,
    second_step, a_brief_without_bids, a_team_rests, a_file_is_taken_out, a_team_ends, a_round_with_rules,
    a_plan_is_changed, groups_are_stated, a_round_is_published, a_portfolio_is_published, a_list_is_taken_in,
    robots_are_added,
)  # fmt: skip
