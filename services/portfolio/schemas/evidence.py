"""Shapes of credentials, verdicts, shares and searches."""

import marshmallow as ma

from services.portfolio.domain.evidence import REASONS
from services.portfolio.domain.showing import FIELDS
from services.portfolio.schemas.wishes import WantedWishes, Wishes, WishesShown
from shared.text import Line, Text

Id = ma.fields.String
FieldName = ma.fields.String(validate=ma.validate.OneOf(tuple(FIELDS)))


class Confirmer(ma.Schema):
    role = ma.fields.String()
    organisation = ma.fields.String()


class SkillResult(ma.Schema):
    uri = ma.fields.String()
    label = ma.fields.String()
    level = ma.fields.Integer()
    untouched = ma.fields.Boolean()


class CredentialRow(ma.Schema):
    """One of my credentials; its JSON-LD stands at its own address."""

    id = ma.fields.String()
    contribution = ma.fields.String()
    team = ma.fields.String()
    brief = ma.fields.String()
    title = ma.fields.String()
    status = ma.fields.String(metadata={"example": "valid"})
    results = ma.fields.List(ma.fields.Nested(SkillResult))
    accepted_at = ma.fields.AwareDateTime()
    issued_at = ma.fields.AwareDateTime()
    verify_url = ma.fields.String()
    demo = ma.fields.Boolean()
    version = ma.fields.Integer()


class Credentials(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CredentialRow))
    next = ma.fields.String(allow_none=True)


class ProjectRecord(ma.Schema):
    """A Comprehensive Learner Record of one project; its JSON-LD stands at its own address."""

    id = ma.fields.String()
    team = ma.fields.String()
    title = ma.fields.String()
    credentials = ma.fields.List(ma.fields.String())
    issued_at = ma.fields.AwareDateTime()
    demo = ma.fields.Boolean()


class ProjectRecords(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(ProjectRecord))


class Asked(ma.Schema):
    id = ma.fields.String(metadata={"description": "under which it will stand once it is signed"})


class NewStatus(ma.Schema):
    status = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(("valid", "suspended", "revoked")),
        metadata={"example": "revoked"},
    )
    reason = ma.fields.String(required=True, validate=ma.validate.OneOf(tuple(REASONS)))


class LogEntry(ma.Schema):
    index = ma.fields.Integer()
    event = ma.fields.String()
    at = ma.fields.String()
    salt = ma.fields.String(metadata={"description": "base64url; what the commitment was made with"})


class Proof(ma.Schema):
    """That the issue stands in the log: an offline proof (C2SP tlog-proof), and what its entry was made of."""

    proof = ma.fields.String()
    salt = ma.fields.String()
    at = ma.fields.String()
    log = ma.fields.String(metadata={"description": "the log's verifier key"})
    entries = ma.fields.List(ma.fields.Nested(LogEntry))


class Verify(ma.Schema):
    document = ma.fields.Dict(metadata={"description": "the credential as JSON"})
    text = ma.fields.String(
        metadata={"description": "as text: a credential (JSON or compact JWT) or a holder's bundle"}
    )
    artefacts = ma.fields.List(
        ma.fields.String(validate=ma.validate.Regexp("[0-9a-f]{64}\\Z")),
        load_default=list,
        validate=ma.validate.Length(max=100),
        metadata={"description": "SHA-256 in hex of files that must be among those that it names"},
    )

    @ma.validates_schema
    def one_of_both(self, data: dict, **_: object) -> None:
        if ("document" in data) == ("text" in data):
            raise ma.ValidationError("Give either the document or its text.", "document")


class CheckLine(ma.Schema):
    name = ma.fields.String()
    outcome = ma.fields.String(metadata={"example": "ok"})
    reason = ma.fields.String()


class SchoolSignature(ma.Schema):
    """Of a school with a key of its own domain; whose it is, is said where the trust list knows the key."""

    outcome = ma.fields.String(metadata={"example": "ok"})
    reason = ma.fields.String()
    school = ma.fields.String(allow_none=True)
    domain = ma.fields.String(allow_none=True, metadata={"example": "school.example"})
    day = ma.fields.String(
        allow_none=True,
        metadata={"description": "when the key was last seen at the domain", "example": "2027-03-01"},
    )


class PartShown(ma.Schema):
    """One credential within the record of a project. ``address``: as it calls itself; ``failed``: which checks did."""

    number = ma.fields.Integer()
    all = ma.fields.Integer()
    verdict = ma.fields.String()
    sentence = ma.fields.String()
    contested = ma.fields.String(allow_none=True)
    address = ma.fields.String()
    failed = ma.fields.List(ma.fields.String())
    title = ma.fields.String()
    credential = ma.fields.String(allow_none=True)
    confirmed_by = ma.fields.List(ma.fields.Nested(Confirmer))


