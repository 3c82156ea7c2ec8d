"""The register itself, in the order in which a person comes upon these things."""

from shared.messages import N_
from shared.register import Field, Group

ACCOUNT = Group(
    N_("Account"),
    (
        Field(
            N_("Name"), N_("So that others know with whom they work."), "contract", "around", "account",
            ("accounts.people.name", "accounts.people.latin_name", "accounts.person.changed.v1:name",
             "projects.people.name", "matching.people.name", "portfolio.people.name"),
        ),
        Field(
            N_("Which mails you want, and when"), N_("So that only those come that you want."), "contract", "you",
            "account", ("accounts.people.reminders", "accounts.people.news", "accounts.links.before"),
        ),
        Field(
            N_("Robots in your chats, your telephone number, and what goes there"),
            N_("Telling you what waits."), "contract", "nobody",
            "account", ("accounts.channels.sealed", "accounts.channels.reminders", "accounts.channels.news",
                        "accounts.channels.reason", "accounts.channels.host"),
        ),
        Field(
            N_("Mail address"), N_("Signing in, and telling you what waits."), "contract", "you", "begun",
            ("accounts.people.mail", "accounts.people.new_mail", "accounts.people.bounced"),
        ),
        Field(
            N_("Links in mails"), N_("Proving that an address is yours, or a domain your organisation’s."), "contract",
            "programs", "link", ("accounts.links.mail",),
        ),
        Field(
            N_("Mails that were written to you"), N_("Telling you what waits."), "contract", "you", "mails",
            ("MAIL_DIR",),
        ),
        Field(
            N_("Password"), N_("Proving that it is you."), "contract", "nobody", "account",
            ("accounts.people.password",),
        ),
        Field(
            N_("Second step of signing in"), N_("Proving that it is you."), "safety", "nobody", "account",
            ("accounts.second_factors.sealed", "accounts.second_factors.offered", "accounts.second_factors.recovery"),
        ),
        Field(
            N_("Language, time zone, appearance"), N_("Pages and mails in your way."), "contract", "you", "account",
            ("accounts.people.language", "accounts.people.zone", "accounts.people.theme",
             "accounts.person.changed.v1:language", "projects.people.language", "matching.people.language",
             "portfolio.people.language"),
        ),
        Field(
            N_("Browsers that are signed in"), N_("So that you see and end what is not yours."), "safety", "you",
            "trace",
            (
                "accounts.sessions.agent", "accounts.sessions.seen", "accounts.sessions.before",
                "accounts.sessions.auth_time",
            ),
        ),
        Field(
            N_("Names of programs with access"), N_("So that you know which one to revoke."), "contract", "you",
            "account", ("accounts.tokens.name",),
        ),
        Field(
            N_("Address of an invitation"), N_("Sending the invitation."), "contract", "asker", "invited",
            ("accounts.invitations.mail",),
        ),
        Field(
            N_("Who stands in for whom, and when"), N_("So that nothing waits for somebody who is away."), "contract",
            "organisation", "account",
            ("accounts.deputies.deputy", "accounts.deputies.begins", "accounts.deputies.ends"),
        ),
        Field(
            N_("What you reported, and what was decided"), N_("So that texts which harm others go."), "duty",
            "reported", "account",
            ("accounts.reports.category", "accounts.reports.text", "accounts.reports.reason"),
        ),
        Field(
            N_("Why an operator looked"), N_("So that nobody looks without a reason."), "duty", "operator",
            "account", ("accounts.accesses.reason", "accounts.access.granted.v1:reason"),
        ),
        Field(
            N_("Address while an erasure runs"), N_("Telling you that it is done."), "duty", "you", "told",
            ("accounts.erasures.mail", "accounts.erasures.language", "accounts.erasures.zone"),
        ),
        Field(
            N_("Messages between the parts of the platform"), N_("So that every part knows the same."), "contract",
            "programs", "messages", ("outbox.personal",),
        ),
        Field(
            N_("Messages that could not be worked on"), N_("So that nothing is lost by a fault."), "contract",
            "programs", "parked", ("parked.body", "parked.reason"),
        ),
        Field(
            N_("Answers to commands of programs"), N_("So that a command sent twice is done once."), "contract",
            "nobody", "repeated", ("idempotency.answer",),
        ),
        Field(
            N_("Your data in one file"), N_("Taking your data along."), "duty", "you", "export",
            ("accounts.exports.sha256", "accounts.export_parts.sections", "projects.export.part.v1:sections",
             "matching.export.part.v1:sections", "portfolio.export.part.v1:sections"),
        ),
    ),
)  # fmt: skip

