"""The file that a person takes with them: what each service holds as JSON, and a page to read it by itself."""

import io
import json
import zipfile
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from services.accounts import mailer, words
from services.accounts.domain.export import OTHERS, Export
from services.accounts.domain.person import Person
from services.accounts.store import exporting as store
from services.accounts.store import people
from services.accounts.usecases import erasing, exporting
from shared import directory
from shared.config import Settings
from shared.errors import NotFound
from shared.exporting import Sections
from shared.files import CHUNK, Files
from shared.messages import N_
from shared.messaging.jobs import Job, Kinds, Work
from shared.web.i18n import LANGUAGES, written_day

HERE = Path(__file__).parent / "templates"
READY = [
    N_("Hello %(name)s,"),
    N_("what this platform holds about you is in one file. It can be fetched until %(day)s, after signing in:"),
    "%(link)s",
]  # fmt: skip
SERVICES = ("accounts", *OTHERS)


def kinds(settings: Settings) -> Kinds:
    files, keep = Files.of(settings), timedelta(days=settings.export_days)

    def kept(job: Job, made: tuple[str, int] | None, now: datetime) -> None:
        if made is not None:
            exporting.built(job.subject, made[0], made[1], keep, now)

    def remove(job: Job, now: datetime) -> None:  # noqa: ARG001
        exporting.remove_files(job, files)

    def removed(job: Job, result: None, now: datetime) -> None:  # noqa: ARG001
        erasing.files_gone(job.params.get("erasure", ""), now)

    def told(job: Job, result: None, now: datetime) -> None:
        """The mail is out; there is nothing to write."""

    return {
        exporting.BUILD: Work(partial(_build, settings, files), kept),
        exporting.MAIL: Work(partial(_mail, settings), told),
        exporting.REMOVE: Work(remove, removed),
    }


def _build(settings: Settings, files: Files, job: Job, now: datetime) -> tuple[str, int] | None:
    """Made in memory, laid down as a private file; returns its hash and size."""
    export = exporting.may_build(job)
    if export is None:
        return None
    person = people.person(export.person)
    held = {"accounts": store.of(person.id)} | {name: store.parts(export.id, name) for name in OTHERS}
    data = packed(held, person, settings.public_url, now)
    files.drop(export.id)
    for at in range(0, len(data), CHUNK):
        files.append(export.id, at, data[at : at + CHUNK])
    sha256, size, _ = files.digest(export.id)
    files.keep(export.id, sha256)
    files.drop(export.id)
    return sha256, size


def file_of(export: Export) -> dict[str, Any]:
    """For ``send``. Raises NotFound while there is none."""
    if export.state != "ready":
        raise NotFound(N_("There is no such file, or no longer."))
    return {"sha256": export.sha256, "name": "shixun.zip", "media_type": "application/zip"}


def packed(held: dict[str, Sections], person: Person, public_url: str, now: datetime) -> bytes:
    """A ZIP: index.html in the person's language, style.css, and one JSON file for each service."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("index.html", _index(held, person, public_url, now))
        file.writestr("style.css", (HERE / "export" / "style.css").read_text(encoding="utf-8"))
        for name in SERVICES:
            file.writestr(f"{name}.json", json.dumps(held[name], ensure_ascii=False, indent=1) + "\n")
    return buffer.getvalue()


def _index(held: dict[str, Sections], person: Person, public_url: str, now: datetime) -> str:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, extensions=["jinja2.ext.i18n"], trim_blocks=True
    )
    catalogue = words.in_language(person.language)
    environment.install_gettext_translations(catalogue, newstyle=True)  # type: ignore[attr-defined]
    page = environment.get_template("export/index.html")
    return page.render(
        held=held, services=SERVICES, name=person.name, lang=person.language, public_url=public_url,
        day=written_day(now, person.zone, LANGUAGES[person.language]), nested=_nested, title=catalogue.gettext,
    )  # fmt: skip


def _nested(value: Any) -> str:
    """Lists and maps as indented JSON; what is plain as it is."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)


def _mail(settings: Settings, job: Job, now: datetime) -> None:
    export, person = store.export(job.subject), people.person(job.params["person"])
    if export is None or export.until is None:
        return
    params: dict[str, Any] = {
        "name": person.name, "link": f"{settings.public_url}/accounts/privacy",
        "day": written_day(export.until, person.zone, LANGUAGES[person.language]),
    }  # fmt: skip
    message = mailer.compose(
        person.mail, N_("Your data are ready to fetch"), READY, person.language, settings, job.id, now,
        run_by=directory.platform(), **params,
    )  # fmt: skip
    mailer.send(message, settings)
