"""Every sentence of projects in both Chinese catalogues: with the same parameters, and nothing that nobody says."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
SERVICE = ROOT / "services/projects"
LOCALES = ("zh_Hans_CN", "zh_Hant_TW")
PARAMETER = re.compile(r"%\(\w+\)s")


def said() -> set[str]:
    found: set[str] = set()
    for method, pattern, keywords in (
        ("jinja2.ext:babel_extract", "templates/**/*.html", {"_": None, "ngettext": (1, 2)}),
        ("python", "**/*.py", {"N_": None, "gettext": None}),
    ):
        for path in SERVICE.glob(pattern):
            with path.open("rb") as source:
                for _, message, _, _ in extract(method, source, keywords=keywords):
                    found.add(message if isinstance(message, str) else message[0])
    return {text for text in found if text}


def catalogue(folder: Path, locale: str) -> dict[str, str]:
    with (folder / f"{locale}.po").open("rb") as source:
        rows = [message for message in read_po(source, locale=locale) if message.id]
    return {
        row.id if isinstance(row.id, str) else row.id[0]: row.string
        if isinstance(row.string, str)
        else row.string[0]
        for row in rows
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_translated(locale: str) -> None:
    held = catalogue(ROOT / "shared/web/translations", locale) | catalogue(SERVICE / "translations", locale)
    assert len(said()) > 400
    assert sorted(text for text in said() if not held.get(text)) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_translated_that_nobody_says(locale: str) -> None:
    assert sorted(catalogue(SERVICE / "translations", locale).keys() - said()) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_parameters_are_the_same(locale: str) -> None:
    for text, translated in catalogue(SERVICE / "translations", locale).items():
        assert sorted(PARAMETER.findall(text)) == sorted(PARAMETER.findall(translated)), text
