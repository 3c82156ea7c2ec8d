"""Fields that say nothing of a person: ids, moments, states, what organisations say of themselves."""

_NAMES = """
id version schema_version person people organisation school company team brief milestone contribution
reviewer reviewer_organisation reviewer_role role roles by created_by decided_by reviewed_by state
kind region suspended created created_at published_at state_since since until asked opened closed due
expires ended used accepted_at decided_at reviewed_at valid_from valid_until rounds size place
"""
ANYWHERE = frozenset(_NAMES.split())
"""Names that mean the same everywhere. What people write (name, title, reason, text, note, mail) is never here."""

OF: dict[str, str] = {
    "accounts.people": "mail_confirmed second_factor",
    "accounts.sessions": "proven secret",
    "accounts.tokens": "scopes revoked",
    "accounts.links": "purpose item",
    "accounts.visits": "secret item page",
    "accounts.second_factors": "step offered_at offered_in",
    "accounts.organisations": "name time_zone code staff checks code demo trades limits merged_into contact website "
    "legal logo",
    "accounts.invitations": "programme school_class seats withdrawn secret",
    "accounts.signing_requests": "brief_title milestone_title review",
    "accounts.keys": "sealed public_key compromised_at",
    "accounts.calendars": "days terms",
    "accounts.items": "service moved_from message default url closed_by remind reminded subject taken_by "
    "awaited_by awaited_in followed_at",
    "accounts.minorities": "answered seen_by",
    "accounts.placements": "answered seen_by mentor terms",
    "accounts.channels": "form made language sent failed code proven",
    "accounts.consents": "given at edition about",
    "accounts.deputies": "made",
    "accounts.reports": "object at decided told",
    "accounts.programmes": "code name",
    "accounts.classes": "name programme programme_code term teachers begins ends",
    "accounts.class_lists": "uploaded encoding heading columns into rows done counts invited",
    "accounts.accesses": "operator read",
    "accounts.duties": "school_class over",
    "accounts.erasures": "finished parts secrets tell",
    "accounts.exports": "came",
    "projects.briefs": "bidding_until empty_rounds published_version lang title risk problem deliverables criteria "
    "skills milestones weeks hours_per_week supervision_hours paid pay costs ip nda nda_text "
    "data_access vulnerable languages team_min team_max teams programmes_min offered_to edited_at ended_by "
    "submitted_by taken_down trade updated_at",
    "projects.approvals": "brief_version",
    "projects.teams": "brief_version disputed start_on cancelled_by captain confirmed_at mentor proposal vulnerable",
    "projects.milestones": "number title deliverables rates_skills review_due open_to_teacher delivered_at "
    "delivered_by last",
    "projects.contributions": "peers_due credential heard",
    "projects.reviews": "at request round",
    "projects.disputes": "decision opened_at",
    "projects.deadlines": "days",
    "matching.holdings": "shown own_at",
    "matching.weeks": "given",
    "matching.growths": "hours chosen dated",
    "matching.bid_lists": "changed handed_in",
    "matching.proposals": "title number revision vacant coverage common_slots confirm_until graph round",
    "matching.rounds": "name made closes briefs settings plan",
    "matching.round_plans": "round number made seconds job frozen of result figures why carried",
    "portfolio.claims": "endorsement key lacks received record_hash",
    "portfolio.credentials": "title demo issued_at status status_list changed_by",
    "portfolio.project_records": "title demo issued_at status status_list",
    "portfolio.school_keys": "domain public sealed asked_by approved_by approved confirmed looked seen failing_since "
    "problem problem_params ended_by why compromised_from",
    "portfolio.shares": "views revoked_at secret addressed",
    "portfolio.rules": "programme number title basis rows rounding caps cap_total cap_share course_required "
    "allowed_courses excluded_course_types evidence pass_rule named_members rank_factors "
    "own_mark signatures published_by",
    "portfolio.uses": "application",
    "portfolio.appeals": "credential change against changed_by decided_at",
    "portfolio.hires": "due confirmed_by",
    "portfolio.saved_searches": "known news",
    "portfolio.contacts": "purpose day answered",
    "portfolio.applications": "rule_number rule_title credentials results rule",
    # collections without a schema: copies, rows, trails
    "accounts.acts": "act at hash number object service subject",
    "accounts.figures": "at open_briefs most_briefs briefs teams bytes most_megabytes",
    "accounts.briefs": "title",
    "accounts.teams": "members ever",
    "accounts.proposals": "members",
    "accounts.installation": "at",
    "accounts.newcomers": "wait",
    "accounts.throttles": "count",
    "projects.artefacts": "at media_type sha256",
    "projects.bids": "count asked accepted",
    "projects.editions": "at edition terms",
    "projects.ended": "at",
    "projects.files": "at media_type sha256",
    "projects.organisations": "checks demo contact legal logo most_briefs most_megabytes name staff time_zone trades "
    "website",
    "projects.papers": "at key",
    "projects.proposals": "captain confirm_until coverage members revision",
    "projects.uploads": "at",
    "matching.approvals": "decision",
    "matching.companions": "made secret",
    "matching.companion_asks": "companions asked",
    "matching.bid_turns": "turn",
    "matching.bids": "at",
    "matching.briefs": "accepted asked bidding_until bids costs criteria data_access deliverables edition "
    "hours_per_week ip language languages milestones nda nda_text paid pay problem programmes_min remote risk "
    "schools skills supervision_hours team_max team_min teams title trade vulnerable weeks words",
    "matching.ended": "at",
    "matching.round_inputs": "round sha256 at names briefs left_out wishes graph cut",
    "matching.round_students": "round",
    "matching.stated_groups": "round at",
    "matching.round_contests": "round school proposal seat at decided",
    "matching.round_reports": "made plan sha256 cut seed steps graph engine weights figures stated sensitivity "
    "newcomers in_a_row job",
    "matching.organisations": "checks demo contact legal logo most_briefs most_megabytes name staff time_zone trades "
    "website",
    "portfolio.approvals": "decision",
    "portfolio.briefs": "nda",
    "portfolio.confirmed": "at",
    "portfolio.ended": "at",
    "portfolio.keys": "compromised_at public_key",
    "portfolio.log_checkpoints": "at note stamp stamped",
    "portfolio.log_commitments": "entry",
    "portfolio.log_entries": "at credential event noted",
    "portfolio.log_head": "note",
    "portfolio.log_tiles": "hashes",
    "portfolio.membership_moments": "at membership",
    "portfolio.organisations": "checks demo contact legal logo most_briefs most_megabytes name staff time_zone trades "
    "website",
    "portfolio.status_changes": "count",
    "portfolio.status_lists": "changes document list",
    "portfolio.status_places": "contested list status",
    "portfolio.teams": "ever",
    "portfolio.throttles": "count",
}


def is_fact(place: str) -> bool:
    """``place``: service.collection.field."""
    collection, _, name = place.rpartition(".")
    return name in ANYWHERE or name in OF.get(collection, "").split()