SCHOOL = Group(
    N_("School"),
    (
        Field(
            N_("Class and student number"), N_("So that the school knows its students."), "contract",
            "organisation", "account",
            ("accounts.memberships.number", "accounts.memberships.school_class",
             "accounts.membership.changed.v1:school_class", "projects.memberships.school_class",
             "matching.memberships.school_class", "portfolio.memberships.school_class"),
        ),
        Field(
            N_("Programme"), N_("So that the school knows its students, and teams of several disciplines are formed."),
            "contract", "around", "account",
            ("accounts.memberships.programme", "accounts.membership.changed.v1:programme",
             "projects.memberships.programme", "matching.memberships.programme", "portfolio.memberships.programme"),
        ),
        Field(
            N_("Duties of teachers in classes"), N_("So that what waits for a class comes to its teacher."), "contract",
            "organisation", "account",
            ("accounts.duties.begins", "accounts.duties.ends", "projects.duties.begins", "projects.duties.ends",
             "matching.duties.begins", "matching.duties.ends", "portfolio.duties.begins", "portfolio.duties.ends"),
        ),
        Field(
            N_("The school's list of its students"), N_("So that they need not be typed in one by one."), "contract",
            "lister", "export", ("accounts.class_lists.content", "accounts.class_lists.bad"),
        ),
        Field(
            N_("School"), N_("So that a team's supervisors are those of its members."), "contract", "team", "team",
            ("matching.proposal.proposed.v1:school", "matching.proposal.confirmed.v1:school",
             "matching.seat.refilled.v1:school"),
        ),
        Field(
            N_("One-time code on a slip"), N_("Coming in without a mail address."), "contract", "nobody", "link",
            ("accounts.slips.made",),
        ),
        Field(
            N_("From when you act alone"), N_("Asking a guardian where the law wants one. No birth date is kept."),
            "duty", "organisation", "of_age",
            ("accounts.minorities.acts_alone", "accounts.minority.changed.v1:limits", "projects.minorities.limits",
             "matching.minorities.limits", "portfolio.minorities.limits",
             "accounts.minority.changed.v1:minor_until", "projects.minorities.minor_until",
             "matching.minorities.minor_until", "portfolio.minorities.minor_until"),
        ),
        Field(
            N_("Guardian and their answer"), N_("Consent of whoever decides for a minor."), "duty", "guardian",
            "of_age",
            ("accounts.minorities.guardian", "accounts.minorities.mail", "accounts.minorities.question",
             "accounts.minorities.code", "accounts.minorities.secret"),
        ),
        Field(
            N_("What a guardian answered about a placement"), N_("No placement of a minor starts without it."), "duty",
            "team", "of_age", ("accounts.placement.answered.v1:decision",),
        ),
    ),
)  # fmt: skip

