"""Duties of teachers in a class: given and ended on the page of the class."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g
from flask.typing import ResponseReturnValue

from services.accounts import permissions
from services.accounts.pages import reader
from services.accounts.pages.classes import class_page
from services.accounts.schemas import duties as schemas
from services.accounts.usecases import duties
from shared import clock
from shared.web import forms
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("duties", __name__, url_prefix="/accounts")


@pages.post("/classes/<class_id>/duties")
@needs(permissions.KEEP_CLASSES)
@once
def give(class_id: str) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        duties.give(class_id, data, g.viewer, clock.now())
        return f"/accounts/classes/{class_id}#duties"

    return forms.submit(schemas.NewDuty(), work, lambda form: class_page(class_id, duty=form))


@pages.post("/duties/<duty_id>/end")
@needs(permissions.KEEP_CLASSES)
def end(duty_id: str) -> ResponseReturnValue:
    ended = duties.end(duty_id, g.viewer, clock.now())
    return reader.see_other(f"/accounts/classes/{ended.school_class}#duties")
