"""Whether an organisation reads mail at a domain of its own: proven by a link that is mailed there.

That proves the domain, not who the organisation is: nobody of the platform has looked at anything.
"""

import re
from typing import Any
from urllib.parse import urlsplit

from services.accounts.domain.organisation import Organisation
from shared.errors import Conflict, Invalid
from shared.messages import N_

WAY = "link"
"""How the check came about, in its row; one that an operator noted names the operator instead."""

FREE = frozenset(
    {
        "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "139.com",
        "189.cn", "wo.cn", "aliyun.com", "tom.com", "21cn.com", "88.com", "gmail.com", "googlemail.com", "outlook.com",
        "hotmail.com", "live.com", "msn.com", "yahoo.com", "yahoo.com.tw", "yahoo.com.cn", "ymail.com", "icloud.com",
        "me.com", "mac.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "gmx.de", "gmx.net", "web.de",
        "mail.com", "mail.ru", "yandex.com", "yandex.ru", "zoho.com", "hinet.net", "pchome.com.tw", "seed.net.tw",
        "naver.com", "daum.net", "eircom.net", "tutanota.com", "fastmail.com",
    }
)  # fmt: skip
"""Providers where anybody gets an address: as reviewed in November 2026, most used ones of the regions first. One that
is missing proves nothing wrong: the domain itself is what is shown."""

BAD_DOMAIN = N_("Give an address at a domain, such as office@company.example.")
FREE_DOMAIN = N_(
    "Anybody can have an address at %(domain)s: it proves nothing of the organisation. Give one at its own domain."
)
OTHER_DOMAIN = N_("The website of the organisation is %(host)s: the address has to be at that domain.")
BAD_WEBSITE = N_("Write the whole address, such as https://example.org.")
LOOKED_AT = N_("An operator of the platform has looked at the mail domain: what they noted stands.")

_DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?")


def ascii_of(domain: str) -> str:
    """As it stands in the name system; "" for what cannot.

    >>> ascii_of("例子.CN"), ascii_of("xn--fsqu00a.cn"), ascii_of("localhost")
    ('xn--fsqu00a.cn', 'xn--fsqu00a.cn', '')
    """
    try:
        name = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return name if _DOMAIN.fullmatch(name) else ""


def spellings(mail: str) -> tuple[str, str]:
    """The same mailbox as the name system writes its domain, and as people do; in lower case, as addresses are kept.

    >>> spellings("Lei@例子.CN"), spellings("lei@company.example")
    (('lei@xn--fsqu00a.cn', 'lei@例子.cn'), ('lei@company.example', 'lei@company.example'))
    """
    name, _, domain = mail.lower().rpartition("@")
    known = ascii_of(domain) or domain
    try:
        said = known.encode("ascii").decode("idna")
    except UnicodeError:
        said = domain
    return f"{name}@{known}", f"{name}@{said}"


def readable(domain: str) -> str:
    """As people write it; where that differs, the form of the name system stands before it: signs that look alike are
    told apart there alone.

    >>> readable("xn--fsqu00a.cn"), readable("company.example")
    ('xn--fsqu00a.cn (例子.cn)', 'company.example')
    """
    try:
        said = domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain
    return domain if said == domain else f"{domain} ({said})"


def split(mail: str) -> tuple[str, str]:
    """(what stands before the sign, the domain as the name system knows it). Raises Invalid."""
    name, _, domain = mail.rpartition("@")
    known = ascii_of(domain)
    if not name or not known:
        raise Invalid({"mail": BAD_DOMAIN})
    return name, known


def host_of(website: str) -> str:
    """The website's host, without the "www." that no mail domain has; "" where no website is given. Raises Invalid for
    what is not a whole https address, which everybody is shown as a link.

    >>> host_of("https://www.company.example/about"), host_of("")
    ('company.example', '')
    """
    if not website:
        return ""
    try:
        parts = urlsplit(website)
        host = ascii_of(parts.hostname or "")
    except ValueError:
        host = ""
    odd = any(sign.isspace() or sign in "@\\" for sign in website)
    if not host or odd or parts.scheme != "https":
        raise Invalid({"website": BAD_WEBSITE})
    return host.removeprefix("www.")


def checked(mail: str, website: str) -> str:
    """The domain that an address would prove for an organisation with that website. Raises Invalid."""
    _, domain = split(mail)
    if _within(domain, FREE):
        raise _refused(FREE_DOMAIN, domain=domain)
    host = host_of(website)
    if host and not _within(domain, {host}):
        raise _refused(OTHER_DOMAIN, host=host)
    return domain


def _refused(message: str, **params: str) -> Invalid:
    sentence: Any = {"message": message, "params": params}
    return Invalid({"mail": sentence})


def _within(domain: str, names: frozenset[str] | set[str]) -> bool:
    return any(domain == name or domain.endswith(f".{name}") for name in names)


def looked_at(organisation: Organisation) -> bool:
    """Whether an operator noted what the domain is."""
    return any(one["check"] == "mail_domain" and one.get("way") != WAY for one in organisation.checks)


def refuse_where_looked_at(organisation: Organisation) -> None:
    """Raises Conflict: no link stands against an operator's word, nor in its place."""
    if looked_at(organisation):
        raise Conflict(LOOKED_AT)
