"""When the daily mail goes out, and that what people typed is text in both parts of a mail."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import marshmallow as ma
import pytest

from services.accounts import mailer
from services.accounts.domain.mails import next_morning
from shared.config import Settings
from shared.directory import Platform
from shared.text import Line, Text
from tests.security.payloads import MARK, PAYLOADS

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_it_is_eight_o_clock_of_the_zone_on_the_days_when_clocks_change() -> None:
    for before, hours in (("2026-03-28", 23), ("2026-10-24", 25)):
        there = ZoneInfo("Europe/Dublin")
        first = datetime.fromisoformat(f"{before}T08:00").replace(tzinfo=there).astimezone(UTC)
        following = next_morning("Europe/Dublin", first, first)
        assert following - first == timedelta(hours=hours)
        assert following.astimezone(there).strftime("%H:%M") == "08:00"


@pytest.mark.parametrize(
    ("now", "last", "expected"),
    [
        ("2026-11-24T07:59", None, "2026-11-24T08:00"),
        ("2026-11-24T08:00", None, "2026-11-25T08:00"),
        ("2026-11-24T07:00", "2026-11-24T06:00", "2026-11-25T08:00"),
        ("2026-11-27T12:00", "2026-11-24T08:00", "2026-11-28T08:00"),
    ],
)
def test_it_is_the_next_one_and_one_a_day(now: str, last: str | None, expected: str) -> None:
    zone = ZoneInfo("Asia/Taipei")
    at, before = (datetime.fromisoformat(one).replace(tzinfo=zone) if one else None for one in (now, last))
    assert at is not None
    found = next_morning("Asia/Taipei", at, before)
    assert found.astimezone(zone).strftime("%Y-%m-%dT%H:%M") == expected


def test_every_day_of_a_year_has_one_in_every_kind_of_zone() -> None:
    for name in (
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Casablanca",
        "Asia/Shanghai",
    ):
        at, days = datetime(2026, 1, 1, tzinfo=UTC), []
        while at < datetime(2027, 1, 1, tzinfo=UTC):
            at = next_morning(name, at, at)
            days.append(at.astimezone(ZoneInfo(name)).date())
        assert all(later - day == timedelta(days=1) for day, later in pairwise(days)), name


class Read(HTMLParser):
    """The tags, the attributes and the words of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, list[str]] = {}
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("settings")
    env = {"MONGODB_URI": "mongodb://127.0.0.1:1", "KAFKA_BOOTSTRAP_SERVERS": "x", "MAIL_DIR": str(folder)}
    return Settings.from_env("accounts", env)


def typed() -> list[tuple[str, str]]:
    """The payloads as the product lets them in: (as a name, as a reason)."""
    found = []
    for payload in PAYLOADS:
        try:
            found.append((Line(100).deserialize(payload), Text(300).deserialize(payload)))
        except ma.ValidationError:
            continue
    assert len(found) > 50
    return found


def test_what_people_typed_is_text_in_subject_text_and_html(settings: Settings) -> None:
    for name, reason in typed():
        message = mailer.compose(
            "lin@qinglan.example", "%(by)s asks you to stand in", ["Hello %(name)s,", "%(reason)s", "%(link)s"], "en",
            settings, "m1", AT, run_by=Platform(name, name, "", reason[:200]),
            rows=[mailer.Line(name, "http://127.0.0.1:8080/x", reason)],
            leave="http://127.0.0.1:8080/leave", name=name, by=name, reason=reason, link="http://127.0.0.1:8080/y",
        )  # fmt: skip
        assert bytes(message).partition(b"\n\n")[0].count(b"\n") < 20
        assert message_from_bytes(bytes(message), policy=policy.default).keys() == message.keys(), name
        shown = str(make_header(decode_header(message_from_bytes(bytes(message))["Subject"])))
        assert shown == f"{name} asks you to stand in".strip(), name
        plain, html = (part.get_content() for part in message.iter_parts())  # type: ignore[attr-defined]
        read = Read(html)
        assert read.tags <= {"html", "head", "meta", "title", "body", "div", "p", "a"}, (name, read.tags)
        assert set(read.attributes) <= {"lang", "charset", "name", "content", "style", "href"}, name
        assert all(link.startswith("http://127.0.0.1:8080/") for link in read.attributes["href"]), name
        assert MARK not in "".join("".join(values) for values in read.attributes.values())
        assert f"Hello {name}," in read.words
        assert f"Hello {name}," in plain
        assert set(message.keys()) == {
            "From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version",
            "Content-Type",
        }, f"a header of its own came out of {name!r}"  # fmt: skip


def test_nothing_in_a_mail_is_fetched_from_anywhere() -> None:
    source = (Path(mailer.__file__).parent / "letters" / "letter.html").read_text(encoding="utf-8")
    for word in ("<img", "<link", "<script", "@import", "url(", "src=", "|safe"):
        assert word not in source


def test_no_line_of_a_mail_is_longer_than_smtp_lets_through(settings: Settings) -> None:
    """998 bytes, RFC 5322, 2.1.1: names and reasons of the greatest length in letters of three bytes."""
    message = mailer.compose(
        "lin@qinglan.example", "%(name)s", ["Hello %(name)s,", "%(reason)s"], "zh-Hans", settings, "m1", AT,
        run_by=Platform("台" * 120, "号" * 120, "https://" + "x" * 112, "法" * 200),
        rows=[mailer.Line("项" * 200, "http://127.0.0.1:8080/x", "限" * 100)],
        leave="http://127.0.0.1:8080/" + "x" * 90, name="名" * 100, reason="由" * 300,
    )  # fmt: skip
    lines = bytes(message).split(b"\n")
    assert max(map(len, lines)) <= 998
    assert b"List-Unsubscribe: <http://127.0.0.1:8080/" + b"x" * 90 + b">" in lines


def test_nobody_who_reads_the_folder_sees_half_a_mail(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, whole = [], Path.write_bytes

    def slowly(path: Path, content: bytes) -> int:
        whole(path, content[:10])
        seen.extend(settings.mail_dir.glob("*.eml"))
        return whole(path, content)

    monkeypatch.setattr(Path, "write_bytes", slowly)
    message = mailer.compose(
        "lin@qinglan.example", "Hello", ["%(link)s"], "en", settings, "m2", AT, run_by=None, link="x"
    )
    mailer.send(message, settings)
    assert seen == []
    assert [path.read_bytes() for path in settings.mail_dir.glob("*.eml")] == [bytes(message)]


def test_a_file_that_says_no_date_goes_by_its_age_alone(settings: Settings) -> None:
    settings.mail_dir.mkdir(exist_ok=True)
    begun = [settings.mail_dir / name for name in ("m3.eml", ".m4")]
    for path in begun:
        path.write_bytes(b"")
    mailer.sweep(settings, datetime.now(UTC))
    assert all(path.exists() for path in begun)
    mailer.sweep(settings, datetime.now(UTC) + timedelta(days=settings.mail_days + 1))
    assert not any(path.exists() for path in begun)


def test_of_who_is_forgotten_what_was_only_begun_goes_too(settings: Settings) -> None:
    begun = settings.mail_dir / ".m5"
    begun.write_bytes(b"From: a@b.example\nTo: wu@qinglan.example\n\nHel")
    mailer.forget("wu@qinglan.example", settings)
    assert not begun.exists()
