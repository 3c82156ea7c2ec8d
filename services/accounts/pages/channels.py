"""Robots in chats and a telephone besides mail: my own; robots of my organisation's groups for its administrators."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from services.accounts import permissions, robots, schemas, sms
from services.accounts.domain.channel import Channel
from services.accounts.pages import reader
from services.accounts.store import channels as store
from services.accounts.store import organisations
from services.accounts.usecases import channels, phones
from shared import clock
from shared.errors import Conflict
from shared.messages import N_
from shared.web import forms
from shared.web.once import once
from shared.web.permissions import needs

pages = Blueprint("channels", __name__, url_prefix="/accounts")
OWN = "/accounts/channels"


@pages.get("/channels")
@needs(permissions.SIGNED_IN)
def mine() -> str:
    return _page(None, forms.Form())


@pages.get("/orgs/<organisation_id>/channels")
@needs(permissions.ADMINISTER)
def of_organisation(organisation_id: str) -> str:
    return _page(organisation_id, forms.Form())


def _page(organisation_id: str | None, form: forms.Form) -> str:
    found = channels.of(organisation_id, g.viewer)
    place = organisations.organisation(organisation_id, g.viewer) if organisation_id else None
    return render_template(
        "accounts/channels.html", rows=found, form=form, organisation=place,
        hosts=sorted(robots.reach(reader.settings()).hosts), here=_place(organisation_id),
        texts=organisation_id is None and sms.gateway(reader.settings()) is not None,
        saved="saved" in request.args,
    )  # fmt: skip


def _place(organisation_id: str | None) -> str:
    return f"/accounts/orgs/{organisation_id}/channels" if organisation_id else OWN


@pages.post("/channels")
@needs(permissions.SIGNED_IN)
@once
def add() -> ResponseReturnValue:
    return _add(None)


@pages.post("/orgs/<organisation_id>/channels")
@needs(permissions.ADMINISTER)
@once
def add_to_organisation(organisation_id: str) -> ResponseReturnValue:
    channels.of(organisation_id, g.viewer)
    return _add(organisation_id)


def _add(organisation_id: str | None) -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        url, secret = data["url"].strip(), data["secret"].strip()
        host = robots.checked(url, reader.settings())
        made = channels.add(
            data["form"], url, host, secret, organisation_id, reader.channel_keeper(), g.viewer, clock.now()
        )
        return f"{OWN}/{made.id}?saved=1"

    return forms.submit(schemas.NewChannel(), work, lambda form: _page(organisation_id, form))


@pages.post("/channels/phone")
@needs(permissions.SIGNED_IN)
@once
def add_phone() -> ResponseReturnValue:
    def work(data: Mapping[str, Any]) -> str:
        if sms.gateway(reader.settings()) is None:
            raise Conflict(N_("This platform sends no text messages."))
        given = phones.add(data["phone"], reader.channel_keeper(), g.viewer, clock.now())
        return f"{OWN}/{given.id}?tested=1"

    return forms.submit(schemas.Phone(), work, lambda form: _page(None, form))


@pages.get("/channels/<channel_id>")
@needs(permissions.SIGNED_IN)
def show(channel_id: str) -> str:
    found = store.channel(channel_id, g.viewer)
    return _show(found, forms.filled(found.chosen()))


def _show(found: Channel, form: forms.Form) -> str:
    return render_template(
        "accounts/channel.html", row=found, form=form, back=_place(found.organisation),
        saved="saved" in request.args, tested="tested" in request.args,
    )  # fmt: skip


@pages.post("/channels/<channel_id>")
@needs(permissions.SIGNED_IN)
def choose(channel_id: str) -> ResponseReturnValue:
    found = store.channel(channel_id, g.viewer)

    def work(data: Mapping[str, Any]) -> str:
        channels.choose(channel_id, data, g.viewer, clock.now())
        return f"{OWN}/{channel_id}?saved=1"

    return forms.submit(schemas.ChannelChoices(), work, lambda form: _show(found, form))


@pages.post("/channels/<channel_id>/prove")
@needs(permissions.SIGNED_IN)
def prove(channel_id: str) -> ResponseReturnValue:
    found = store.channel(channel_id, g.viewer)

    def work(data: Mapping[str, Any]) -> str:
        phones.prove(channel_id, data["code"], reader.channel_keeper(), g.viewer, clock.now())
        return f"{OWN}/{channel_id}?saved=1"

    return forms.submit(schemas.PhoneCode(), work, lambda form: _show(found, form))


@pages.post("/channels/<channel_id>/test")
@needs(permissions.SIGNED_IN)
def test(channel_id: str) -> ResponseReturnValue:
    channels.test(channel_id, g.viewer, clock.now())
    return reader.see_other(f"{OWN}/{channel_id}?tested=1")


@pages.post("/channels/<channel_id>/remove")
@needs(permissions.SIGNED_IN)
def remove(channel_id: str) -> ResponseReturnValue:
    place = _place(store.channel(channel_id, g.viewer).organisation)
    channels.remove(channel_id, g.viewer, clock.now())
    return reader.see_other(place)
