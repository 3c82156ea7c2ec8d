"""The pages of accounts, and of the front door."""

from services.accounts.pages import entrance, home, organisations, signing

BLUEPRINTS = (entrance.pages, home.pages, organisations.pages, signing.pages)
