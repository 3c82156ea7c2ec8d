"""Before the first request: the keys, and the address under which credentials were issued."""

from services.portfolio import keyring
from services.portfolio.store import evidence, ledger, schoolkeys
from shared import keychain, mongo, secretfiles
from shared.config import Settings, SettingsError
from shared.keychain import Purpose
from shared.keys import Keeper, KeysError


def prepare(settings: Settings) -> None:
    """Raises SettingsError when PUBLIC_URL was changed although credentials carry the old one, KeysError when keys are
    lost by which something was signed, or the master that sealed schools' keys."""
    signed = _anything_signed()
    if signed and not keyring.there(settings):
        raise KeysError(
            f"portfolio/{keyring.FILE} is missing, and credentials and the log are signed by its keys: put it back from"
            " the backup of KEYS_DIR"
        )
    keyring.prepare(settings)
    folder = settings.keys_dir / settings.service
    if not secretfiles.there(folder / f"{keyring.SCHOOLS}.master") and schoolkeys.any_sealed():
        raise KeysError(
            f"portfolio/{keyring.SCHOOLS}.master is missing, and what it sealed is in the database"
        )
    Keeper.prepare(folder, keyring.SCHOOLS)
    kept = mongo.collection("settings")
    found = kept.find_one({"_id": "public_url"})
    if found is not None and found["value"] != settings.public_url and signed:
        raise SettingsError(
            [
                f"PUBLIC_URL is {settings.public_url}, but credentials were issued under {found['value']}, which is"
                " part of each of them: set PUBLIC_URL back."
            ]
        )
    kept.replace_one({"_id": "public_url"}, {"schema_version": 1, "value": settings.public_url}, upsert=True)


def _anything_signed() -> bool:
    """The log stays when all credentials are erased."""
    return evidence.any_credential() or ledger.head() is not None


def keys(settings: Settings) -> list[Purpose]:
    folder = settings.keys_dir / settings.service
    return [*keyring.purposes(settings), keychain.master(folder, keyring.SCHOOLS, schoolkeys.seal_anew)]
