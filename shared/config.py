"""Settings of one process, read once from the environment.

Every setting is documented in docs/operations.md; a test compares the two.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:[0-9]{1,5})?")
_ADDRESS = re.compile(r"[a-z0-9._-]{1,20}@[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_TERM = re.compile(r"([a-z]{2,8}) +([1-9][0-9]?) +(\S.{0,199})")
_SECRET = ("MONGODB_URI", "MAIL_URL", "SMS_SECRET")
SERVICES = ("accounts", "projects", "matching", "portfolio")


class SettingsError(Exception):
    """One sentence for each setting that is missing or wrong."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Term:
    """How long something has to be kept, and the rule that says so."""

    years: int
    source: str


Terms = Mapping[str, Term]
"""By region; a region that is missing has no term yet."""


@dataclass(frozen=True)
class Settings:
    service: str
    public_url: str
    mongodb_uri: str = field(repr=False)
    kafka_bootstrap_servers: str
    name_prefix: str
    files_dir: Path
    keys_dir: Path
    mail_url: str = field(repr=False)
    mail_dir: Path
    bounce_address: str
    outbound_hosts: frozenset[str]
    sms_url: str
    sms_secret: str = field(repr=False)
    tsa_url: str
    tsa_roots: Path | None
    test_clock_file: Path | None
    demo_dir: Path | None
    log_level: str
    database_timeout_ms: int
    outbox_days: int
    export_days: int
    mail_days: int
    parked_days: int
    trace_days: int
    invitation_days: int
    unconfirmed_days: int
    credit_terms: Terms = field(hash=False)
    terms_version: date

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the product: local-only things exist only then."""
        return is_local(self.public_url)

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def database_name(self) -> str:
        return f"{self.name_prefix}shixun_{self.service}"

    def topic(self, name: str) -> str:
        return f"{self.name_prefix}{name}"

    @classmethod
    def from_env(cls, service: str, env: Mapping[str, str] | None = None) -> "Settings":
        """Raises SettingsError that names everything missing or wrong at once."""
        source = _Source(os.environ if env is None else env)
        settings = cls(
            service=service,
            public_url=source.url("PUBLIC_URL", "http://127.0.0.1:8080"),
            mongodb_uri=source.required("MONGODB_URI", "mongodb://127.0.0.1:27017/?replicaSet=rs0"),
            kafka_bootstrap_servers=source.required("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092"),
            name_prefix=source.text("NAME_PREFIX", ""),
            files_dir=Path(source.text("FILES_DIR", "var/files")).absolute(),
            keys_dir=Path(source.text("KEYS_DIR", "var/keys")).absolute(),
            mail_url=source.text("MAIL_URL", ""),
            mail_dir=Path(source.text("MAIL_DIR", "var/mail")).absolute(),
            bounce_address=source.mail("BOUNCE_ADDRESS"),
            outbound_hosts=source.hosts("OUTBOUND_HOSTS"),
            sms_url=source.https("SMS_URL"),
            sms_secret=source.text("SMS_SECRET", ""),
            tsa_url=source.https("TSA_URL"),
            tsa_roots=source.path("TSA_ROOTS"),
            test_clock_file=source.path("TEST_CLOCK_FILE"),
            demo_dir=source.path("DEMO_DIR"),
            log_level=source.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
            database_timeout_ms=source.number("DATABASE_TIMEOUT_MS", 2500),
            outbox_days=source.number("OUTBOX_DAYS", 3650),
            export_days=source.number("EXPORT_DAYS", 7),
            mail_days=source.number("MAIL_DAYS", 30),
            parked_days=source.number("PARKED_DAYS", 30),
            trace_days=source.number("TRACE_DAYS", 365, least=14),
            invitation_days=source.number("INVITATION_DAYS", 30),
            unconfirmed_days=source.number("UNCONFIRMED_DAYS", 30),
            credit_terms=source.terms("CREDIT_TERMS"),
            terms_version=source.day("TERMS_VERSION", date(2026, 11, 1)),
        )
        problems = source.problems
        for name in ("TEST_CLOCK_FILE", "DEMO_DIR"):
            if getattr(settings, name.lower()) and not settings.is_local:
                problems.append(f"{name} works only while PUBLIC_URL is a loopback address: unset it.")
        if settings.tsa_url and settings.tsa_roots is None:
            problems.append("TSA_URL is set; set TSA_ROOTS to the file with its root certificates too.")
        if service not in SERVICES:
            problems.append(f"There is no service {service!r}; there are {', '.join(SERVICES)}.")
        if problems:
            raise SettingsError(problems)
        return settings


class _Source:
    """Reads the environment and collects what is wrong."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.problems: list[str] = []

    def text(self, name: str, default: str) -> str:
        return self.env.get(name, "").strip() or self._in_file(name) or default

    def _in_file(self, name: str) -> str:
        """A secret may lie in a file, which ``<name>_FILE`` names."""
        place = self.env.get(f"{name}_FILE", "").strip() if name in _SECRET else ""
        try:
            return Path(place).read_text(encoding="utf-8").strip() if place else ""
        except (OSError, UnicodeError):
            self.problems.append(f"{name}_FILE names a file that cannot be read.")
            return ""

    def required(self, name: str, example: str) -> str:
        value = self.text(name, "")
        if not value:
            self.problems.append(f"{name} is not set; it looks like {example}.")
        return value

    def path(self, name: str) -> Path | None:
        value = self.env.get(name, "").strip()
        return Path(value).absolute() if value else None

    def number(self, name: str, default: int, least: int = 1) -> int:
        value = self.text(name, str(default))
        if value.isascii() and value.isdigit() and int(value) >= least:
            return int(value)
        self.problems.append(f"{name} is {value!r}; it must be a whole number, {least} or more.")
        return default

    def terms(self, name: str) -> Terms:
        found: dict[str, Term] = {}
        for part in filter(None, (one.strip() for one in self.text(name, "").split(";"))):
            match = _TERM.fullmatch(part)
            if match is None:
                self.problems.append(
                    f"{name} has {part!r}; it must be region, years and rule: cn 30 name of the rule; tw 10 its name."
                )
            else:
                found[match[1]] = Term(int(match[2]), match[3])
        return found

    def hosts(self, name: str) -> frozenset[str]:
        found = [host.strip().lower() for host in self.text(name, "").split(",") if host.strip()]
        wrong = [host for host in found if not _HOST.fullmatch(host)]
        if wrong:
            self.problems.append(
                f"{name} has {wrong[0]!r}; it must be names like qyapi.weixin.qq.com, with commas between them."
            )
        return frozenset(found) - frozenset(wrong)

    def mail(self, name: str) -> str:
        value = self.text(name, "").lower()
        if value and not _ADDRESS.fullmatch(value):
            self.problems.append(
                f"{name} is {value!r}; it must be like bounces@shixun.example, with a short name."
            )
            return ""
        return value

    def https(self, name: str) -> str:
        value = self.text(name, "")
        if value and (not value.startswith("https://") or not urlsplit(value).hostname):
            self.problems.append(f"{name} must begin with https:// and a host.")
            return ""
        return value

    def day(self, name: str, default: date) -> date:
        value = self.text(name, default.isoformat())
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.problems.append(f"{name} is {value!r}; it must be a day like {default.isoformat()}.")
            return default

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in choices:
            self.problems.append(f"{name} is {value!r}; it must be one of {', '.join(choices)}.")
        return value

    def url(self, name: str, default: str) -> str:
        value = self.text(name, default).rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
            self.problems.append(
                f"{name} is {value!r}; it must be like https://shixun.example, without a path."
            )
        elif parts.scheme == "http" and not _is_loopback(parts.hostname):
            self.problems.append(f"{name} is {value!r}; only a loopback address may do without https.")
        return value


def is_local(public_url: str) -> bool:
    """Only people on this machine reach an address of the loopback."""
    return _is_loopback(urlsplit(public_url).hostname or "")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
