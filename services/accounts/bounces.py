"""Mails that come back: a return path that proves itself, and the report about it (RFC 3464) read with care.

``python -m services.accounts bounce < message`` is for a mail server's pipe. Anybody can write such a report; the
address that it came to carries an HMAC over day and recipient, which only whoever got a mail of ours can know.
"""

import hmac
import re
import sys
from base64 import b32encode
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from services.accounts.domain.mail_domain import spellings
from services.accounts.store import people
from shared import clock, logs, mongo
from shared.config import Settings, SettingsError
from shared.keys import Keeper

MOST_BYTES, MOST_PARTS = 1_000_000, 50
DAYS = 14
DONE, NOT_OURS, LATER = 0, 0, 75
"""75: a mail server keeps it and tries again (sysexits.h). What is not ours is done with: it must not bounce."""
_TOKEN = re.compile(r"\+([0-9a-f]{6})([a-z2-7]{26})@")
_GONE = re.compile(r"5\.(1\.\d+|2\.[01])\b")
"""RFC 3463: about the address, or a mailbox that is none or closed; a full one (5.2.2) will be emptied."""
_TO = ("To", "Delivered-To", "X-Original-To", "Envelope-To")


def return_path(to: str, at: datetime, settings: Settings) -> str | None:
    """Where a mail to this address comes back to; None where no such mails are read."""
    if not settings.bounce_address:
        return None
    local, _, domain = settings.bounce_address.partition("@")
    day = at.date().toordinal()
    return f"{local}+{day:06x}{_check(to, day, settings)}@{domain}"


def _check(to: str, day: int, settings: Settings) -> str:
    """130 bits, in letters that no mail server changes but for their case; the same however the domain is spelt, since
    a report names it as the name system does."""
    keeper = Keeper.open(settings.keys_dir / settings.service, "bounces")
    return b32encode(keeper.mac(f"{day}\0{spellings(to)[0]}".encode()))[:26].decode().lower()


def gone(raw: bytes, settings: Settings, now: datetime) -> str | None:
    """The address that takes no mail, as far as the report shows that it answers a mail of ours; else None."""
    if len(raw) > MOST_BYTES:
        return None
    try:
        report = message_from_bytes(raw)
        tokens, named = set(_tokens(report)), set(_failed(report))
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):
        return None  # what the parser cannot read was written to hurt, or by no mail server
    for day, check in tokens:
        fresh = 0 <= now.date().toordinal() - day <= DAYS
        for address in sorted(named) if fresh else ():
            if hmac.compare_digest(check.encode(), _check(address, day, settings).encode()):
                return address
    return None


def _tokens(report: Message) -> Iterator[tuple[int, str]]:
    """(day, check) out of the addresses that the report came to."""
    for name in _TO:
        for line in report.get_all(name, [])[:10]:
            for day, check in _TOKEN.findall(str(line).lower()):
                yield int(day, 16), check


def _failed(report: Message) -> Iterator[str]:
    """Addresses that the report says are gone, and that of the mail which it returns: an alias may stand between."""
    if report.get_content_type() != "multipart/report":
        return
    parts = [part for part, _ in zip(report.walk(), range(MOST_PARTS), strict=False)]
    blocks = [one for one in parts if one.get("Action") is not None and one.get("Status") is not None]
    failed = [one for one in blocks if _is_gone(one)]
    for block in failed:
        yield from _addresses(block, "Final-Recipient", "Original-Recipient")
    if failed and len(failed) == len(blocks):
        for part in parts:
            if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
                yield from _addresses(_returned(part), "To")


def _is_gone(block: Message) -> bool:
    action, status = str(block["Action"]).strip().lower(), str(block["Status"]).strip()
    return action == "failed" and _GONE.match(status) is not None


def _returned(part: Message) -> Message:
    inner = part.get_payload(0) if part.is_multipart() else part.get_payload(decode=True)
    return (
        inner
        if isinstance(inner, Message)
        else message_from_bytes(inner if isinstance(inner, bytes) else b"")
    )


def _addresses(block: Message, *names: str) -> Iterator[str]:
    for name in names:
        for line in block.get_all(name, [])[:10]:
            yield from re.findall(r"[^\s<>;,]{1,64}@[^\s<>;,]{1,255}", str(line))[:10]


def main() -> int:
    """Says what became of the report, and no address."""
    try:
        settings = Settings.from_env("accounts")
    except SettingsError as error:
        print(*error.problems, sep="\n", file=sys.stderr)
        return LATER
    logs.to_stderr("accounts", settings.log_level)
    clock.use_offset_file(settings.test_clock_file)
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    address = gone(raw, settings, clock.now())
    if address is None:
        print("not a report about a mail of ours")
        return NOT_OURS
    try:
        mongo.connect(settings)
        with mongo.serving("accounts"):
            marked = people.note_bounce(address, clock.now())
    except Exception as error:  # whatever is wrong on our side, the report is not lost
        print(f"not written ({type(error).__name__})", file=sys.stderr)
        return LATER
    print("the address is marked" if marked else "the address is nobody's")
    return DONE
