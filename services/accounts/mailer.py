"""Mails: composed in the reader's language as text and as HTML, sent by SMTP, or laid into a folder where no MAIL_URL
is set."""

import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader

from services.accounts import bounces, words
from services.accounts.domain.mail_domain import ascii_of
from shared.config import Settings
from shared.directory import Platform
from shared.messages import N_

TIMEOUT_SECONDS = 10
SHORT = 68
BRAND = {"zh-Hans": "实训", "zh-Hant": "實訓"}
CHOOSE = N_("Which mails come, and when, is chosen here:")
RUN_BY = N_("Run by %(name)s")
LEAVE = N_("No more mails of this kind:")

_letters = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "letters"), autoescape=True, trim_blocks=True
)
_AS_IS = policy.default.clone(refold_source="none")
"""A link in a header stays in one piece, whatever its length: folded, it would be encoded and no link any more."""


class NotSent(Exception):
    """The server took no mail. Says why by the kind of error alone: the server's words hold the address."""


class Refused(NotSent):
    """The server says that this address will never take a mail. ``to`` is kept out of what is logged."""

    def __init__(self, to: str) -> None:
        super().__init__("the address takes no mail")
        self.to = to


@dataclass(frozen=True)
class Line:
    """One of a list in a mail: a sentence, what stands below it, where it leads."""

    text: str
    link: str
    below: str = ""
    late: bool = False


def compose(
    to: str, subject: str, lines: Sequence[str], language: str, settings: Settings, message_id: str, at: datetime, *,
    run_by: Platform | None, rows: Sequence[Line] = (), leave: str = "", **params: Any,
) -> EmailMessage:  # fmt: skip
    """Plain text and HTML of the same words; ``message_id`` stays the same when the job is tried again. ``run_by`` ends
    it: whose platform this is. ``leave``: the link that ends mails of this kind (RFC 8058), for those that are not
    necessary."""
    catalogue, host = words.in_language(language), urlsplit(settings.public_url).hostname
    message = EmailMessage(policy=_AS_IS)
    message["From"] = f"Shixun <no-reply@{host}>"
    message["To"] = to
    subject = words.said(catalogue, subject, params)
    message.set_raw("Subject", _subject(subject))
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{message_id}@{host}>"
    said = [(line, words.said(catalogue, line, params)) for line in lines]
    paragraphs = [Line(text, text if line == "%(link)s" else "") for line, text in said]
    foot: list[Line] = []
    if leave:
        message.set_raw("List-Unsubscribe", f"<{leave}>")
        message.set_raw("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
        choose = f"{settings.public_url}/accounts/mails"
        foot = [Line(catalogue.gettext(CHOOSE), choose), Line(catalogue.gettext(LEAVE), leave)]
    foot += [Line(text, "") for text in _run_by(run_by, catalogue)]
    # 8bit: the folder of local mode is read by people and programs
    message.set_content(_text(paragraphs, rows, foot), cte="8bit")
    html = _letters.get_template("letter.html").render(
        lang=language, brand=BRAND.get(language, "Shixun"), subject=subject, paragraphs=paragraphs,
        rows=rows, foot=foot,
    )  # fmt: skip
    message.add_alternative(html, subtype="html", cte="8bit")
    return message


def _run_by(platform: Platform | None, catalogue: Translations) -> list[str]:
    """Whose platform it is and how to reach them; below it their legal line, since a line of a mail is short."""
    if platform is None:
        return []
    name = words.said(catalogue, RUN_BY, {"name": platform.name})
    reached = " · ".join(part for part in (name, platform.contact, platform.website) if part)
    return [part for part in (reached, platform.legal) if part]


def _subject(text: str) -> str:
    """Encoded here, since a name may look encoded already: read as such (RFC 2047), it could hold the end of the line
    and headers of its own."""
    plain = text.isascii() and text.isprintable() and "=?" not in text and len(text) < SHORT
    return text if plain else Header(text, "utf-8", header_name="Subject").encode()


def _text(paragraphs: Sequence[Line], rows: Sequence[Line], foot: Sequence[Line]) -> str:
    listed = ["\n".join(part for part in (f"- {row.text}", row.below, row.link) if part) for row in rows]
    below = ["-- \n" + "\n".join(f"{line.text} {line.link}".rstrip() for line in foot)] if foot else []
    return "\n\n".join([*(one.text for one in paragraphs), *listed, *below]) + "\n"


def send(message: EmailMessage, settings: Settings) -> None:
    """Raises OSError or NotSent; the job tries again."""
    if not settings.mail_url:
        settings.mail_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").split("@")[0]
        begun = settings.mail_dir / f".{name}"
        begun.write_bytes(bytes(message))
        begun.replace(
            settings.mail_dir / f"{name}.eml"
        )  # whole or not at all: who reads the folder sees no half mail
        return
    to, sender = message["To"], _return_path(message, settings)
    message.replace_header("To", _on_the_wire(to))
    with _connected(urlsplit(settings.mail_url)) as server:
        try:
            server.send_message(message, from_addr=sender)
        except smtplib.SMTPRecipientsRefused as error:
            said = list(error.recipients.values())
            final = all(_no_such_mailbox(code, why) for code, why in said)
            raise Refused(to) if final else NotSent(str([code for code, _ in said])) from None
        except smtplib.SMTPException as error:
            raise NotSent(type(error).__name__) from None


def _on_the_wire(address: str) -> str:
    """With its domain as the name system knows it: in other letters it would ask every server for SMTPUTF8."""
    name, _, domain = address.rpartition("@")
    return f"{name}@{ascii_of(domain) or domain}"


def _connected(url: SplitResult) -> smtplib.SMTP:
    """To the server that its certificate names, where it offers TLS; a password goes no other way."""
    host, secure, trust = url.hostname or "localhost", url.scheme == "smtps", ssl.create_default_context()
    server: smtplib.SMTP
    if secure:
        server = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_SECONDS, context=trust)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT_SECONDS)
    try:
        server.ehlo_or_helo_if_needed()  # only then is it known what the server can
        if not secure and server.has_extn("starttls"):
            server.starttls(context=trust)
            secure = True
        if url.username and not secure:
            raise NotSent("the server offers no TLS for the password")
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except Exception:
        server.close()
        raise
    return server


def _return_path(message: EmailMessage, settings: Settings) -> str | None:
    """None: as the mail says whom it is from."""
    return bounces.return_path(message["To"], parsedate_to_datetime(message["Date"]), settings)


def _no_such_mailbox(code: int, why: bytes) -> bool:
    """RFC 5321, 4.2.3; where a code of RFC 3463 stands besides, one of address or mailbox: 5.7 is a policy."""
    enhanced = re.match(rb"5\.(\d+)\.", why)
    return code in (550, 551, 553) and (enhanced is None or enhanced[1] in (b"1", b"2"))


def sweep(settings: Settings, now: datetime) -> None:
    """Delete the mails in the folder that were written so many days ago, and what whoever died began."""
    written_before = now - timedelta(days=settings.mail_days)
    for path in settings.mail_dir.glob("*"):
        date = message_from_bytes(path.read_bytes(), policy=policy.default)["Date"]
        written = date.datetime if date else datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if written < written_before:
            path.unlink(missing_ok=True)


def forget(address: str, settings: Settings) -> None:
    """Delete the mails to this address that lie in the folder; where they leave by SMTP none lie here."""
    for path in settings.mail_dir.glob("*"):
        if message_from_bytes(path.read_bytes(), policy=policy.default)["To"] == address:
            path.unlink(missing_ok=True)
