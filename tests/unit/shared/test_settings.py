"""Settings of ways besides mail: what is wrong is named, with what would be right."""

import pytest

from shared.config import Settings, SettingsError

NEEDED = {"MONGODB_URI": "mongodb://m/", "KAFKA_BOOTSTRAP_SERVERS": "k:9092"}


def test_hosts_are_a_list_of_names_and_by_default_none() -> None:
    assert Settings.from_env("accounts", NEEDED).outbound_hosts == frozenset()
    read = Settings.from_env(
        "accounts", NEEDED | {"OUTBOUND_HOSTS": " Hooks.Slack.com, robots.example:8443,"}
    )
    assert read.outbound_hosts == {"hooks.slack.com", "robots.example:8443"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OUTBOUND_HOSTS", "https://hooks.slack.com/x", "names like qyapi.weixin.qq.com"),
        ("OUTBOUND_HOSTS", "hooks.slack.com *.example", "names like qyapi.weixin.qq.com"),
        ("SMS_URL", "http://sms.example/", "must begin with https://"),
        ("SMS_URL", "https://", "must begin with https://"),
        ("BOUNCE_ADDRESS", "bounces", "like bounces@shixun.example"),
        ("BOUNCE_ADDRESS", "a-name-that-is-much-too-long@shixun.example", "like bounces@shixun.example"),
    ],
)
def test_a_wrong_one_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        Settings.from_env("accounts", NEEDED | {name: value})
    [problem] = wrong.value.problems
    assert problem.startswith(name)
    assert said in problem


def test_the_secret_of_the_gateway_is_not_printed() -> None:
    read = Settings.from_env("accounts", NEEDED | {"SMS_URL": "https://sms.example/", "SMS_SECRET": "S3cret"})
    assert read.sms_secret == "S3cret"
    assert "S3cret" not in repr(read)
