"""Ways besides mail: a robot in a chat, a person's own or that of an organisation's group; a person's telephone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.accounts.domain.mails import AT_ONCE, KINDS
from services.accounts.domain.sms import SMS
from shared.errors import Conflict, Invalid
from shared.messages import N_

FORMS = ("wecom", "dingtalk", "feishu", "slack")
SIGNED = ("dingtalk", "feishu")
"""Those whose messages may be signed by a secret besides."""
MOST = 5
CODE_LIFE = timedelta(minutes=10)


@dataclass
class Channel:
    """Either of a ``person`` or of an ``organisation``. ``sealed`` are address and secret, which nobody sees again;
    ``host`` is all that is shown. ``reminders`` and ``news`` as for mails. ``failed``: since when messages do not come,
    for the ``reason`` with the service's ``code``; ``sent``: when the last one did.

    A telephone is one too: ``sealed`` are its number and, since it was ``asked`` for, the code; ``host`` is how the
    number ends.
    """

    id: str
    form: str
    host: str
    made: datetime
    by: str
    language: str
    person: str | None = None
    organisation: str | None = None
    sealed: dict[str, str] = field(default_factory=dict)
    reminders: str = AT_ONCE
    news: str = AT_ONCE
    sent: datetime | None = None
    failed: datetime | None = None
    reason: str = ""
    code: str = ""
    proven: datetime | None = None
    asked: datetime | None = None
    version: int = 0

    def chosen(self) -> dict[str, str]:
        return {kind: getattr(self, kind) for kind in KINDS}

    def silent(self) -> bool:
        """A number that nobody has proven to be theirs."""
        return self.form == SMS and self.proven is None

    def prove(self, right: bool, now: datetime) -> None:
        """By the code of six digits, within ten minutes. Raises Invalid."""
        if not right or self.asked is None or now >= self.asked + CODE_LIFE:
            raise Invalid({"code": N_("This is not the code, or it is over. Ask for a new one.")})
        self.proven, self.asked = now, None

    def choose(self, choices: Mapping[str, str]) -> None:
        for kind in choices.keys() & set(KINDS):
            setattr(self, kind, choices[kind])


def check_new(form: str, secret: str, there: int) -> None:
    """Raises Invalid, or Conflict where there are enough."""
    if secret and form not in SIGNED:
        raise Invalid(
            {"secret": N_("Only robots of DingTalk and Feishu have a secret besides. Leave this empty.")}
        )
    if there >= MOST:
        raise Conflict(N_("Five robots are the most. Remove one first."))
