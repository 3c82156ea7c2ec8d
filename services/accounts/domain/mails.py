"""Which mails a person wants, each kind that is not necessary: at once, in one mail a day, or not at all."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.messages import N_

KINDS = ("reminders", "news")
AT_ONCE, DAILY, NEVER = CHOICES = ("at_once", "daily", "never")
MORNING = time(8)
_NEWS = frozenset({"report.told", "contact.accepted", "saved.news", "appeal.told"})
"""Kinds of waiting items of which nothing is asked but to be read."""


ALWAYS = (
    (
        N_("Confirming an address, changing it"),
        N_("Without the link nobody knows that the address is yours."),
    ),
    (N_("A forgotten password"), N_("You asked for it, or somebody did in your name.")),
    (N_("The second step of signing in"), N_("Nobody changes how you sign in without your knowing.")),
    (N_("Somebody looked at your data"), N_("You have a right to know who it was, and why.")),
    (N_("A suspension, or its end"), N_("It says what you cannot do for now, and why.")),
    (N_("A guardian's consent"), N_("Without the answer a student under age cannot go on.")),
    (N_("An invitation; being asked to stand in"), N_("Somebody relies on your answer.")),
    (N_("Your data in one file; your account erased"), N_("You asked for it.")),
)
"""Mails that everybody gets, and why."""


def kind_of(item_kind: str) -> str:
    """The kind of the mail about a waiting item."""
    return "news" if item_kind in _NEWS else "reminders"


def next_morning(zone: str, now: datetime, last: datetime | None = None) -> datetime:
    """The first 08:00 of the zone after ``now`` on a day of the zone later than that of ``last``: whoever travels gets
    one mail on each day of theirs."""
    there = ZoneInfo(zone)
    day = now.astimezone(there).date()
    if datetime.combine(day, MORNING, there) <= now:
        day += timedelta(days=1)
    if last is not None:
        day = max(day, last.astimezone(there).date() + timedelta(days=1))
    return datetime.combine(day, MORNING, there).astimezone(UTC)
