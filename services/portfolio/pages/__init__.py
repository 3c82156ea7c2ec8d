"""The pages of portfolio."""

from services.portfolio.pages import (
    appeals,
    blocked,
    contacts,
    credits,
    files,
    hires,
    log,
    machine,
    mine,
    offline,
    rules,
    saved,
    schoolkeys,
    search,
    shares,
    verify,
)

BLUEPRINTS = (
    machine.pages,
    mine.pages,
    files.pages,
    shares.pages,
    verify.pages,
    credits.pages,
    blocked.pages,
    rules.pages,
    search.pages,
    appeals.pages,
    contacts.pages,
    hires.pages,
    saved.pages,
    schoolkeys.pages,
    log.pages,
    offline.pages,
)
