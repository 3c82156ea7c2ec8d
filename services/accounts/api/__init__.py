"""The JSON side of accounts."""

from services.accounts.api import (
    classes,
    deputies,
    erasing,
    guardians,
    mails,
    members,
    merging,
    myself,
    organisations,
    oversight,
    privacy,
    reports,
    second_factor,
    students,
    waiting,
)
from services.accounts.api.blueprint import blueprint

__all__ = [
    "blueprint",
    "classes",
    "deputies",
    "erasing",
    "guardians",
    "mails",
    "members",
    "merging",
    "myself",
    "organisations",
    "oversight",
    "privacy",
    "reports",
    "second_factor",
    "students",
    "waiting",
]
