"""What exists on one's own machine alone: the mails that were sent, the demo, and the page of all macros."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, schemas
from services.accounts.pages import reader
from services.accounts.usecases import wishing
from shared import clock
from shared.errors import NotFound
from shared.messages import N_
from shared.web import forms
from shared.web.i18n import THEMES
from shared.web.permissions import needs

pages = Blueprint("local", __name__, url_prefix="/accounts")

MOST = 100


@dataclass(frozen=True)
class Mail:
    name: str
    to: str
    subject: str
    sent: datetime
    text: str


def _files() -> list[Path]:
    """Newest first; the folder is empty where mails leave by SMTP."""
    found = reader.settings().mail_dir.glob("*.eml")
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)[:MOST]


def _read(path: Path) -> Mail:
    message = cast(EmailMessage, message_from_bytes(path.read_bytes(), policy=policy.default))
    return Mail(path.stem, message["To"], message["Subject"], message["Date"].datetime, _text(message))


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


@pages.get("/first/demo")
@needs(permissions.PUBLIC)
def demo() -> ResponseReturnValue:
    """What loading it does, then how far it is, in the end who can be signed in as."""
    found = wishing.progress(reader.settings())
    if found is None and not wishing.is_empty():
        return reader.see_other("/")
    return _demo(forms.filled({"code": request.args.get("code", "")}), found)


def _demo(form: forms.Form, found: dict[str, Any] | None = None) -> str:
    return render_template("accounts/first_demo.html", form=form, found=found)


@pages.post("/first/demo")
@needs(permissions.PUBLIC)
def wish_for_demo() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        wishing.wish(reader.settings(), data["code"])
        return "/accounts/first/demo"

    return forms.submit(schemas.FirstDemo(), work, _demo)


@pages.get("/style")
@needs(permissions.PUBLIC)
def style() -> str:
    """``?theme=dark`` shows it dark, whatever the reader has chosen."""
    asked = request.args.get("theme")
    chosen = {"theme": asked} if asked in THEMES else {}
    return render_template("style.html", now=clock.now(), themes=THEMES, **chosen)
