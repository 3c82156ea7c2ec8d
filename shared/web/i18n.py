"""Languages: catalogues compiled in memory from the .po files of shared/web and of the service; zones and formats."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_timezone
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, request
from flask_babel import Babel, Domain, get_locale

LANGUAGES = {"zh-Hans": "zh_Hans_CN", "zh-Hant": "zh_Hant_TW", "en": "en"}
THEMES = ("auto", "light", "dark")
COOKIE = "preferences"


@dataclass(frozen=True)
class Preferences:
    """How this browser's reader wants pages. Set by accounts in a cookie that every service reads."""

    language: str
    theme: str
    zone: str

    def cookie(self) -> str:
        return f"{self.language}.{self.theme}.{self.zone}"


def preferences() -> Preferences:
    """From the cookie; what is missing or odd there from the browser's languages and the defaults."""
    language, theme, zone = [*request.cookies.get(COOKIE, "").split(".", 2), "", "", ""][:3]
    return Preferences(
        language if language in LANGUAGES else _accepted(),
        theme if theme in THEMES else "auto",
        zone if is_zone(zone) else "Asia/Shanghai",
    )


@lru_cache(maxsize=512)
def is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (KeyError, ValueError, OSError):  # unknown, no name of a zone, a folder of zones
        return False


def _accepted() -> str:
    """The first language of the browser's list that we speak: zh-TW, zh-HK and zh-MO read 繁體."""
    for wanted, _ in request.accept_languages:
        name = wanted.lower()
        if name.startswith("zh"):
            traditional = any(part in name for part in ("hant", "tw", "hk", "mo"))
            return "zh-Hant" if traditional else "zh-Hans"
        if name.startswith("en"):
            return "en"
    return "en"


def written_day(at: datetime, zone: str, locale: Locale | str | None) -> str:
    """As "Fri 12 June 2026" or "2026年6月12日 周五": the day in that zone."""
    return _written(at.astimezone(get_timezone(zone)).date(), str(locale or "en"))


@lru_cache(maxsize=4096)
def _written(day: date, locale: str) -> str:
    """A list names the same days again and again, and each costs a tenth of a millisecond."""
    form = "y年M月d日 EEE" if locale.startswith("zh") else "EEE d MMMM y"
    return format_date(day, form, locale=locale)


def written_short(at: datetime, zone: str, locale: Locale | str | None) -> str:
    """As "12 Jun" or "6月12日", for pictures that have no room for the rest."""
    form = "M月d日" if str(locale).startswith("zh") else "d MMM"
    return format_date(at.astimezone(get_timezone(zone)).date(), form, locale=locale or "en")


def written_moment(at: datetime, zone: str, locale: Locale | str | None) -> str:
    """The day with hour and minute, in that zone."""
    local = at.astimezone(get_timezone(zone))
    return f"{written_day(at, zone, locale)} {local:%H:%M}"


def language() -> str:
    """zh-Hans, zh-Hant or en: the reader's."""
    locale = str(get_locale() or "en")
    return next((name for name, code in LANGUAGES.items() if locale == code), "en")


class Catalogues(Domain):
    """Flask-Babel's domain over .po files: no compiled file lies about that could be stale."""

    def __init__(self, directories: Sequence[Path]) -> None:
        super().__init__([str(path) for path in directories])
        self.directories = tuple(directories)

    def get_translations(self) -> Translations:
        return catalogue(self.directories, str(get_locale() or "en"))


@lru_cache(maxsize=32)
def catalogue(directories: tuple[Path, ...], locale: str) -> Translations:
    merged = Translations()
    for directory in directories:
        path = directory / f"{locale}.po"
        if path.exists():
            compiled = io.BytesIO()
            with path.open("rb") as source:
                write_mo(compiled, read_po(source, locale=locale))
            read = Translations(io.BytesIO(compiled.getvalue()))
            merged.merge(read)
            # merge() would leave English's rule in place
            merged.plural = read.plural
    return merged


class _Babel(Babel):
    """Flask-Babel names its domain by text only; this one has its catalogues in hand."""

    domain_instance: Catalogues = None  # type: ignore[assignment]


SHARED = Path(__file__).parent / "translations"


def directories_of(service_dir: Path) -> list[Path]:
    """Where the service's words stand: every other service's, since one stores what another shows; then the shared
    ones, so that the frame says the same everywhere; its own come last and win."""
    own = service_dir / "translations"
    others = [path for path in sorted(service_dir.parent.glob("*/translations")) if path != own]
    return [*others, SHARED, own]


def register(app: Flask, service_dir: Path) -> None:
    directories = directories_of(service_dir)
    babel = _Babel()
    babel.domain_instance = Catalogues(directories)
    babel.init_app(
        app,
        default_locale="en",
        locale_selector=lambda: Locale.parse(LANGUAGES[preferences().language]),
        timezone_selector=lambda: preferences().zone,
    )
