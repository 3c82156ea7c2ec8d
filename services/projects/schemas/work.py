"""Teams, milestones, statements, reviews of work."""

import marshmallow as ma

from shared.text import Line, Text

SHA256 = ma.validate.Regexp(r"[0-9a-f]{64}$")


class Member(ma.Schema):
    person = ma.fields.String()
    name = ma.fields.String()
    school = ma.fields.String()
    role = ma.fields.String()
    left_at = ma.fields.AwareDateTime(allow_none=True)


class Sentence(ma.Schema):
    item = ma.fields.String()
    message = ma.fields.String()


class MilestoneRow(ma.Schema):
    id = ma.fields.String()
    number = ma.fields.Integer()
    title = ma.fields.String()
    state = ma.fields.String()
    due = ma.fields.AwareDateTime(allow_none=True)
    last = ma.fields.Boolean()
    rates_skills = ma.fields.Boolean()
    rounds = ma.fields.Integer()
    review_due = ma.fields.AwareDateTime(allow_none=True)


class Team(ma.Schema):
    id = ma.fields.String()
    brief = ma.fields.String()
    brief_title = ma.fields.String()
    brief_version = ma.fields.Integer()
    proposal = ma.fields.String()
    organisation = ma.fields.String()
    kind = ma.fields.String()
    size = ma.fields.Integer()
    state = ma.fields.String()
    state_since = ma.fields.AwareDateTime()
    disputed = ma.fields.Boolean()
    captain = ma.fields.String(allow_none=True)
    start_on = ma.fields.String(allow_none=True)
    members = ma.fields.List(ma.fields.Nested(Member))
    milestones = ma.fields.List(ma.fields.Nested(MilestoneRow))
    missing = ma.fields.List(
        ma.fields.Nested(Sentence), metadata={"description": "what the start still waits for"}
    )
    version = ma.fields.Integer()


class TeamRow(ma.Schema):
    id = ma.fields.String()
    brief = ma.fields.String()
    brief_title = ma.fields.String()
    state = ma.fields.String()
    state_since = ma.fields.AwareDateTime()
    disputed = ma.fields.Boolean()
    milestone = ma.fields.String(allow_none=True)
    due = ma.fields.AwareDateTime(allow_none=True)
    ball = ma.fields.String(metadata={"description": "whose turn it is: team, mentor, teacher or nobody"})


class Teams(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TeamRow))
    next = ma.fields.String(allow_none=True)


class Paper(ma.Schema):
    key = ma.fields.String(required=True)
    person = ma.fields.String()
    note = Line(200)


class Insurance(ma.Schema):
    insurer = Line(120, required=True)
    number = Line(80, required=True)
    start = ma.fields.String(required=True, validate=ma.validate.Regexp(r"\d{4}-\d\d-\d\d$"))
    end = ma.fields.String(required=True, validate=ma.validate.Regexp(r"\d{4}-\d\d-\d\d$"))
    payer = ma.fields.String(required=True, validate=ma.validate.OneOf(("school", "company")))
    file = Line(200, required=True)


class Start(ma.Schema):
    papers = ma.fields.List(ma.fields.Nested(Paper), load_default=list, validate=ma.validate.Length(max=200))
    insurance = ma.fields.Nested(Insurance, load_default=None, allow_none=True)
    start_on = ma.fields.Date(load_default=None, allow_none=True)


class Give(ma.Schema):
    key = ma.fields.String(required=True)
    person = ma.fields.String(
        metadata={"description": "the member whose paper the school gives; left out, my own"}
    )


class Artefact(ma.Schema):
    sha256 = ma.fields.String()
    media_type = ma.fields.String()
    description = ma.fields.String()
    size = ma.fields.Integer()
    name = ma.fields.String()


class NewArtefact(ma.Schema):
    """A file that the team has uploaded, or an address."""

    sha256 = ma.fields.String(validate=SHA256)
    link = ma.fields.Url(schemes={"http", "https"}, validate=ma.validate.Length(max=500))
    description = Line(200, required=True)

    @ma.validates_schema
    def one_of_both(self, data: dict, **_: object) -> None:
        if ("sha256" in data) == ("link" in data):
            raise ma.ValidationError("Give either the sha256 of an uploaded file or a link.", "sha256")


class Statement(ma.Schema):
    text = Text(3500, required=True)
    share = Line(400, load_default="")
    percent = ma.fields.Integer(load_default=None, allow_none=True)
    hours = Line(10, load_default="0")
    artefacts = ma.fields.List(
        ma.fields.String(validate=SHA256), load_default=list, validate=ma.validate.Length(max=30)
    )


