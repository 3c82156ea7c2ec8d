"""The pages of portfolio."""

from services.portfolio.pages import machine

BLUEPRINTS = (machine.pages,)
