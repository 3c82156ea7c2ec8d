"""What the web server of accounts is made of."""

from pathlib import Path

from flask import Flask

from services.accounts.api import blueprint as api
from services.accounts.pages import blueprints
from services.accounts.pages.reader import identify, organised
from services.accounts.store import people
from services.accounts.usecases import installing
from shared.config import Settings
from shared.web.app import new_app


def create_app(settings: Settings) -> Flask:
    return new_app(
        settings,
        Path(__file__).parent,
        blueprints(settings),
        api,
        identify=identify,
        names=people.names,
        organisations=organised,
        keys=installing.keys(settings),
    )
