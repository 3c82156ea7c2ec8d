"""Which events projects acts on."""

from shared.config import Settings
from shared.messaging.consuming import Handlers


def handlers(settings: Settings) -> Handlers:  # noqa: ARG001
    return {}
