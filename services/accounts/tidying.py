"""What goes by itself, beside rows that are only old: mails in the folder, accounts that nobody ever confirmed."""

from datetime import datetime, timedelta

from services.accounts import mailer
from services.accounts.store import lapsing, people
from services.accounts.usecases import erasing
from shared.config import Settings


def tidy(settings: Settings, now: datetime) -> None:
    mailer.sweep(settings, now)
    for person in never_entered(now - timedelta(days=settings.unconfirmed_days), now):
        erasing.lapse(person, now)


def never_entered(begun_before: datetime, now: datetime) -> list[str]:
    """Accounts begun before that moment which nobody can enter: no address confirmed, no password, no living session;
    and which no organisation with other people in it has let in: its administrators decide about those."""
    begun = lapsing.never_confirmed(begun_before)
    let_in = lapsing.let_in(begun)
    return [
        one
        for one in begun
        if one not in let_in and not any(session.alive(now) for session in people.living_sessions(one))
    ]
