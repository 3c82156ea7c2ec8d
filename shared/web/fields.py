"""Fields as the macros draw them: of one name in two forms of a page each has an id of its own, and each form has the
labels that its list of errors names."""

from typing import Any

from flask import Flask, g


def register(app: Flask) -> None:
    app.jinja_env.globals |= {
        "form_begins": form_begins, "field_id": field_id, "label_field": label_field, "field_label": field_label,
    }  # fmt: skip


def form_begins() -> str:
    """What is drawn from here on belongs to a form of its own. Draws nothing itself."""
    g.forms_begun = g.get("forms_begun", 0) + 1
    return ""


def field_id(name: str) -> str:
    """Of the field in the form that is being drawn: "skills-0-level", in the second such form "skills-0-level--2"."""
    forms = _kept("forms_of_field").setdefault(name, [])
    this = g.get("forms_begun", 0)
    if this not in forms:
        forms.append(this)
    plain, place = name.replace(".", "-"), forms.index(this)
    return f"{plain}--{place + 1}" if place else plain


def label_field(name: str, label: str) -> str:
    """For the list of errors above the fields. Draws nothing itself."""
    _kept("labels_of_fields")[g.get("forms_begun", 0), name] = label
    return ""


def field_label(name: str) -> str | None:
    return _kept("labels_of_fields").get((g.get("forms_begun", 0), name))


def _kept(what: str) -> dict[Any, Any]:
    found: dict[Any, Any] = g.setdefault(what, {})
    return found
