"""What is printed: ink on white, the content alone, each address spelt out; nothing that the paper cuts, nothing that
waits for a pen. A heat map keeps its grey: the number stands in it.
"""

import pytest

from tests.browser.looks import CUT, PICTURES
from tests.browser.test_pages import caller
from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

A4 = {"width": 718, "height": 1047}
"""At 96 pixels an inch, with margins of a centimetre."""
PRINTED = {
    "signed_out": "/portfolio/verify/<credential>",
    "registrar": "/portfolio/credits/applications/<application>",
    "company_admin": "/projects/briefs/<agreed_brief>",
    "student": "/portfolio/evidence/<credential>",
}
WHOLE = "() => [...document.querySelectorAll('main .hash code')].map(one => getComputedStyle(one, '::after').content)"
INK = """() => [...document.querySelectorAll('main *')]
  .filter(one => one.checkVisibility() && !one.closest('svg, picture, img, .heat'))
  .map(one => getComputedStyle(one).backgroundColor)
  .filter(colour => colour !== 'rgba(0, 0, 0, 0)' && colour !== 'rgb(255, 255, 255)')"""
UNSAID = """() => [...document.querySelectorAll('main a[href]')]
  .filter(one => one.checkVisibility() && !one.closest('.crumb, th, .picture'))
  .filter(one => !getComputedStyle(one, '::after').content.includes(one.getAttribute('href')))
  .map(one => one.getAttribute('href'))"""


@pytest.mark.parametrize("role", PRINTED)
def test_a_printed_page(stage: Stage, visitor: Visitor, role: str) -> None:
    path = stage.filled(PRINTED[role], "a")
    page = visitor.comes(caller(stage, role), theme="dark", viewport=A4)
    assert visitor.opens(path) == 200
    page.emulate_media(media="print")
    picture = PICTURES.parent / "print" / f"{role}.png"
    page.screenshot(path=picture, full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"], picture
    assert page.evaluate(CUT) == []
    assert set(page.evaluate(INK)) == set()
    assert page.evaluate(UNSAID) == []
    assert not any("…" in text for text in page.evaluate(WHOLE))
    assert not page.locator("header.frame-head").is_visible()
    assert not page.locator("main textarea").is_visible()
    assert page.locator("footer").get_by_text(visitor.url).is_visible()
