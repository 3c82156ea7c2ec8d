"""Settings of ways besides mail: what is wrong is named, with what would be right."""

from pathlib import Path

import pytest

from shared.config import Settings, SettingsError, Term

NEEDED = {"MONGODB_URI": "mongodb://m/", "KAFKA_BOOTSTRAP_SERVERS": "k:9092"}


def test_hosts_are_a_list_of_names_and_by_default_none() -> None:
    assert Settings.from_env("accounts", NEEDED).outbound_hosts == frozenset()
    read = Settings.from_env(
        "accounts", NEEDED | {"OUTBOUND_HOSTS": " Hooks.Slack.com, robots.example:8443,"}
    )
    assert read.outbound_hosts == {"hooks.slack.com", "robots.example:8443"}


def test_terms_of_keeping_are_named_by_region_with_their_rule() -> None:
    assert Settings.from_env("portfolio", NEEDED).credit_terms == {}
    read = Settings.from_env("portfolio", NEEDED | {"CREDIT_TERMS": "cn 30 档案管理办法; tw 10 學籍規則;"})
    assert read.credit_terms == {"cn": Term(30, "档案管理办法"), "tw": Term(10, "學籍規則")}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("OUTBOUND_HOSTS", "https://hooks.slack.com/x", "names like qyapi.weixin.qq.com"),
        ("OUTBOUND_HOSTS", "hooks.slack.com *.example", "names like qyapi.weixin.qq.com"),
        ("SMS_URL", "http://sms.example/", "must begin with https://"),
        ("SMS_URL", "https://", "must begin with https://"),
        ("CREDIT_TERMS", "cn thirty years", "cn 30 name of the rule"),
        ("CREDIT_TERMS", "cn 30 档案规定; tw", "cn 30 name of the rule"),
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


def test_addresses_with_passwords_may_lie_in_files_and_are_not_printed(tmp_path: Path) -> None:
    for name in ("MONGODB_URI", "MAIL_URL", "SMS_SECRET"):
        (tmp_path / name).write_text(f"{name.lower()}-S3cret\n")
    files = {f"{path.name}_FILE": str(path) for path in tmp_path.iterdir()}
    read = Settings.from_env("accounts", {"KAFKA_BOOTSTRAP_SERVERS": "k:9092"} | files)
    assert (read.mongodb_uri, read.sms_secret) == ("mongodb_uri-S3cret", "sms_secret-S3cret")
    assert "S3cret" not in repr(read)
    with pytest.raises(SettingsError, match="MAIL_URL_FILE names a file that cannot be read"):
        Settings.from_env("accounts", NEEDED | {"MAIL_URL_FILE": str(tmp_path / "none")})
