"""The words of mails, which no request gives a language to."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from babel.support import Translations

from shared.messages import MANY
from shared.web.i18n import LANGUAGES, catalogue, directories_of


def in_language(language: str) -> Translations:
    return catalogue(tuple(directories_of(Path(__file__).parent)), LANGUAGES.get(language, "en"))


def said(catalogue: Translations, message: str, params: Mapping[str, Any]) -> str:
    """A stored sentence with its parameters, as its page shows it."""
    many = MANY.get(message)
    text = catalogue.ngettext(message, many, params["num"]) if many else catalogue.gettext(message)
    return str(text % params)
