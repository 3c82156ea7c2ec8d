"""Shapes of coming in and of one's own account."""

import marshmallow as ma

from services.accounts.domain.person import MOST_PASSWORD
from services.accounts.regions import REGIONS
from services.accounts.schemas.organisations import Member, OnPages
from shared.messages import N_
from shared.text import GivenMail, Line, Mail, Secret
from shared.web.i18n import LANGUAGES, THEMES, is_zone


class Start(ma.Schema):
    """The three fields of a company."""

    name = Line(100, required=True, metadata={"example": "周立"})
    mail = Mail(required=True, metadata={"example": "zhou@hengrui.example"})
    company = Line(120, required=True)


class FirstOperator(OnPages):
    code = Line(80, required=True)
    platform = Line(120, required=True)
    name = Line(100, required=True)
    mail = Mail(required=True)
    password = Secret(required=True)
    region = ma.fields.String(validate=ma.validate.OneOf(sorted(REGIONS)))


class FirstDemo(ma.Schema):
    code = Line(80, required=True)


class SignIn(ma.Schema):
    mail = GivenMail(required=True)
    password = Secret(required=True, validate=ma.validate.Length(max=MOST_PASSWORD))


class SignInPage(SignIn):
    next = ma.fields.String(load_default=None)


class SignInByNumber(ma.Schema):
    organisation = ma.fields.String(required=True, validate=ma.validate.Length(max=40))
    number = Line(40, required=True)
    password = Secret(required=True, validate=ma.validate.Length(max=MOST_PASSWORD))


class SignInByNumberPage(SignInByNumber):
    next = ma.fields.String(load_default=None)


class Password(ma.Schema):
    password = Secret(required=True, validate=ma.validate.Length(max=MOST_PASSWORD))


class LinkAndPassword(Password):
    link = ma.fields.String(required=True, validate=ma.validate.Length(max=200))


class NewPassword(Password):
    new_password = Secret(required=True, validate=ma.validate.Length(max=MOST_PASSWORD))


class NewMail(Password):
    mail = Mail(required=True)


class CodeAndPassword(Password):
    code = Line(80, required=True)


class Link(ma.Schema):
    link = ma.fields.String(required=True, validate=ma.validate.Length(max=200))


class NoPassword(ma.Schema):
    """Nothing is asked: it was given a moment ago."""


class Erase(ma.Schema):
    """``password`` where the account has one."""

    password = Secret(load_default="", validate=ma.validate.Length(max=MOST_PASSWORD))


class ErasePage(Erase):
    word = Line(40, required=True)


class ErasureBegun(ma.Schema):
    url = ma.fields.String(metadata={"description": "opens without an account: how far each service is"})


class ErasureBlocked(ma.Schema):
    what = ma.fields.String()
    basis = ma.fields.String()
    rule = ma.fields.String(metadata={"description": "what the operator names for the term, or empty"})
    until = ma.fields.String(metadata={"description": "a day, or empty while no term is set"})


class ErasurePart(ma.Schema):
    service = ma.fields.String()
    at = ma.fields.AwareDateTime(allow_none=True)
    kept = ma.fields.List(ma.fields.String())


class Erasure(ma.Schema):
    asked = ma.fields.AwareDateTime()
    due = ma.fields.AwareDateTime()
    finished = ma.fields.AwareDateTime(allow_none=True)
    outstanding = ma.fields.List(ma.fields.String())
    parts = ma.fields.List(ma.fields.Nested(ErasurePart))
    blocked = ma.fields.List(ma.fields.Nested(ErasureBlocked))
    transport_until = ma.fields.AwareDateTime()
    backups_until = ma.fields.AwareDateTime()


class Export(ma.Schema):
    id = ma.fields.String()
    state = ma.fields.String()
    asked = ma.fields.AwareDateTime()
    outstanding = ma.fields.List(ma.fields.String())
    size = ma.fields.Integer()
    sha256 = ma.fields.String()
    until = ma.fields.AwareDateTime(allow_none=True)


