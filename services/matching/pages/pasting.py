"""Skills out of a pasted text or CV: what was found stands with its words, and counts once it is confirmed.

The text is read and forgotten: it is in no database, no log and no address.
"""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from services.matching import book, permissions, schemas
from services.matching.pages import reading
from services.matching.store import holdings
from services.matching.usecases import holding
from shared import clock
from shared.web import forms
from shared.web.errors import flatten
from shared.web.permissions import needs

pages = Blueprint("pasting", __name__, url_prefix="/matching/skills")

USUAL_LEVEL = 2


@pages.get("/paste")
@needs(permissions.STUDENT)
def paste() -> str:
    book.expect_text()
    return render_template("matching/paste.html", form=forms.Form())


@pages.post("/paste")
@needs(permissions.STUDENT)
def look() -> ResponseReturnValue:
    """Nothing changes yet: the page asks which of the skills are the reader's."""
    typed = {"text": request.form.get("text", "")}
    try:
        text = schemas.Pasted().load(typed)["text"]
    except ValidationError as error:
        form = forms.Form(values=typed, errors=flatten(error.messages))
        return render_template("matching/paste.html", form=form), 422
    return _found(text, forms.Form())


def _found(text: str, form: forms.Form) -> str:
    graph, held = book.graph(), {one.skill: one for one in holdings.mine(g.viewer)}
    rows = [
        {
            "uri": hit.uri, "name": reading.name_of(hit.uri), "hit": hit, "held": held.get(hit.uri),
            "definition": graph.skill(hit.uri).definition, "href": reading.place_of(hit.uri),
            "level": form.values.get(f"skills.{number}.level", "" if hit.uri in held else USUAL_LEVEL),
        }
        for number, hit in enumerate(book.mentioned(text))
    ]  # fmt: skip
    return render_template("matching/found.html", rows=rows, text=text, form=form)


@pages.post("/several")
@needs(permissions.STUDENT)
def claim() -> ResponseReturnValue:
    """Those that have a level; then what fits them comes at once."""

    def work(data: Mapping[str, Any]) -> str:
        holding.claim(data["skills"], g.viewer, clock.now())
        return "/matching/briefs"

    return forms.submit(
        schemas.SomeClaims(),
        work,
        lambda form: _found(str(form.values.get("text", ""))[: schemas.MOST_TEXT], form),
    )
