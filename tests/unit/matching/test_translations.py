"""Every sentence of matching in both Chinese catalogues: with the same parameters, and nothing that nobody says."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
SERVICE = ROOT / "services/matching"
LOCALES = ("zh_Hans_CN", "zh_Hant_TW")
PARAMETER = re.compile(r"%\(\w+\)s")
IN_MACROS = {
    # sentences that templates hand to a macro as they are; the macro translates them
    "%(name)s was taken off your list.",
    "Without an answer the proposal ends and you are free again.",
}


def said() -> set[str]:
    found = set(IN_MACROS)
    for method, pattern, keywords in (
        ("jinja2.ext:babel_extract", "templates/**/*.html", {"_": None}),
        ("python", "**/*.py", {"N_": None, "gettext": None}),
    ):
        for path in SERVICE.glob(pattern):
            with path.open("rb") as source:
                found |= {
                    message for _, message, _, _ in extract(method, source, keywords=keywords) if message
                }
    return found - {"message"}


def catalogue(folder: Path, locale: str) -> dict[str, str]:
    with (folder / f"{locale}.po").open("rb") as source:
        return {
            message.id: message.string
            for message in read_po(source, locale=locale)
            if isinstance(message.id, str)
        }


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_is_translated(locale: str) -> None:
    frame, ours = (
        catalogue(ROOT / "shared/web/translations", locale),
        catalogue(SERVICE / "translations", locale),
    )
    assert len(said()) > 200
    assert sorted(text for text in said() if not (frame | ours).get(text)) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_is_translated_that_nobody_says(locale: str) -> None:
    assert sorted(catalogue(SERVICE / "translations", locale).keys() - said() - {""}) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_parameters_are_the_same(locale: str) -> None:
    ours = catalogue(SERVICE / "translations", locale)
    for text, translated in ours.items():
        if text:
            assert sorted(PARAMETER.findall(text)) == sorted(PARAMETER.findall(translated)), text
