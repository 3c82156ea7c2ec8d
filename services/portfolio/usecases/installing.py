"""Before the first request: the keys, and the address under which credentials were issued."""

from services.portfolio import keyring
from services.portfolio.store import evidence
from shared import mongo
from shared.config import Settings, SettingsError


def prepare(settings: Settings) -> None:
    """Raises SettingsError when PUBLIC_URL was changed although credentials carry the old one."""
    keyring.prepare(settings)
    kept = mongo.collection("settings")
    found = kept.find_one({"_id": "public_url"})
    if found is not None and found["value"] != settings.public_url and evidence.any_credential():
        raise SettingsError(
            [
                f"PUBLIC_URL is {settings.public_url}, but credentials were issued under {found['value']}, which is"
                " part of each of them: set PUBLIC_URL back."
            ]
        )
    kept.replace_one({"_id": "public_url"}, {"schema_version": 1, "value": settings.public_url}, upsert=True)
