"""Files that somebody sends for verification, up to a hundred at once: each becomes a line; nothing of them is kept."""

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.portfolio.carriers import MOST_LINES, CarrierError, Found, open_files
from services.portfolio.usecases import verifying
from services.portfolio.usecases.verifying import Looked
from shared.config import Settings
from shared.errors import DomainError, TooLarge, Unavailable
from shared.messages import N_

LIMIT_SECONDS = 20.0
"""A hundred take six on an idle core; the gateway gives up after thirty."""
AGAIN_SECONDS = 0.25

ELSEWHERE = N_("This link leads to another site. Open it there, or paste the credential itself.")
NOT_THERE = N_("There is no such credential.")
NO_CREDENTIAL = N_("This link opens a share with one or more credentials. Open it in the browser.")
LATE = N_("There was no time left to check this one. Send it again in a smaller part.")
_VERIFY = re.compile(r"/portfolio/verify/([A-Za-z0-9-]{1,100})/?(?:\?opens=([a-z]+\.[\w.-]+)|\?\S*)?")
_SHARE = re.compile(r"/portfolio/(?:s|shared)/[A-Za-z0-9_-]{1,100}/?(?:\?\S*)?")
_turn = threading.Lock()


@dataclass(frozen=True)
class Line:
    """One credential of what was sent, or the sentence why there is none."""

    name: str
    looked: Looked | None = None
    wrong: DomainError | CarrierError | None = None


def opened(files: Sequence[tuple[str, bytes]]) -> list[Found]:
    """What the files carry. Raises TooLarge above a hundred."""
    found = open_files(files)
    if len(found) > MOST_LINES:
        raise TooLarge(
            N_(
                "At most %(most)s can be verified at once. Split them and send the parts one after the other."
            ),
            most=MOST_LINES,
        )
    return found


def lines(found: Sequence[Found], settings: Settings, now: datetime) -> list[Line]:
    """Raises Unavailable while another hundred is being checked."""
    if len(found) == 1:
        return [line(found[0], settings, now)]
    if not _turn.acquire(blocking=False):
        raise Unavailable(N_("Many files are being read at the moment. Try again in a minute."))
    try:
        until = time.monotonic() + LIMIT_SECONDS
        return [_in_time(one, settings, now, until) for one in found]
    finally:
        _turn.release()


def _in_time(found: Found, settings: Settings, now: datetime, until: float) -> Line:
    """One of many waits where others' documents are being checked, until there is no time left."""
    while time.monotonic() < until:
        made = line(found, settings, now)
        if not isinstance(made.wrong, Unavailable):
            return made
        time.sleep(AGAIN_SECONDS)
    return Line(found.name, wrong=CarrierError(LATE))


def line(found: Found, settings: Settings, now: datetime) -> Line:
    """Of a list of links each goes by its own name."""
    link = found.text.startswith(("http://", "https://"))
    name = found.text if link else found.name
    if found.wrong is not None:
        return Line(name, wrong=found.wrong)
    try:
        look = _behind if link else verifying.verify_text
        return Line(name, look(found.text, settings, now))
    except (DomainError, CarrierError) as error:
        return Line(name, wrong=error)


def _behind(link: str, settings: Settings, now: datetime) -> Looked:
    """A link of ours is looked up here; no other is followed."""
    place = link.removeprefix(settings.public_url)
    credential = _VERIFY.fullmatch(place)
    if credential is None:
        raise CarrierError(NO_CREDENTIAL if _SHARE.fullmatch(place) else ELSEWHERE)
    looked = verifying.verify_stored(credential[1], settings, now, credential[2] or "")
    if looked is None:
        raise CarrierError(NOT_THERE)
    return looked
