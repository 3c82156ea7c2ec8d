"""The picture around a skill: at no width is a word of a name broken in its middle, and no name is cut."""

import pytest

from services.matching import book
from services.matching.pages import reading
from tests.browser.test_pages import caller
from tests.browser.visitor import Visitor
from tests.security.matrix.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("security")]

LINES = 3
"""So many have room in a node; the rest of a name would be cut."""
FAULTS = """(most) => {
  const found = [];
  const lines = (range) => new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
  for (const name of document.querySelectorAll(".around .node-name")) {
    if (!name.checkVisibility()) continue;
    const range = document.createRange();
    for (const part of [...name.childNodes].filter((one) => one.nodeType === Node.TEXT_NODE)) {
      range.selectNodeContents(part);
      if (lines(range) > most) found.push(`cut: ${part.data}`);
      for (const word of part.data.matchAll(/[A-Za-z'’]+/g)) {
        range.setStart(part, word.index);
        range.setEnd(part, word.index + word[0].length);
        if (lines(range) > 1) found.push(`broken: ${word[0]}`);
      }
    }
  }
  return found;
}"""
SHOWN = """() => [...document.querySelectorAll("svg.around")].filter((one) => one.checkVisibility()).length"""


def longest_words(language: str) -> str:
    """The skill around which the longest word stands."""
    graph = book.graph()
    words = {
        uri: [word for near in graph.neighbours(uri)[:6] for word in graph.name(near.uri, language).split()]
        for uri in graph.skills
    }
    return max(words, key=lambda uri: max(map(len, words[uri]), default=0))


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_word_of_a_skill_s_name_is_broken_and_no_name_is_cut(
    stage: Stage, visitor: Visitor, language: str, width: int
) -> None:
    stage.rewind()
    who = caller(stage, "student")
    page = visitor.comes(who, language=language, viewport={"width": width, "height": 900})
    for place in (
        stage.filled("/matching/skills/<skill_place>", "a"),
        reading.place_of(longest_words(language)),
    ):
        assert visitor.opens(place) == 200
        assert page.evaluate(SHOWN) == 1, "one of the two pictures"
        assert page.evaluate(FAULTS, LINES) == [], f"{place} at {width}"
