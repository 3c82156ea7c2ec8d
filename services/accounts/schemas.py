"""Shapes of what comes in and goes out, for pages and API alike."""

import marshmallow as ma

from services.accounts.domain.organisation import CHECKS_SEEN, MOST_SEATS
from services.accounts.domain.person import MOST_PASSWORD, SCOPES
from services.accounts.regions import REGIONS
from shared.messages import N_
from shared.text import Line, Mail, Secret
from shared.viewer import ROLES
from shared.web.i18n import LANGUAGES, THEMES, is_zone


class Start(ma.Schema):
    """The three fields of a company."""

    name = Line(100, required=True, metadata={"example": "周立"})
    mail = Mail(required=True, metadata={"example": "zhou@hengrui.example"})
    company = Line(120, required=True)


class FirstOperator(ma.Schema):
    code = Line(80, required=True)
    platform = Line(120, required=True)
    name = Line(100, required=True)
    mail = Mail(required=True)
    password = Secret(required=True)


class SignIn(ma.Schema):
    mail = Mail(required=True)
    password = Secret(required=True, validate=ma.validate.Length(max=MOST_PASSWORD))


class SignInPage(SignIn):
    next = ma.fields.String(load_default=None)


class Password(ma.Schema):
    password = Secret(required=True, validate=ma.validate.Length(max=MOST_PASSWORD))


class LinkAndPassword(Password):
    link = ma.fields.String(required=True, validate=ma.validate.Length(max=200))


class NewPassword(Password):
    new_password = Secret(required=True, validate=ma.validate.Length(max=MOST_PASSWORD))


class NoPassword(ma.Schema):
    """Nothing is asked: it was given a moment ago."""


class Reset(ma.Schema):
    mail = Mail(required=True)


class SignedIn(ma.Schema):
    person = ma.fields.String()
    organisation = ma.fields.String()
    csrf_token = ma.fields.String(metadata={"description": "for X-CSRF-Token, where cookies identify"})


def _a_zone(name: str) -> None:
    if not is_zone(name):
        raise ma.ValidationError(N_("There is no such time zone; they are called like Asia/Shanghai."))


class Settings(ma.Schema):
    name = Line(100, validate=ma.validate.Length(min=1, max=100))
    latin_name = Line(100)
    language = ma.fields.String(validate=ma.validate.OneOf(sorted(LANGUAGES)))
    zone = ma.fields.String(validate=_a_zone, metadata={"example": "Asia/Shanghai"})
    theme = ma.fields.String(validate=ma.validate.OneOf(THEMES))


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


class Me(Settings):
    id = ma.fields.String()
    mail = ma.fields.String()
    mail_confirmed = ma.fields.Boolean()
    memberships = ma.fields.List(ma.fields.Nested(Member))
    version = ma.fields.Integer()


class NewToken(ma.Schema):
    name = Line(60, required=True)
    scopes = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(SCOPES)), load_default=lambda: list(SCOPES)
    )


class Token(ma.Schema):
    id = ma.fields.String()
    name = ma.fields.String()
    scopes = ma.fields.List(ma.fields.String())
    created = ma.fields.AwareDateTime()
    expires = ma.fields.AwareDateTime()
    revoked = ma.fields.Boolean()
    token = ma.fields.String(metadata={"description": "shown once"})


class NewOrganisation(ma.Schema):
    name = Line(120, required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(("company", "school")))
    region = ma.fields.String(required=True, validate=ma.validate.OneOf(sorted(REGIONS)))
    code = Line(60, load_default="")
    trades = ma.fields.List(ma.fields.String(validate=ma.validate.Length(max=60)), load_default=list)
    demo = ma.fields.Boolean(load_default=False)


class OrganisationChanges(ma.Schema):
    name = Line(120, validate=ma.validate.Length(min=1, max=120))
    region = ma.fields.String(validate=ma.validate.OneOf(sorted(REGIONS)))
    code = Line(60)
    trades = ma.fields.List(ma.fields.String(validate=ma.validate.Length(max=60)))
    staff = ma.fields.Integer(validate=ma.validate.Range(0, 10_000_000))


class Check(ma.Schema):
    check = ma.fields.String(required=True, validate=ma.validate.OneOf(CHECKS_SEEN))
    result = ma.fields.String(required=True, validate=ma.validate.OneOf(("passed", "failed")))


class CheckShown(ma.Schema):
    check = ma.fields.String()
    result = ma.fields.String()
    by = ma.fields.String(allow_none=True)
    at = ma.fields.AwareDateTime()


class Organisation(ma.Schema):
    id = ma.fields.String()
    name = ma.fields.String()
    kind = ma.fields.String()
    region = ma.fields.String()
    time_zone = ma.fields.String()
    code = ma.fields.String()
    trades = ma.fields.List(ma.fields.String())
    staff = ma.fields.Integer(allow_none=True)
    checks = ma.fields.List(ma.fields.Nested(CheckShown))
    demo = ma.fields.Boolean()
    suspended = ma.fields.Boolean()
    version = ma.fields.Integer()


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


class Join(ma.Schema):
    name = Line(100, required=True)
    mail = Mail(required=True)


class Code(ma.Schema):
    code = Line(80, required=True)


class Roles(ma.Schema):
    roles = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(ROLES)), required=True)


class Standing(ma.Schema):
    suspended = ma.fields.Boolean(required=True, truthy={True, "true"}, falsy={False, "false"})
    reason = Line(300, required=True)


class Sentence(ma.Schema):
    message = ma.fields.String()
    params = ma.fields.Dict()
    people = ma.fields.Dict()


class Item(ma.Schema):
    id = ma.fields.String()
    service = ma.fields.String()
    kind = ma.fields.String()
    subject = ma.fields.String()
    message = ma.fields.String()
    params = ma.fields.Dict()
    people = ma.fields.Dict()
    default = ma.fields.String()
    url = ma.fields.String()
    due = ma.fields.AwareDateTime(allow_none=True)
    person = ma.fields.String(allow_none=True)
    organisation = ma.fields.String(allow_none=True)
    role = ma.fields.String(allow_none=True)
    taken_by = ma.fields.String(allow_none=True)
    state = ma.fields.String()
    late = ma.fields.Boolean()
    version = ma.fields.Integer()


class Items(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Item))


class RecordToSign(ma.Schema):
    contribution = ma.fields.String()
    hash = ma.fields.String()
    record = ma.fields.Dict()


class SigningRequest(ma.Schema):
    id = ma.fields.String()
    review = ma.fields.String()
    role = ma.fields.String()
    brief_title = ma.fields.String()
    milestone_title = ma.fields.String()
    expires = ma.fields.AwareDateTime()
    state = ma.fields.String()
    records = ma.fields.List(ma.fields.Nested(RecordToSign))


class Signed(ma.Schema):
    event = ma.fields.String()


class Done(ma.Schema):
    pass


class Organisations(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Organisation))
    next = ma.fields.String(allow_none=True)


class Members(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Member))
    next = ma.fields.String(allow_none=True)


class Invitations(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Invitation))


class Tokens(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Token))
