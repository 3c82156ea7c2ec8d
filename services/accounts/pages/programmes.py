"""The school's programmes: one list, in which each is renamed and closed."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions
from services.accounts.domain.programme import Programme
from services.accounts.pages import reader
from services.accounts.pages.classes import school_of
from services.accounts.schemas import programmes as schemas
from services.accounts.store import organisations
from services.accounts.store import programmes as store
from services.accounts.store.classes import READERS
from services.accounts.usecases import programmes
from shared import clock
from shared.web import forms
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("programmes", __name__, url_prefix="/accounts/programmes")

HERE = "/accounts/programmes"


@pages.get("")
@needs(permissions.SEE_CLASSES)
def show() -> str:
    return _list(forms.Form())


def _list(form: forms.Form) -> str:
    school = school_of(*READERS)
    return render_template(
        "accounts/programmes.html", rows=store.listed(school, g.viewer), form=form,
        school=organisations.organisation(school, g.viewer),
        keeps=school in g.viewer.organisations_as(*programmes.KEEPERS),
    )  # fmt: skip


@pages.post("")
@needs(permissions.KEEP_PROGRAMMES)
@once
def add() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        programmes.add(school_of(*programmes.KEEPERS), data, g.viewer, clock.now())
        return HERE

    return forms.submit(schemas.NewProgramme(), work, _list)


@pages.get("/<programme_id>")
@needs(permissions.KEEP_PROGRAMMES)
def one(programme_id: str) -> str:
    found = store.one(programme_id, g.viewer)
    return _one(found)(forms.filled({"name": found.name}))


def _one(found: Programme) -> Callable[[forms.Form], str]:
    return lambda form: render_template("accounts/programme.html", found=found, form=form)


@pages.post("/<programme_id>")
@needs(permissions.KEEP_PROGRAMMES)
def rename(programme_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        version = request.form.get("version", type=int)
        programmes.rename(programme_id, data["name"], version, g.viewer, clock.now())
        return HERE

    return forms.submit(schemas.NewName(), work, _one(store.one(programme_id, g.viewer)))


@pages.post("/<programme_id>/close")
@needs(permissions.KEEP_PROGRAMMES)
def close(programme_id: str) -> ResponseReturnValue:
    programmes.close(programme_id, g.viewer, clock.now())
    return reader.see_other(HERE)
