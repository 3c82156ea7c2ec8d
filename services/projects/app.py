"""What the web server of projects is made of."""

from pathlib import Path

from flask import Flask

from services.projects.api import blueprint as api
from services.projects.pages import BLUEPRINTS
from shared import tokens
from shared.config import Settings
from shared.web.app import new_app


def create_app(settings: Settings) -> Flask:
    return new_app(settings, Path(__file__).parent, BLUEPRINTS, api, keys=tokens.purposes(settings))
