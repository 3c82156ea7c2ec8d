"""Organisations: made, described, checked, suspended."""

from collections.abc import Mapping
from datetime import datetime
from math import ceil
from typing import Any

from services.accounts import codes, regions
from services.accounts.domain import organisation as rules
from services.accounts.domain import quota
from services.accounts.domain.organisation import Organisation
from services.accounts.store import audit, figures, organisations
from services.accounts.usecases import publishing
from shared import mongo
from shared.errors import Conflict, Invalid
from shared.ids import new_id
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from shared.viewer import Viewer

STANDING_MAIL = "organisation_standing_mail"


@transactional
def create(facts: Mapping[str, Any], viewer: Viewer, now: datetime) -> Organisation:
    """An operator makes an organisation, as a rule a school; its first administrator comes by invitation."""
    region = regions.region(facts["region"])
    organisation = Organisation(
        id=new_id(),
        name=facts["name"],
        kind=facts["kind"],
        region=region.key,
        time_zone=region.zone,
        created=now,
        code=facts.get("code", ""),
        trades=list(facts.get("trades", ())),
        demo=bool(facts.get("demo", False)),
    )
    _check_code(organisation, now)
    organisations.add_organisation(organisation)
    publishing.organisation(organisation, now)
    audit.record(N_("Organisation created"), organisation.id, viewer.person, now, operator=True)
    return organisation


@transactional
def edit(
    organisation_id: str,
    changes: Mapping[str, Any],
    expected_version: int | None,
    viewer: Viewer,
    now: datetime,
) -> Organisation:
    organisation = organisations.administered(organisation_id, viewer)
    mongo.expect_version(organisation, expected_version)
    rules.may_move(organisation, changes.get("region", organisation.region), viewer.operator)
    rules.may_stand_on_pages(organisation, changes)
    organisation.describe(dict(changes))
    organisation.time_zone = regions.region(organisation.region).zone
    _check_code(organisation, now)
    organisations.save_organisation(organisation)
    publishing.organisation(organisation, now)
    audit.record(
        N_("Facts changed"),
        organisation.id,
        viewer.person,
        now,
        operator=viewer.operator,
        fields=sorted(changes),
    )
    return organisations.organisation(organisation.id, viewer)


def _check_code(organisation: Organisation, now: datetime) -> None:
    """The code's form is checked; that proves form alone, and every page that shows it says so."""
    if not organisation.code:
        return
    found = codes.check_code(regions.region(organisation.region).code_kind, organisation.code)
    if found.valid is False:
        wrong = next(note for note in found.notes if note.level == "error")
        sentence: Any = {"message": wrong.message, "params": wrong.params}
        raise Invalid({"code": sentence})
    organisation.code = found.code
    if not any(check["check"] == "code_form" for check in organisation.checks):
        organisation.record_check("code_form", "passed" if found.valid else "not_run", None, now)


@transactional
def record_check(
    organisation_id: str, check: str, result: str, viewer: Viewer, now: datetime
) -> Organisation:
    """An operator notes what they have seen: a document, the site, the mail domain. Nobody vouches for their own."""
    if organisations.membership_in(organisation_id, viewer.person) is not None:  # suspended or not
        raise Conflict(N_("Nobody checks their own organisation."))
    organisation = organisations.organisation(organisation_id, viewer)
    organisation.record_check(check, result, viewer.person, now)
    organisations.save_organisation(organisation)
    publishing.organisation(organisation, now)
    audit.record(rules.CHECK_ACTS[check, result], organisation.id, viewer.person, now, operator=True)
    return organisations.organisation(organisation.id, viewer)


@transactional
def suspend(organisation_id: str, suspended: bool, reason: str, viewer: Viewer, now: datetime) -> None:
    """An operator suspends an organisation or lifts it; its members lose their roles there at once, everywhere."""
    organisation = organisations.organisation(organisation_id, viewer)
    if organisations.membership_in(organisation.id, viewer.person) is not None:  # suspended or not
        raise Conflict(N_("Nobody suspends their own organisation."))
    if organisation.suspended == suspended:
        return
    organisation.suspended = suspended
    organisations.save_organisation(organisation)
    publishing.organisation(organisation, now)
    act = N_("Organisation suspended: %(reason)s") if suspended else N_("Suspension lifted: %(reason)s")
    audit.record(act, organisation.id, viewer.person, now, operator=True, said={"reason": reason})
    for person in organisations.administrators(organisation.id):
        jobs.add(STANDING_MAIL, person, now, organisation=organisation.id)


def used(organisation: Organisation) -> dict[str, Any]:
    """{limit: {used, most}} of an organisation that the caller has read; of a company what projects counted ``at``."""
    members = {"used": organisations.count_members(organisation.id), "most": quota.most_members(organisation)}
    found = figures.of(organisation.id)
    if found is None:
        return {"members": members}
    return {
        "members": members,
        "briefs": {"used": found["open_briefs"], "most": found["most_briefs"]},
        "megabytes": {"used": ceil(found["bytes"] / (1 << 20)), "most": found["most_megabytes"]},
        "at": found["at"],
    }


@transactional
def set_limits(organisation_id: str, facts: Mapping[str, Any], viewer: Viewer, now: datetime) -> Organisation:
    """An operator grants an organisation more than the usual, or goes back to that. ``facts``: members, briefs,
    megabytes, those that are not named being the usual ones; and the reason."""
    if organisations.membership_in(organisation_id, viewer.person) is not None:  # suspended or not
        raise Conflict(N_("Nobody sets the limits of their own organisation."))
    limits = {name: int(value) for name, value in facts.items() if name != "reason"}
    organisation = organisations.organisation(organisation_id, viewer)
    quota.grant(organisation, limits)
    organisations.save_organisation(organisation)
    publishing.organisation(organisation, now)
    audit.record(
        N_("Limits set: %(reason)s"), organisation.id, viewer.person, now, operator=True,
        said={"reason": facts["reason"]}, limits=limits,
    )  # fmt: skip
    return organisations.organisation(organisation.id, viewer)