SKILLS = Group(
    N_("Skills and teams"),
    (
        Field(
            N_("Skills and levels"), N_("Finding projects and teams that fit."), "contract", "you", "account",
            ("matching.holdings.skill", "matching.holdings.level", "matching.holdings.confidence",
             "matching.holdings.own_level", "matching.holdings.source"),
        ),
        Field(
            N_("What accepted work has shown"), N_("Levels that rest on evidence."), "contract", "you", "account",
            ("matching.evidence.results", "matching.evidence.on", "matching.evidence.status",
             "portfolio.credential.issued.v1:results"),
        ),
        Field(
            N_("Bids and their order"), N_("Forming teams by your wishes."), "contract", "you", "account",
            ("matching.bid_lists.order", "matching.bids.rank"),
        ),
        Field(
            N_("Whom you go with, or would like to"), N_("Keeping together those who asked for it."), "contract", "you",
            "account", ("matching.companions.members", "matching.companion_wishes.named"),
        ),
        Field(
            N_("That teams may ask you, and what you answered"), N_("Filling what a team lacks."), "consent", "you",
            "account", ("matching.companion_wishes.willing", "matching.companion_asks.state"),
        ),
        Field(
            N_("How your bid stands, where you agreed that the company sees you"),
            N_("Showing a company early who bids on its brief."), "consent", "company", "account",
            ("matching.standings.rank", "matching.standings.qualities", "matching.standings.own",
             "matching.standings.since"),
        ),
        Field(
            N_("Free hours of the week"), N_("Teams that can meet."), "contract", "you", "account",
            ("matching.weeks.slots",),
        ),
        Field(
            N_("Your way to a target, and what you would rather be"),
            N_("Saying what to learn next; nobody else sees it."), "contract", "you", "account",
            ("matching.growths.target", "matching.growths.gap", "matching.growths.steps", "matching.growths.done",
             "matching.growths.dropped", "matching.growths.moved", "matching.growths.choices", "accounts.items.params",
             "matching.waiting.opened.v1:about"),
        ),
        Field(
            N_("Your part in a school's round"), N_("Placing many students at once, and showing how it was decided."),
            "contract", "organisation", "account",
            ("matching.round_students.refusals", "matching.round_inputs.body", "matching.round_inputs.labels",
             "matching.rounds.pairs", "matching.round_plans.moves"),
        ),
        Field(
            N_("Groups that you stated for a round's fairness report"),
            N_("Showing how groups fared, by numbers alone; what forms the teams never has it."), "consent", "you",
            "report", ("matching.stated_groups.groups", "matching.stated_groups.edition"),
        ),
        Field(
            N_("Reasons for a seat, and the answer"), N_("Explaining an automated proposal, and refilling seats."),
            "contract", "company", "team",
            ("matching.proposals.seats", "matching.proposals.told", "matching.reserve.told",
             "matching.round_contests.text", "matching.round_contests.reason",
             "matching.proposal.proposed.v1:reasons", "matching.proposal.proposed.v1:covers",
             "matching.seat.refilled.v1:covers", "projects.proposals.about", "matching.audit.said"),
        ),
    ),
)  # fmt: skip

WORK = Group(
    N_("Work"),
    (
        Field(
            N_("What you state that you did"), N_("The evidence of your own part."), "contract", "team", "accepted",
            ("projects.contributions.statement", "projects.contributions.share", "projects.contributions.percent",
             "projects.contributions.hours", "projects.contributions.artefacts"),
        ),
        Field(
            N_("What others say of it"), N_("So that nobody's part is credited in silence."), "contract", "team",
            "accepted",
            ("projects.contributions.objections", "projects.contributions.peers", "projects.disputes.reason",
             "projects.audit.said"),
        ),
        Field(
            N_("Files, their names and descriptions"), N_("The work itself."), "contract", "team", "accepted",
            ("FILES_DIR", "projects.files.name", "projects.artefacts.name", "projects.artefacts.description",
             "projects.uploads.name", "projects.milestones.artefacts"),
        ),
        Field(
            N_("Levels that a reviewer gave, and why"), N_("Confirmed skills."), "contract", "reviewer", "accepted",
            ("projects.contributions.ratings", "projects.reviews.ratings"),
        ),
        Field(
            N_("Reasons of reviewers and supervisors"), N_("No decision without a reason."), "contract",
            "concerned", "accepted",
            ("projects.contributions.reason", "projects.milestones.reason", "projects.milestones.criteria",
             "projects.reviews.verdicts", "projects.briefs.reason", "projects.approvals.reason",
             "projects.teams.reason", "projects.proposals.reason", "accounts.audit.said"),
        ),
        Field(
            N_("Membership in a team, and why somebody left"), N_("Who works with whom."), "contract", "team", "team",
            ("projects.teams.members", "projects.papers.note"),
        ),
        Field(
            N_("Records that are signed"), N_("What exactly a reviewer vouches for."), "contract", "reviewer",
            "accepted",
            ("projects.reviews.records", "projects.signing.requested.v1:records", "accounts.signing_requests.records",
             "projects.contribution.accepted.v1:record", "portfolio.claims.record"),
        ),
    ),
)  # fmt: skip

