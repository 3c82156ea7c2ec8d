"""The pages of portfolio."""

from services.portfolio.pages import (
    blocked,
    credits,
    files,
    log,
    machine,
    mine,
    offline,
    rules,
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
    log.pages,
    offline.pages,
)
