"""The pages of accounts, and of the front door."""

from flask import Blueprint

from services.accounts.pages import (
    admin,
    agreeing,
    calendars,
    channels,
    class_lists,
    classes,
    deputies,
    duties,
    entrance,
    erasing,
    front,
    guardians,
    home,
    local,
    logo,
    mail_domains,
    mailed,
    mails,
    merging,
    organisations,
    oversight,
    people,
    privacy,
    programmes,
    queues,
    recipients,
    reports,
    second_factor,
    settings,
    signing,
    students,
    trail,
    troubles,
    visits,
)
from shared.config import Settings

_PAGES = (
    front, entrance, agreeing, mailed, visits, second_factor, home, settings, mails, channels, privacy, erasing,
    organisations, people, classes, programmes, class_lists, duties, calendars, guardians, signing, admin, merging,
    oversight, troubles, trail, reports, queues, deputies, students, recipients, logo, mail_domains,
)  # fmt: skip


def blueprints(config: Settings) -> list[Blueprint]:
    """Those of local mode exist only while nobody else can reach the product."""
    return [module.pages for module in (*_PAGES, *((local,) if config.is_local else ()))]
