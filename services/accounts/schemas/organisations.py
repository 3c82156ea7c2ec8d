"""Shapes of organisations, their members and invitations."""

from typing import Any

import marshmallow as ma

from services.accounts.domain import mail_domain
from services.accounts.domain.organisation import CHECKS_SEEN, MOST_SEATS
from services.accounts.regions import REGIONS
from shared.errors import Invalid
from shared.text import Line, Mail
from shared.viewer import ROLES


class Website(Line):
    """An https address, shown as a link to everybody."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            mail_domain.host_of(text)
        except Invalid as error:
            raise ma.ValidationError(mail_domain.BAD_WEBSITE) from error
        return text


class OnPages(ma.Schema):
    """What the foot of every page says of the organisation that runs the platform, beside its name and logo."""

    contact = Line(120)
    website = Website(200, metadata={"example": "https://www.company.example"})
    legal = Line(200)


class NewOrganisation(ma.Schema):
    name = Line(120, required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(("company", "school")))
    region = ma.fields.String(required=True, validate=ma.validate.OneOf(sorted(REGIONS)))
    code = Line(60, load_default="")
    trades = ma.fields.List(ma.fields.String(validate=ma.validate.Length(max=60)), load_default=list)
    demo = ma.fields.Boolean(load_default=False)


class OrganisationChanges(OnPages):
    name = Line(120, validate=ma.validate.Length(min=1, max=120))
    region = ma.fields.String(validate=ma.validate.OneOf(sorted(REGIONS)))
    code = Line(60)
    trades = ma.fields.List(ma.fields.String(validate=ma.validate.Length(max=60)))
    staff = ma.fields.Integer(validate=ma.validate.Range(0, 10_000_000))


class Check(ma.Schema):
    check = ma.fields.String(required=True, validate=ma.validate.OneOf(CHECKS_SEEN))
    result = ma.fields.String(required=True, validate=ma.validate.OneOf(("passed", "failed")))


class MailDomain(ma.Schema):
    mail = Mail(required=True)


class MailDomainAsked(ma.Schema):
    """What whoever holds the link would confirm."""

    organisation = ma.fields.String()
    domain = ma.fields.String(metadata={"description": "as the name system knows it"})
    by = ma.fields.String()


class NewLimits(ma.Schema):
    """What an operator grants; a limit that is left out is the usual one."""

    members = ma.fields.Integer(validate=ma.validate.Range(1, 1_000_000))
    briefs = ma.fields.Integer(validate=ma.validate.Range(1, 100_000))
    megabytes = ma.fields.Integer(validate=ma.validate.Range(1, 100_000_000))
    reason = Line(300, required=True)


class Limit(ma.Schema):
    used = ma.fields.Integer()
    most = ma.fields.Integer()


class Limits(ma.Schema):
    """What is used of each limit. Briefs and megabytes: of companies, as counted ``at`` that moment."""

    members = ma.fields.Nested(Limit)
    briefs = ma.fields.Nested(Limit)
    megabytes = ma.fields.Nested(Limit)
    at = ma.fields.AwareDateTime()


class MergeInto(ma.Schema):
    into = Line(60, required=True)


class Merge(MergeInto):
    """``typed_name``: that of the organisation that goes, so that nobody merges the wrong one."""

    typed_name = Line(120, required=True)
    reason = Line(300, required=True)


class CheckShown(ma.Schema):
    check = ma.fields.String()
    result = ma.fields.String()
    by = ma.fields.String(allow_none=True)
    at = ma.fields.AwareDateTime()
    way = ma.fields.String(metadata={"description": "link: by a mailed link"})
    domain = ma.fields.String()


class Organisation(ma.Schema):
    id = ma.fields.String()
    name = ma.fields.String()
    kind = ma.fields.String()
    region = ma.fields.String()
    time_zone = ma.fields.String()
    code = ma.fields.String()
    website = ma.fields.String()
    trades = ma.fields.List(ma.fields.String())
    staff = ma.fields.Integer(allow_none=True)
    checks = ma.fields.List(ma.fields.Nested(CheckShown))
    demo = ma.fields.Boolean()
    suspended = ma.fields.Boolean()
    contact = ma.fields.String()
    legal = ma.fields.String()
    logo = ma.fields.String(metadata={"description": "SHA-256 of the picture"})
    version = ma.fields.Integer()


class MergePreview(ma.Schema):
    duplicate = ma.fields.Nested(Organisation)
    survivor = ma.fields.Nested(Organisation)
    members = ma.fields.Integer()
    in_both = ma.fields.Integer()
    invitations = ma.fields.Integer()
    classes = ma.fields.Integer()
    briefs = ma.fields.Integer(allow_none=True)
    teams = ma.fields.Integer(allow_none=True)
    checks = ma.fields.List(ma.fields.String())
    told = ma.fields.Integer()


class Organisations(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Organisation))
    next = ma.fields.String(allow_none=True)


class Member(ma.Schema):
    id = ma.fields.String()
    person = ma.fields.String()
    name = ma.fields.String(allow_none=True)
    organisation = ma.fields.String()
    roles = ma.fields.List(ma.fields.String())
    state = ma.fields.String()
    programme = ma.fields.String()
    since = ma.fields.AwareDateTime()
    version = ma.fields.Integer()


class Members(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Member))
    next = ma.fields.String(allow_none=True)


class NewInvitation(ma.Schema):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(("invitation", "code")))
    roles = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(ROLES)), required=True)
    programme = Line(100, load_default="")
    mail = Mail()
    seats = ma.fields.Integer(validate=ma.validate.Range(1, MOST_SEATS))


class Invitation(ma.Schema):
    id = ma.fields.String()
    kind = ma.fields.String()
    roles = ma.fields.List(ma.fields.String())
    programme = ma.fields.String()
    seats = ma.fields.Integer()
    used = ma.fields.Integer()
    expires = ma.fields.AwareDateTime()
    code = ma.fields.String(metadata={"description": "shown once"})


class Invitations(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Invitation))


class Join(ma.Schema):
    name = Line(100, required=True)
    mail = Mail(required=True)


class Code(ma.Schema):
    code = Line(80, required=True)


class Roles(ma.Schema):
    roles = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(ROLES)), required=True)
