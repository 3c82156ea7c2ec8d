"""A list of bids is put into order by dragging, with a mouse and with a finger."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.actors import Actor
from tests.browser.conftest import launched, served
from tests.service.matching.town import Town
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

TITLES = ["甲", "乙", "丙", "丁"]


@pytest.fixture
def student(world: World) -> Actor:
    """With four bids, which are not handed in yet."""
    town = Town.of(world)
    actor = town.student("林梅")
    for title in TITLES:
        actor.send(f"/matching/briefs/{town.published(title=title)}/bid", {})
    return actor


@contextmanager
def open_bids(student: Actor, world: World, **options: Any) -> Iterator[Page]:
    address = world.settings["matching"].public_url
    jar = student.http.client._cookies.values()  # type: ignore[attr-defined]
    cookies = {one.key: one.value for one in jar} | {"preferences": "en.light.Asia/Shanghai"}
    with served(world) as port, launched(port) as browser:
        context = browser.new_context(**options)
        context.add_cookies([{"name": name, "value": text, "url": address} for name, text in cookies.items()])
        page = context.new_page()
        page.goto(f"{address}/matching/bids")
        yield page
        context.close()


def middle(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def row(page: Page, title: str) -> Locator:
    return page.locator("ol.ruled > li").filter(has=page.get_by_role("link", name=title, exact=True))


def in_order(page: Page) -> list[str]:
    return page.locator("ol.ruled > li .grow > a").all_inner_texts()


@pytest.mark.parametrize(
    ("width", "height"), [(1440, 900), (360, 480)], ids=["desk", "a window that scrolls"]
)
def test_a_dragged_bid_stands_where_it_was_dropped(
    student: Actor, world: World, width: int, height: int
) -> None:
    with open_bids(student, world, viewport={"width": width, "height": height}) as page:
        assert in_order(page) == TITLES
        grip = row(page, "丁").locator(".grip")
        grip.scroll_into_view_if_needed()
        x, y = middle(grip)
        page.mouse.move(x, y)
        page.mouse.down()
        for number in range(200):
            y = max(y - 8, 4 + number % 2)
            page.mouse.move(x, y)
            if in_order(page)[0] == "丁":
                break
        page.mouse.up()
        expect(page.get_by_text("丁 is now number 1.")).to_be_attached()
        assert in_order(page) == ["丁", "甲", "乙", "丙"]
        page.reload()
        assert in_order(page) == ["丁", "甲", "乙", "丙"], "and it is kept"


def test_a_finger_drags_too_and_escape_puts_back(student: Actor, world: World) -> None:
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    with open_bids(student, world, **phone) as page:
        finger = page.context.new_cdp_session(page)

        def touches(kind: str, *place: float) -> None:
            points = [dict(zip("xy", place, strict=True))] if place else []
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touches("touchStart", *middle(row(page, "甲").locator(".grip")))
        touches("touchMove", *middle(row(page, "乙")))
        page.keyboard.press("Escape")
        touches("touchEnd")
        assert in_order(page) == TITLES, "Escape puts it back"

        x, _ = middle(row(page, "甲").locator(".grip"))
        touches("touchStart", *middle(row(page, "甲").locator(".grip")))
        box = row(page, "乙").bounding_box()
        assert box is not None
        touches("touchMove", x, box["y"] + box["height"] - 4)
        touches("touchEnd")
        expect(page.get_by_text("甲 is now number 2.")).to_be_attached()
        assert in_order(page) == ["乙", "甲", "丙", "丁"]


def test_without_scripts_there_is_nothing_to_drag(student: Actor, world: World) -> None:
    with open_bids(student, world, java_script_enabled=False) as page:
        expect(row(page, "甲").locator(".grip")).to_be_hidden()
        row(page, "丁").get_by_role("button", name="Move 丁 up").click()
        assert in_order(page) == ["甲", "乙", "丁", "丙"]
