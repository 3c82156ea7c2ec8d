"""Robots in chats: one message in each service's own form, by the one place that calls foreign addresses.

Sources of the forms:
WeCom https://developer.work.weixin.qq.com/document/path/91770,
DingTalk https://open.dingtalk.com/document/robots/custom-robot-access (signature: …/customize-robot-security-settings),
Feishu https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot,
Slack https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.
Three of them answer 200 whatever happened and say in the body whether it did.
"""

import hmac
import json
import re
from base64 import b64encode
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from shared.config import Settings
from shared.errors import Invalid
from shared.messages import N_
from shared.outbound import Answer, Failed, Outbound, Refused

MOST = 600
NOT_ALLOWED = N_("The operator does not allow this host, or it is not reachable from the internet.")
NOT_YET = N_(
    "Messages do not go to %(host)s yet: the operator of the platform would have to allow this host."
)
NO_ANSWER = N_("The service did not answer.")
REFUSED = N_("The service refused the message (%(code)s).")
CODES = {"wecom": "errcode", "dingtalk": "errcode", "feishu": "code"}


class NotSent(Exception):
    """The message did not come. ``reason`` is a sentence for its owner, with the service's ``code`` in it; neither
    holds the address, which is a secret."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(f"{reason} {code}".strip())
        self.reason, self.code = reason, code


def reach(settings: Settings) -> Outbound:
    return Outbound(settings.outbound_hosts)


def checked(url: str, settings: Settings) -> str:
    """The address's host. Raises Invalid, which names the host that the operator would have to allow."""
    try:
        return str(reach(settings).check(url).netloc).lower()
    except Refused:
        pass
    host = _host(url)
    if not host:
        raise Invalid({"url": N_("Paste the robot's whole address; it begins with https://.")})
    raise Invalid({"url": {"message": NOT_YET, "params": {"host": host}}})  # type: ignore[dict-item]


def _host(url: str) -> str:
    """Empty where the address is none."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return ""
    fits = parts.scheme == "https" and re.fullmatch(r"[a-z0-9.-]{1,253}", parts.hostname or "")
    return f"{parts.hostname}{port}" if fits else ""


def send(form: str, url: str, secret: str, text: str, settings: Settings, now: datetime) -> None:
    """Raises NotSent."""
    address, body = message(form, url, secret, text, now)
    try:
        answer = reach(settings).post(address, body, {"Content-Type": "application/json; charset=utf-8"})
    except Refused:
        raise NotSent(NOT_ALLOWED) from None
    except Failed:
        raise NotSent(NO_ANSWER) from None
    code = problem(form, answer)
    if code:
        raise NotSent(REFUSED, code)


def message(form: str, url: str, secret: str, text: str, now: datetime) -> tuple[str, bytes]:
    """Where to, and what: plain text in each form, in which nothing that somebody typed calls anybody or looks like a
    link of ours."""
    text = text[:MOST]
    if form == "slack":
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return url, _json({"text": escaped})
    plain = text.replace("<", "＜").replace("@", "＠")
    if form == "feishu":
        signed = _feishu_signature(secret, int(now.timestamp())) if secret else {}
        return url, _json({**signed, "msg_type": "text", "content": {"text": plain}})
    if form == "dingtalk" and secret:
        url = _dingtalk_signed(url, secret, int(now.timestamp() * 1000))
    return url, _json({"msgtype": "text", "text": {"content": plain}})


def _dingtalk_signed(url: str, secret: str, moment: int) -> str:
    """Milliseconds and secret, signed by the secret, in the address."""
    signed = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), "sha256").digest()
    more = "&" if "?" in url else "?"
    return f"{url}{more}timestamp={moment}&sign={quote(b64encode(signed), safe='')}"


def _feishu_signature(secret: str, moment: int) -> dict[str, str]:
    """Seconds and secret are the key by which nothing is signed: so the service says."""
    signed = hmac.new(f"{moment}\n{secret}".encode(), b"", "sha256").digest()
    return {"timestamp": str(moment), "sign": b64encode(signed).decode()}


def problem(form: str, answer: Answer) -> str:
    """What the service says that was wrong, in few signs; nothing when the message has come."""
    if answer.status != 200:
        return f"HTTP {answer.status}"
    if form == "slack":
        return "" if answer.body.strip() == b"ok" else "200"
    try:
        said = json.loads(answer.body)
        code = said[CODES[form]]
    except (ValueError, KeyError, TypeError):
        return "200"
    return "" if code == 0 and not isinstance(code, bool) else str(code)[:12]


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