EVIDENCE = Group(
    N_("Evidence and credit"),
    (
        Field(
            N_("Credentials"), N_("Evidence that others can check."), "contract", "shared", "account",
            ("portfolio.credentials.record", "portfolio.credentials.document", "portfolio.credentials.jwt",
             "portfolio.credentials.reason", "portfolio.claims.reason", "portfolio.log_entries.salt",
             "portfolio.project_records.document", "portfolio.project_records.credentials"),
        ),
        Field(
            N_("Shares: to whom, which fields"), N_("Showing what you choose, until you take it back."), "consent",
            "you", "account", ("portfolio.shares.audience", "portfolio.shares.fields", "portfolio.shares.credentials",
                               "portfolio.shares.reader"),
        ),
        Field(
            N_("What you agreed to, when and in which language"), N_("So that it can be shown, and taken back."),
            "duty", "you", "account",
            ("accounts.consents.purpose", "accounts.consents.language", "accounts.consents.audience",
             "accounts.consents.fields", "matching.consent.changed.v1:audience",
             "matching.consent.changed.v1:fields", "portfolio.consent.changed.v1:audience",
             "portfolio.consent.changed.v1:fields"),
        ),
        Field(
            N_("Published portfolio"), N_("Being found by employers."), "consent", "shared", "account",
            ("portfolio.profiles.fields", "portfolio.profiles.published", "portfolio.profiles.items",
             "portfolio.confirmed.level",
             "portfolio.confirmed.labels", "portfolio.confirmed.words", "portfolio.confirmed.uri",
             "portfolio.confirmed.evidence", "portfolio.confirmed.companies", "portfolio.confirmed.looked_at",
             "portfolio.confirmed.latest", "portfolio.confirmed.published", "portfolio.confirmed.trades",
             "portfolio.confirmed.places", "portfolio.confirmed.available", "portfolio.profiles.trades",
             "portfolio.profiles.places", "portfolio.profiles.available"),
        ),
        Field(
            N_("Who opened what you show"), N_("So that you see who looked."), "safety", "you", "trace",
            ("portfolio.views.viewer", "portfolio.views.at", "portfolio.views.what", "portfolio.views.share"),
        ),
        Field(
            N_("Appeals and their reasons"), N_("A second look at what became of a credential."), "contract", "school",
            "account", ("portfolio.appeals.text", "portfolio.appeals.reason"),
        ),
        Field(
            N_("Requests to contact you"), N_("Being reached by employers, as you say, once you accept."), "consent",
            "contact", "asked", ("portfolio.contacts.text", "portfolio.contacts.means"),
        ),
        Field(
            N_("Who took you on, and when"), N_("Showing it to the company, which may confirm it."), "consent",
            "contact", "account", ("portfolio.hires.kind", "portfolio.hires.begins"),
        ),
        Field(
            N_("Saved searches"), N_("Telling you of new people."), "contract", "you", "account",
            ("portfolio.saved_searches.skill", "portfolio.saved_searches.label", "portfolio.saved_searches.level",
             "portfolio.saved_searches.trade", "portfolio.saved_searches.place", "portfolio.saved_searches.by"),
        ),
        Field(
            N_("Searches"), N_("So that nobody is singled out by many searches."), "safety", "you", "trace",
            ("portfolio.searches.skill", "portfolio.searches.level", "portfolio.searches.trade",
             "portfolio.searches.place", "portfolio.searches.by"),
        ),
        Field(
            N_("Applications for credit"), N_("Credit by your school's rule."), "contract", "school", "decided",
            ("portfolio.applications.course", "portfolio.applications.reason", "portfolio.applications.lines",
             "portfolio.applications.total", "portfolio.credit.decided.v1:credits", "portfolio.audit.said",
             "portfolio.blocked.record"),
        ),
    ),
)  # fmt: skip

GROUPS = (ACCOUNT, SCHOOL, SKILLS, WORK, EVIDENCE)
