"""Mails: composed in the reader's language, sent by SMTP, or laid into a folder where no MAIL_URL is set."""

import smtplib
import ssl
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from babel.support import Translations

from shared.config import Settings

TIMEOUT_SECONDS = 10


class NotSent(Exception):
    """The server took no mail. Says why by the kind of error alone: the server's words hold the address."""


def compose(
    to: str, subject: str, lines: list[str], catalogue: Translations, settings: Settings, message_id: str, at: datetime,
    **params: str,
) -> EmailMessage:  # fmt: skip
    """A plain mail; ``message_id`` stays the same when the job is tried again."""
    message = EmailMessage()
    message["From"] = f"Shixun <no-reply@{urlsplit(settings.public_url).hostname}>"
    message["To"] = to
    message["Subject"] = catalogue.gettext(subject) % params
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{message_id}@{urlsplit(settings.public_url).hostname}>"
    text = "\n\n".join(catalogue.gettext(line) % params for line in lines) + "\n"
    message.set_content(text, cte="8bit")  # the folder of local mode is read by people and programs
    return message


def send(message: EmailMessage, settings: Settings) -> None:
    """Raises OSError or NotSent; the job tries again."""
    if not settings.mail_url:
        settings.mail_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").split("@")[0]
        (settings.mail_dir / f"{name}.eml").write_bytes(bytes(message))
        return
    url = urlsplit(settings.mail_url)
    host, secure = url.hostname or "localhost", url.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with kind(host, url.port or (465 if secure else 25), timeout=TIMEOUT_SECONDS) as server:
        if not secure and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        try:
            server.send_message(message)
        except smtplib.SMTPException as error:
            raise NotSent(type(error).__name__) from None


def sweep(settings: Settings, now: datetime) -> None:
    """Delete the mails in the folder that were written so many days ago."""
    written_before = now - timedelta(days=settings.mail_days)
    for path in settings.mail_dir.glob("*.eml"):
        date = message_from_bytes(path.read_bytes(), policy=policy.default)["Date"]
        if date is None or date.datetime < written_before:
            path.unlink(missing_ok=True)


def forget(address: str, settings: Settings) -> None:
    """Delete the mails to this address that lie in the folder; where they leave by SMTP none lie here."""
    for path in settings.mail_dir.glob("*.eml"):
        if message_from_bytes(path.read_bytes(), policy=policy.default)["To"] == address:
            path.unlink(missing_ok=True)
