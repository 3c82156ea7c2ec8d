"""What the web server of portfolio is made of."""

from pathlib import Path

from flask import Flask

from services.portfolio.api import blueprint as api
from services.portfolio.pages import BLUEPRINTS
from services.portfolio.usecases import installing
from shared.config import Settings
from shared.web.app import new_app


def create_app(settings: Settings) -> Flask:
    return new_app(settings, Path(__file__).parent, BLUEPRINTS, api, keys=installing.keys(settings))
