"""The words of mails, which no request gives a language to."""

from pathlib import Path

from babel.support import Translations

from shared.web.i18n import LANGUAGES, catalogue, directories_of


def in_language(language: str) -> Translations:
    return catalogue(tuple(directories_of(Path(__file__).parent)), LANGUAGES.get(language, "en"))