class VerdictShown(ma.Schema):
    """``verdict`` is valid, invalid, revoked, suspended or not_checkable."""

    verdict = ma.fields.String(metadata={"example": "valid"})
    sentence = ma.fields.String()
    issuer = ma.fields.String()
    trust_list = ma.fields.String()
    contested = ma.fields.String(
        allow_none=True,
        metadata={
            "description": "while an appeal against a revocation or suspension is open: the sentence that says so"
        },
    )
    replaced = ma.fields.String(
        allow_none=True,
        metadata={
            "description": "where the same was issued anew under another key: the sentence that says so"
        },
    )
    demo = ma.fields.Boolean()
    title = ma.fields.String()
    credential = ma.fields.String(metadata={"description": "the id under which we issued it, when we did"})
    confirmed_by = ma.fields.List(ma.fields.Nested(Confirmer))
    results = ma.fields.List(ma.fields.Nested(SkillResult))
    status_as_of = ma.fields.String(
        allow_none=True,
        metadata={
            "example": "2026-11-23T11:00:00Z",
            "description": "when the lists were signed by which its status was looked up; null where none was at hand",
        },
    )
    checks = ma.fields.List(ma.fields.Nested(CheckLine))
    school_signature = ma.fields.Nested(SchoolSignature)
    inclusion = ma.fields.Nested(Proof)
    contents = ma.fields.List(
        ma.fields.Nested(PartShown), metadata={"description": "of a project's record (CLR)"}
    )


class Opens(ma.Schema):
    opens = ma.fields.String(
        load_default="",
        validate=ma.validate.Length(max=100),
        metadata={"description": "what the link of verification carried"},
    )


class FileName(ma.Schema):
    name = Line(200, load_default="", metadata={"example": "badge.png"})


class VerdictLine(ma.Schema):
    """``verdict``, or ``problem``: why the file or link of that name holds nothing to verify."""

    name = ma.fields.String()
    verdict = ma.fields.Nested(VerdictShown)
    problem = ma.fields.String()


class Verdicts(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(VerdictLine))
    verified_at = ma.fields.AwareDateTime()
    trust_list = ma.fields.String()
    checkpoint = ma.fields.String(
        metadata={"description": "the log's signed head at that time (C2SP checkpoint)"}
    )


class Deed(ma.Schema):
    deed = Text(600, load_default="", metadata={"description": "at most 40 words; shown beside the evidence"})


class Arranged(Deed):
    credential = ma.fields.String()


class Arrangement(ma.Schema):
    """My credentials in the order in which readers see them."""

    items = ma.fields.List(ma.fields.Nested(Arranged))


class Move(ma.Schema):
    to = ma.fields.String(required=True, validate=ma.validate.OneOf(("up", "down")))


class Publication(Wishes):
    published = ma.fields.Boolean(required=True)
    fields = ma.fields.List(FieldName)  # type: ignore[assignment]


class PublicationShown(WishesShown):
    published = ma.fields.Boolean()
    fields = ma.fields.List(ma.fields.String())  # type: ignore[assignment]
    since = ma.fields.AwareDateTime(allow_none=True)


class Search(WantedWishes):
    skill = Line(300, load_default="")
    level = ma.fields.Integer(load_default=1, validate=ma.validate.Range(1, 5))
    after = ma.fields.String(load_default=None)
    limit = ma.fields.Integer(load_default=25, validate=ma.validate.Range(1, 100))


class Found(ma.Schema):
    person = ma.fields.String()
    name = ma.fields.String()
    labels = ma.fields.List(ma.fields.String())
    level = ma.fields.Integer()
    evidence = ma.fields.Integer()
    companies = ma.fields.Integer()
    latest = ma.fields.AwareDateTime()
    url = ma.fields.String()


class NamedSkill(ma.Schema):
    uri = ma.fields.String()
    label = ma.fields.String()


class FoundPeople(ma.Schema):
    """``few``: fewer than five people fit, so none is shown. ``about``: how many, rounded down to fives.

    ``skills``: what the words may mean, where that is more than one skill; ask again with one's URI.
    """

    items = ma.fields.List(ma.fields.Nested(Found))
    few = ma.fields.Boolean()
    about = ma.fields.Integer()
    next = ma.fields.String(allow_none=True)
    skills = ma.fields.List(ma.fields.Nested(NamedSkill))