class Consent(ma.Schema):
    """``about``: the id of what it is for. ``basis``: consent, contract or duty; only the first is withdrawn."""

    id = ma.fields.String()
    purpose = ma.fields.String()
    kind = ma.fields.String(metadata={"description": "of a share: link, organisation or person"})
    basis = ma.fields.String()
    about = ma.fields.String()
    given = ma.fields.Boolean()
    at = ma.fields.AwareDateTime()
    until = ma.fields.AwareDateTime(allow_none=True)
    audience = ma.fields.String()
    fields_ = ma.fields.List(ma.fields.String(), data_key="fields", attribute="fields")
    edition = ma.fields.String()
    language = ma.fields.String()


class Consents(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Consent))


class Reset(ma.Schema):
    mail = GivenMail(required=True)


class SignedIn(ma.Schema):
    person = ma.fields.String()
    organisation = ma.fields.String()
    csrf_token = ma.fields.String(metadata={"description": "for X-CSRF-Token, where cookies identify"})
    lacks = ma.fields.String(
        metadata={"description": "the second step, before anything else: to be given, or to be set up"},
        validate=ma.validate.OneOf(("code", "set-up")),
    )


class SecondStep(ma.Schema):
    """What proves who one is, where a session alone does not."""

    password = Secret(load_default="", validate=ma.validate.Length(max=MOST_PASSWORD))
    code = Line(40, load_default="")


class StepCode(ma.Schema):
    code = Line(40, required=True)


class StepOffer(ma.Schema):
    secret = ma.fields.String(
        metadata={"description": "base 32, for an authenticator (RFC 6238); shown once"}
    )
    address = ma.fields.String(metadata={"description": "the same as otpauth://, for its QR code"})


class StepSetUp(SignedIn):
    recovery_codes = ma.fields.List(
        ma.fields.String(), metadata={"description": "each good once; shown once"}
    )


def _a_zone(name: str) -> None:
    if not is_zone(name):
        raise ma.ValidationError(N_("There is no such time zone; they are called like Asia/Shanghai."))


class Settings(ma.Schema):
    name = Line(100, validate=ma.validate.Length(min=1, max=100))
    latin_name = Line(100)
    language = ma.fields.String(validate=ma.validate.OneOf(sorted(LANGUAGES)))
    zone = ma.fields.String(validate=_a_zone, metadata={"example": "Asia/Shanghai"})
    theme = ma.fields.String(validate=ma.validate.OneOf(THEMES))


class Me(Settings):
    id = ma.fields.String()
    mail = ma.fields.String()
    mail_confirmed = ma.fields.Boolean()
    memberships = ma.fields.List(ma.fields.Nested(Member))
    version = ma.fields.Integer()


class Session(ma.Schema):
    id = ma.fields.String()
    device = ma.fields.String(metadata={"example": "Firefox · Windows"})
    auth_time = ma.fields.AwareDateTime(metadata={"description": "when the password was given last"})
    seen = ma.fields.AwareDateTime(metadata={"description": "when it was used last, to some minutes"})
    current = ma.fields.Boolean()


class Sessions(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Session))


class Standing(ma.Schema):
    suspended = ma.fields.Boolean(required=True, truthy={True, "true"}, falsy={False, "false"})
    reason = Line(300, required=True)


class Opening(ma.Schema):
    """Why an operator opens a person's data, and the page that led there."""

    reason = Line(300, required=True)
    back = ma.fields.String(load_default=None)


class Search(ma.Schema):
    """A person by id or by the exact address that they have confirmed."""

    who = Line(254, required=True)
    reason = Line(300, required=True)


class Reason(ma.Schema):
    reason = Line(300, required=True)


class Access(ma.Schema):
    id = ma.fields.String()
    operator = ma.fields.String()
    person = ma.fields.String()
    reason = ma.fields.String()
    since = ma.fields.AwareDateTime()
    until = ma.fields.AwareDateTime()
    ended = ma.fields.AwareDateTime(allow_none=True)


class Accesses(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(Access))


class Done(ma.Schema):
    pass
