"""Copies that projects, matching and portfolio keep of accounts' facts: who may act, and how people are called."""

from shared.directory.copies import HANDLERS, INDEXES, forget, save_newer
from shared.directory.reading import (
    Organisation,
    belongs,
    calendar_of,
    colleagues,
    looked_at,
    members,
    memberships,
    names,
    of_region,
    only_demo,
    organisation,
    organisations,
    schools,
    supervisors,
)
from shared.directory.running import Platform, platform, platform_changed
from shared.directory.viewing import minors, read_anew, under_age, viewer

__all__ = [
    "HANDLERS",
    "INDEXES",
    "Organisation",
    "Platform",
    "belongs",
    "calendar_of",
    "colleagues",
    "forget",
    "looked_at",
    "members",
    "memberships",
    "minors",
    "names",
    "of_region",
    "only_demo",
    "organisation",
    "organisations",
    "platform",
    "platform_changed",
    "read_anew",
    "save_newer",
    "schools",
    "supervisors",
    "under_age",
    "viewer",
]
