"""Whoever works with the pages: by mouse or finger, or by nothing but the keyboard."""

from dataclasses import dataclass

from playwright.sync_api import Page

MOST_STOPS = 250

STOP = """(wanted) => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const ringed = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
  return {
    there: one.matches(wanted), nowhere: one === document.body, seen: ringed,
    within: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    what: one.outerHTML.slice(0, 160),
  };
}"""


@dataclass
class Hands:
    """Fills, ticks and presses what lies in the page's main part; ``done`` counts each of these."""

    page: Page
    done: int = 0

    def fills(self, name: str, text: str) -> None:
        self.done += 1
        self.page.fill(f"#main [name='{name}']", text)

    def ticks(self, name: str, value: str) -> None:
        self.done += 1
        self.page.check(f"#main [name='{name}'][value='{value}']")

    def picks(self, name: str, value: str) -> None:
        self.done += 1
        self.page.select_option(f"#main [name='{name}']", value)

    def presses(self, selector: str) -> None:
        self.done += 1
        found = self.page.locator(f"#main {selector}").first
        assert found.count(), f"{self.page.url} has no {selector}: {self.page.inner_text('#main')[:600]}"
        with self.page.expect_navigation():
            found.click()


class Keys(Hands):
    """Tab, arrows, Space and Enter; wherever the focus stops, it shows itself and is in sight."""

    def fills(self, name: str, text: str) -> None:
        self.done += 1
        self._goes_to(f"#main [name='{name}']")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def ticks(self, name: str, value: str) -> None:
        self.done += 1
        box = self.page.locator(f"#main [name='{name}'][value='{value}']")
        if box.get_attribute("type") == "checkbox":
            self._goes_to(f"#main [name='{name}'][value='{value}']")
            if not box.is_checked():
                self.page.keyboard.press("Space")
            return
        self._goes_to(f"#main [name='{name}']")
        self.page.keyboard.press("Space")
        for _ in range(self.page.locator(f"#main [name='{name}']").count()):
            if box.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert box.is_checked(), f"no arrow key leads to {name} = {value}"

    def picks(self, name: str, value: str) -> None:
        self.done += 1
        self._goes_to(f"#main [name='{name}']")
        field = self.page.locator(f"#main [name='{name}']")
        self.page.keyboard.press("Home")
        for _ in range(field.locator("option").count()):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        assert field.input_value() == value, f"no arrow key leads to {name} = {value}"

    def presses(self, selector: str) -> None:
        self.done += 1
        self._goes_to(f"#main {selector}")
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _goes_to(self, selector: str) -> None:
        """Onwards from where the focus is, round the page if need be."""
        for _ in range(MOST_STOPS):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(STOP, selector)
            if stop["nowhere"]:
                continue
            assert stop["seen"], f"{self.page.url}: {stop['what']} does not show that it has the focus"
            assert stop["within"], f"{self.page.url}: {stop['what']} has the focus out of sight"
            if stop["there"]:
                return
        raise AssertionError(f"{self.page.url}: no Tab leads to {selector}")
