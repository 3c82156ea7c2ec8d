"""Before the first request: the keys, and the address under which credentials were issued."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from services.portfolio import keyring
from services.portfolio.store import audit, evidence, ledger, schoolkeys, statuses
from services.portfolio.usecases.issuing import SIGN_LISTS
from shared import keychain, mongo, secretfiles
from shared.config import Settings, SettingsError
from shared.keychain import Purpose
from shared.keys import Keeper, KeysError
from shared.messages import N_
from shared.messaging import jobs
from shared.mongo import transactional
from verifier.did import method_id


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
    issuer, *masters = keyring.purposes(settings)
    declared = replace(issuer, compromise=partial(_compromise, settings))
    return [declared, *masters, keychain.master(folder, keyring.SCHOOLS, schoolkeys.seal_anew)]


def _compromise(settings: Settings, key_id: str, since: datetime, now: datetime) -> str | None:
    if not keyring.compromise(settings, key_id, since):
        return None
    _sign_lists_anew(key_id, since, now)
    method = method_id(keyring.public(settings).did, key_id)
    lost = evidence.signed_since(method, since)
    told = f"{key_id} is compromised since {since.isoformat()}: what the log holds from before stays valid."
    return "\n".join([told, f"Invalid of what was issued since: {len(lost)}", *lost])


@transactional
def _sign_lists_anew(key_id: str, since: datetime, now: datetime) -> None:
    """The lists that it signed prove nothing any more."""
    for number in statuses.numbers():
        jobs.add(SIGN_LISTS, str(number), now)
    audit.record(N_("Issuer’s key declared compromised"), key_id, None, now, since=since.isoformat())
