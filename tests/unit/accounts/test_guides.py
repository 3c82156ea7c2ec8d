"""The guides: one a persona, in three languages that say the same, in the words of their place, with a picture."""

import re

import pytest

from services.accounts.guides import PERSONAS, guide
from tests.docs_tables import ROOT
from tests.unit.web.test_frame_words import CHARACTERS, FORBIDDEN

LANGUAGES = {"en": "", "zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW"}
PICTURES = ROOT / "shared" / "web" / "static" / "guides"
MOST_BYTES = 2_000_000


def outline(persona, language):
    """What the languages have in common: how many steps each part has, and where it leads."""
    return [(len(part["steps"]), part["link"]) for part in guide(persona, language)["parts"]]


def texts(persona, language):
    found = guide(persona, language)
    rows = [found["title"], found["lead"], found["picture"]]
    for part in found["parts"]:
        rows += [part["heading"], part["link_text"], *part["steps"]]
    return rows


@pytest.mark.parametrize("persona", PERSONAS)
def test_a_guide_says_the_same_in_each_language(persona):
    assert outline(persona, "zh-Hans") == outline(persona, "en")
    assert outline(persona, "zh-Hant") == outline(persona, "en")
    assert all(text.strip() for language in LANGUAGES for text in texts(persona, language))


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("persona", PERSONAS)
def test_a_guide_uses_words_and_characters_of_its_place(persona, language):
    whole, catalogue = "\n".join(texts(persona, language)), LANGUAGES[language]
    assert [word for word in FORBIDDEN[catalogue] if word in whole] == []
    whole.encode(CHARACTERS[catalogue])


def test_every_guide_leads_to_pages_that_exist():
    """As docs/architecture.md lists them, which is compared with the code."""
    listed = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    pages = set(re.findall(r"^\| [A-Z ]*GET[A-Z ]* \| `([^`]+)`", listed, re.MULTILINE))
    assert {link for persona in PERSONAS for _, link in outline(persona, "en")} <= pages


def test_every_guide_has_its_picture_and_all_of_them_are_small():
    wanted = {f"{persona}.{language}.webp" for persona in PERSONAS for language in LANGUAGES}
    assert {path.name for path in PICTURES.iterdir()} == wanted
    assert sum(path.stat().st_size for path in PICTURES.iterdir()) <= MOST_BYTES
