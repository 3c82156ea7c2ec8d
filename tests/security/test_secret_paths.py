"""Secrets that stand in addresses stay out of the gateway's log."""

import re
from pathlib import Path

from tests.world import MODULES, World

CONF = Path(__file__).parents[2] / "deploy" / "gateway.conf"
SECRETS = ("secret", "code", "token")
"""How routes call the part of a path that opens something."""


def logged(uri: str) -> str:
    """What nginx writes for it, by the table in its configuration."""
    table = re.search(
        r"map \$uri \$logged_path \{\s+\"~(\S+)\" \"\$stem\*\*\*\";\s+default \$uri;", CONF.read_text()
    )
    assert table, "the gateway's configuration has no such table any more"
    found = re.search(table[1].replace("(?<stem>", "(?P<stem>"), uri)
    return f"{found['stem']}***" if found else uri


def test_no_secret_of_a_path_is_logged(world: World) -> None:
    paths = [
        re.sub(r"<[^>]+>", "CANARY", rule.rule)
        for name, service in MODULES.items()
        for rule in service.create_app(world.settings[name]).url_map.iter_rules()
        if rule.arguments & set(SECRETS)
    ]
    assert "/accounts/mails/leave/CANARY/undo" in paths
    assert len(paths) > 10
    assert [path for path in paths if "CANARY" in logged(path)] == []
    assert logged("/accounts/mails") == "/accounts/mails"
