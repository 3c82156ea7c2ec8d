"""Fields that say nothing of a person: ids, moments, states, what organisations say of themselves."""

ANYWHERE = frozenset(
    """
    id version schema_version person people organisation school company team brief milestone contribution proposal
    credential rule application organisations operator reviewer reviewer_organisation reviewer_role role roles by
    created_by decided_by submitted_by reviewed_by ended_by published_by closed_by taken_by delivered_by cancelled_by
    seen_by captain mentor subject request review state status kind region trade trades demo suspended
    created created_at published_at updated_at edited_at state_since since until asked opened opened_at closed due
    remind expires at ended used read answered finished handed_in accepted_at issued_at revoked_at decided_at
    reviewed_at delivered_at confirmed_at offered_at received valid_from valid_until last heard rounds round
    tell parts came size secret secrets code key public_key record_hash endorsement lacks place status_list
    """.split()
)
"""Names that mean the same everywhere. What people write (name, title, reason, text, note, mail) is never here."""

OF: dict[str, str] = {
    "accounts.people": "mail_confirmed second_factor",
    "accounts.sessions": "proven",
    "accounts.tokens": "scopes revoked",
    "accounts.links": "purpose",
    "accounts.second_factors": "step",
    "accounts.slips": "made",
    "accounts.organisations": "name time_zone code staff checks",
    "accounts.invitations": "programme school_class seats withdrawn",
    "accounts.signing_requests": "brief_title milestone_title",
    "accounts.keys": "sealed",
    "accounts.items": "service message params default url",
    "accounts.classes": "name programme term teachers begins ends",
    "projects.briefs": "bidding_until empty_rounds published_version lang title risk problem deliverables criteria "
    "skills milestones weeks hours_per_week supervision_hours pay costs ip nda nda_text data_access languages "
    "team_min team_max teams programmes_min offered_to",
    "projects.approvals": "brief_version",
    "projects.teams": "brief_version disputed start_on",
    "projects.milestones": "number title deliverables rates_skills review_due open_to_teacher",
    "projects.contributions": "peers_due",
    "projects.disputes": "decision",
    "matching.holdings": "shown own_at",
    "matching.weeks": "given",
    "matching.bid_lists": "changed",
    "matching.proposals": "title number revision vacant coverage common_slots confirm_until",
    "portfolio.credentials": "title",
    "portfolio.shares": "views",
    "portfolio.rules": "programme number title basis rows rounding caps cap_total cap_share course_required "
    "allowed_courses excluded_course_types evidence pass_rule named_members rank_factors own_mark signatures",
    "portfolio.applications": "rule_number rule_title credentials results",
}


def is_fact(place: str) -> bool:
    """``place``: service.collection.field."""
    collection, _, name = place.rpartition(".")
    return name in ANYWHERE or name in OF.get(collection, "").split()
