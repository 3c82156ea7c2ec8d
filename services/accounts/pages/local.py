"""What exists on one's own machine alone: the mails that were sent, and the page of all macros."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from flask import Blueprint, render_template, request

from services.accounts import permissions
from services.accounts.pages import reader
from shared import clock
from shared.errors import NotFound
from shared.messages import N_
from shared.web.i18n import THEMES
from shared.web.permissions import needs

pages = Blueprint("local", __name__, url_prefix="/accounts")

MOST = 100


@dataclass(frozen=True)
class Mail:
    name: str
    to: str
    subject: str
    date: str
    text: str


def _files() -> list[Path]:
    """Newest first; the folder is empty where mails leave by SMTP."""
    found = reader.settings().mail_dir.glob("*.eml")
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)[:MOST]


def _read(path: Path) -> Mail:
    message = cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=policy.default))
    return Mail(path.stem, message["To"], message["Subject"], message["Date"], _text(message))


def _text(message: EmailMessage) -> str:
    plain = message.get_body(("plain",))
    return str(plain.get_content()) if plain is not None else ""


@pages.get("/mail")
@needs(permissions.PUBLIC)
def mails() -> str:
    return render_template("accounts/mails.html", mails=[_read(path) for path in _files()])


@pages.get("/mail/<name>")
@needs(permissions.PUBLIC)
def mail(name: str) -> str:
    path = next((path for path in _files() if path.stem == name), None)
    if path is None:
        raise NotFound(N_("There is no such mail."))
    return render_template("accounts/mail.html", mail=_read(path))


@pages.get("/style")
@needs(permissions.PUBLIC)
def style() -> str:
    """``?theme=dark`` shows it dark, whatever the reader has chosen."""
    asked = request.args.get("theme")
    chosen = {"theme": asked} if asked in THEMES else {}
    return render_template("style.html", now=clock.now(), themes=THEMES, **chosen)
