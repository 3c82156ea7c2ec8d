"""What the web server of matching is made of."""

from pathlib import Path

from flask import Flask

from services.matching import book
from services.matching.api import blueprint as api
from services.matching.pages import BLUEPRINTS
from shared.config import Settings
from shared.web.app import new_app


def create_app(settings: Settings) -> Flask:
    book.warm(search_too=True)
    return new_app(settings, Path(__file__).parent, BLUEPRINTS, api)
