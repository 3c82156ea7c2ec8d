"""The catalogues that accounts speaks with: what waits is said in the words of the service that asks for it."""

from pathlib import Path

from babel.support import Translations

from shared.web.i18n import LANGUAGES, SHARED, catalogue

_HERE = Path(__file__).parent
OTHERS = tuple(_HERE.parent / name / "translations" for name in ("projects", "matching", "portfolio"))


def in_language(language: str) -> Translations:
    """For mails, which no request gives a language to."""
    return catalogue((SHARED, *OTHERS, _HERE / "translations"), LANGUAGES.get(language, "en"))
