"""Before whom students' portfolios are opened: somebody known, of an organisation at which somebody has looked."""

from collections.abc import Iterable

IDENTITY = frozenset({"document", "mail_domain", "site_visit"})
"""Checks in which a person looked at who an organisation is. The form of a registered code is anybody's to compute,
and a mailed link ("mail_domain_link") shows a domain, which anybody may own."""


def looked_at(checks: Iterable[str]) -> bool:
    """``checks``: those that passed."""
    return not IDENTITY.isdisjoint(checks)


def lacks(confirmed: bool, checked: bool) -> str:
    """What is missing before somebody who recruits sees anybody: "mail", "check", or nothing."""
    if not confirmed:
        return "mail"
    return "" if checked else "check"
