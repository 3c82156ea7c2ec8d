"""Text messages by the operator's gateway: one request of HTTP for each, in a form that an operator sets.

``SMS_URL`` may hold ``{to}``, ``{text}`` and ``{secret}``; the body is JSON with ``to`` and ``text`` besides, and
``SMS_SECRET`` goes as Bearer. Whatever answers 2xx has taken the message.
"""

import json
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from services.accounts.robots import NO_ANSWER, NOT_ALLOWED, REFUSED, NotSent
from shared.config import Settings
from shared.outbound import Failed, Outbound, Refused


@dataclass(frozen=True, repr=False)
class Gateway:
    url: str
    secret: str
    reach: Outbound

    def send(self, to: str, text: str) -> None:
        """Raises NotSent, which tells neither number nor text."""
        url = self.url
        for name, value in (("{to}", to), ("{text}", text), ("{secret}", self.secret)):
            url = url.replace(name, quote(value, safe=""))
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if self.secret:
            headers["Authorization"] = f"Bearer {self.secret}"
        body = json.dumps({"to": to, "text": text}, ensure_ascii=False).encode()
        try:
            answer = self.reach.post(url, body, headers)
        except Refused:
            raise NotSent(NOT_ALLOWED) from None
        except Failed:
            raise NotSent(NO_ANSWER) from None
        if not 200 <= answer.status < 300:
            raise NotSent(REFUSED, f"HTTP {answer.status}")


def gateway(settings: Settings) -> Gateway | None:
    """None while the operator has none: then nobody can give a number."""
    if not settings.sms_url:
        return None
    host = urlsplit(settings.sms_url).netloc.lower()
    return Gateway(settings.sms_url, settings.sms_secret, Outbound(frozenset({host})))