class ConfirmStatement(ma.Schema):
    """``revision``: of the statement as it was read; one that was written anew since is refused."""

    revision = ma.fields.Integer(required=True)


class DisputeStatement(ConfirmStatement):
    reason = Text(2000, required=True)


class Rating(ma.Schema):
    uri = ma.fields.String()
    label = ma.fields.String()
    needed = ma.fields.Integer()
    achieved = ma.fields.Integer()
    untouched = ma.fields.Boolean()
    reason = ma.fields.String()


class Contribution(ma.Schema):
    id = ma.fields.String()
    person = ma.fields.String()
    state = ma.fields.String()
    statement = ma.fields.String()
    share = ma.fields.String()
    percent = ma.fields.Integer(allow_none=True)
    hours = ma.fields.String()
    artefacts = ma.fields.List(ma.fields.Nested(Artefact))
    peers = ma.fields.Dict()
    objections = ma.fields.Dict()
    peers_due = ma.fields.AwareDateTime(allow_none=True)
    ratings = ma.fields.List(ma.fields.Nested(Rating))
    reason = ma.fields.String()
    credential = ma.fields.String(allow_none=True)
    revision = ma.fields.Integer()
    version = ma.fields.Integer()


class Criterion(ma.Schema):
    text = ma.fields.String()
    met = ma.fields.Boolean(allow_none=True)
    reason = ma.fields.String()


class Dispute(ma.Schema):
    id = ma.fields.String()
    contribution = ma.fields.String()
    by = ma.fields.String()
    state = ma.fields.String()
    decision = ma.fields.String(allow_none=True)
    decided_by = ma.fields.String(allow_none=True)
    reason = ma.fields.String()
    due = ma.fields.AwareDateTime(allow_none=True)


class Milestone(MilestoneRow):
    team = ma.fields.String()
    deliverables = ma.fields.List(ma.fields.String())
    criteria = ma.fields.List(ma.fields.Nested(Criterion))
    artefacts = ma.fields.List(ma.fields.Nested(Artefact))
    contributions = ma.fields.List(ma.fields.Nested(Contribution))
    disputes = ma.fields.List(ma.fields.Nested(Dispute))
    open_to_teacher = ma.fields.Boolean()
    delivered_by = ma.fields.String(allow_none=True)
    delivered_at = ma.fields.AwareDateTime(allow_none=True)
    reviewed_at = ma.fields.AwareDateTime(allow_none=True)
    reason = ma.fields.String()
    signing = ma.fields.String(
        allow_none=True, metadata={"description": "the request that a reviewer is signing just now"}
    )
    version = ma.fields.Integer()


class Verdict(ma.Schema):
    met = ma.fields.Boolean(required=True)
    reason = Text(1000, load_default="")


class NewRating(ma.Schema):
    """A departure from the needed level; 0 says that the skill was not shown."""

    person = ma.fields.String(required=True)
    skill = ma.fields.String(required=True)
    level = ma.fields.Integer(required=True)
    reason = Text(1000, load_default="")


class MilestoneReview(ma.Schema):
    decision = ma.fields.String(required=True, validate=ma.validate.OneOf(("accept", "rework")))
    verdicts = ma.fields.List(
        ma.fields.Nested(Verdict), load_default=list, validate=ma.validate.Length(max=5)
    )
    ratings = ma.fields.List(
        ma.fields.Nested(NewRating), load_default=list, validate=ma.validate.Length(max=240)
    )
    reason = Text(2000, load_default="")


class ReviewAnswer(ma.Schema):
    """After ``accept``: the request to sign and the event that carries it."""

    request = ma.fields.String()
    event = ma.fields.String()
    state = ma.fields.String()


class Decide(ma.Schema):
    decision = ma.fields.String(required=True, validate=ma.validate.OneOf(("stands", "returned")))
    reason = Text(2000, required=True)


class FileQuery(ma.Schema):
    name = ma.fields.String(required=True)
    offset = ma.fields.Integer(load_default=0, validate=ma.validate.Range(min=0))
    size = ma.fields.Integer(load_default=None, validate=ma.validate.Range(min=0))
    upload = ma.fields.String(load_default=None)


class File(ma.Schema):
    """``upload`` and ``received`` while parts are missing, the rest when the file is whole."""

    upload = ma.fields.String()
    received = ma.fields.Integer()
    sha256 = ma.fields.String()
    size = ma.fields.Integer()
    media_type = ma.fields.String()
    name = ma.fields.String()
