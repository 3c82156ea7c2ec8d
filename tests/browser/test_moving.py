"""A plan of a round is changed by hand: dragged, by keyboard, without scripts; what it costs is said before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import launched, served
from tests.browser.test_dragging import middle
from tests.service.matching.test_rounds import Hall, here
from tests.service.matching.town import Town
from tests.world import World

__all__ = ["here"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
Touches = Callable[..., None]


@pytest.fixture
def hall(world: World) -> Hall:
    """A plan of two teams, of three and of two."""
    made = Hall.of(Town.of(world))
    assert sorted(len(team["members"]) for team in made.simulates()["result"]["teams"]) == [2, 3]
    return made


@contextmanager
def open_plan(hall: Hall, **options: Any) -> Iterator[Page]:
    world, teacher = hall.town.world, hall.town.teacher
    address = world.settings["matching"].public_url
    jar = teacher.http.client._cookies.values()  # type: ignore[attr-defined]
    cookies = {one.key: one.value for one in jar} | {"preferences": "en.light.Asia/Shanghai"}
    with served(world) as port, launched(port) as browser:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 4000}, **options})
        context.add_cookies([{"name": name, "value": text, "url": address} for name, text in cookies.items()])
        page = context.new_page()
        page.goto(f"{address}/matching/rounds/{hall.round}/plans/1")
        yield page
        context.close()


def teams(hall: Hall) -> tuple[dict[str, Any], dict[str, Any]]:
    """The one of three, and the one of two."""
    few, many = sorted(hall.plan(1)["result"]["teams"], key=lambda team: len(team["members"]))
    return many, few


def row(page: Page, student: str) -> Locator:
    return page.locator("li").filter(has=page.locator(f'[data-student="{student}"]'))


def team(page: Page, place: str) -> Locator:
    return page.locator(f'[data-team="{place}"] h2')


def plans(hall: Hall) -> int:
    return hall.town.world.count("matching", "round_plans", {"round": hall.round})


def members(hall: Hall, number: int, place: str) -> list[str]:
    return next(one["members"] for one in hall.plan(number)["result"]["teams"] if one["project"] == place)


def test_a_mouse_drags_to_another_team_and_the_cost_is_said_on_the_way_and_before(hall: Hall) -> None:
    many, few = teams(hall)
    moved = many["members"][0]
    with open_plan(hall) as page:
        page.mouse.move(*middle(row(page, moved).locator(".grip")))
        page.mouse.down()
        page.mouse.move(*middle(team(page, few["project"])))
        said = page.locator(".cost-line")
        expect(said).to_contain_text("Objective")
        expect(said).to_contain_text("→")
        expect(said).to_contain_text("Four-fifths ratio")
        page.mouse.up()
        expect(page.get_by_role("table", name="What it costs")).to_be_visible()
        assert plans(hall) == 1, "nothing is done yet"
        page.get_by_role("button", name="Make the change").click()
        expect(page.get_by_role("heading", name="Changed by hand")).to_be_visible()
    assert moved in members(hall, 2, few["project"])


def test_dropped_onto_somebody_the_two_change_places(hall: Hall) -> None:
    many, few = teams(hall)
    one, other = many["members"][0], few["members"][0]
    with open_plan(hall) as page:
        page.mouse.move(*middle(row(page, one).locator(".grip")))
        page.mouse.down()
        page.mouse.move(*middle(row(page, other)))
        expect(page.locator(".cost-line")).to_contain_text("in exchange")
        page.mouse.up()
        page.get_by_role("button", name="Make the change").click()
        expect(page.get_by_role("heading", name="Changed by hand")).to_be_visible()
    assert one in members(hall, 2, few["project"])
    assert other in members(hall, 2, many["project"])


def test_a_finger_drags_too_and_escape_lets_go(hall: Hall) -> None:
    many, few = teams(hall)
    with open_plan(hall, **PHONE | {"viewport": {"width": 360, "height": 5000}}) as page:
        finger = page.context.new_cdp_session(page)

        def touches(kind: str, *place: float) -> None:
            points = [dict(zip("xy", place, strict=True))] if place else []
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        grip = row(page, many["members"][0]).locator(".grip")
        touches("touchStart", *middle(grip))
        touches("touchMove", *middle(team(page, few["project"])))
        expect(page.locator(".cost-line")).to_be_visible()
        page.keyboard.press("Escape")
        touches("touchEnd")
        expect(page.locator(".cost-line")).to_be_hidden()
        assert page.url.endswith("/plans/1")

        touches("touchStart", *middle(grip))
        touches("touchMove", *middle(team(page, few["project"])))
        touches("touchEnd")
        expect(page.get_by_role("table", name="What it costs")).to_be_visible()


def test_dropped_where_they_are_nothing_happens(hall: Hall) -> None:
    many, _ = teams(hall)
    with open_plan(hall) as page:
        page.mouse.move(*middle(row(page, many["members"][0]).locator(".grip")))
        page.mouse.down()
        page.mouse.move(*middle(row(page, many["members"][1])))
        page.mouse.up()
        expect(page.locator(".cost-line")).to_be_hidden()
        assert page.url.endswith("/plans/1")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_by_keyboard_two_are_swapped_after_the_cost_was_shown(hall: Hall, scripts: bool) -> None:
    many, few = teams(hall)
    one, other = many["members"][0], few["members"][0]
    with open_plan(hall, java_script_enabled=scripts) as page:
        move = page.locator(f'a[href$="/change?student={one}"]')
        assert row(page, one).locator(".grip").is_visible() is scripts
        move.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/change?student=*")
        for field, value in (("to", few["project"]), ("swap", other)):
            page.select_option(f"#f-{field}", value)
            page.get_by_role("button", name="Show what it costs").focus()
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{field}={value}*")
        expect(page.get_by_role("table", name="What it costs")).to_be_visible()
        page.get_by_role("button", name="Make the change").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Changed by hand")).to_be_visible()
    assert one in members(hall, 2, few["project"])
    assert other in members(hall, 2, many["project"])
