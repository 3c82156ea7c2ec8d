"""What the gateway is told to do, before nginx reads it: its pages for errors, its text, its limits."""

import json

import pytest

from deploy.gateway import Gateway, GatewayError, error_pages, rate_from
from shared.config import SERVICES


def test_every_error_has_a_problem_and_a_page_in_each_language():
    pages = error_pages()
    for status in (400, 404, 405, 413, 414, 429, 431, 503):
        assert json.loads(pages[f"{status}.json"])["status"] == status
        titles = {
            pages[f"{status}.{language}.html"].split("<h1>")[1] for language in ("en", "zh-Hans", "zh-Hant")
        }
        assert len(titles) == 3


def gateway(path, **options):
    upstreams = {name: f"{name}:8000" for name in SERVICES}
    return Gateway(path, path, "8080", "https://shixun.example", upstreams, **options)


def test_nothing_is_left_to_fill_in(tmp_path):
    text = gateway(tmp_path, trusted_proxy="10.0.0.0/8").configuration()
    assert "${" not in text
    assert "X-Forwarded-Proto https;" in text
    assert "set_real_ip_from 10.0.0.0/8;" in text


def test_what_nginx_could_misread_is_refused(tmp_path):
    with pytest.raises(GatewayError, match="rename it"):
        gateway(tmp_path / "a b").configuration()
    with pytest.raises(GatewayError, match="GATEWAY_TRUSTED_PROXY"):
        gateway(tmp_path, trusted_proxy="everybody").configuration()
    with pytest.raises(GatewayError, match="GATEWAY_RATE"):
        rate_from({"GATEWAY_RATE": "²"}, "https://shixun.example")


def test_everybody_on_the_own_machine_has_one_address_and_a_higher_rate():
    assert rate_from({}, "http://127.0.0.1:8080") == 10 * rate_from({}, "https://shixun.example")
    assert rate_from({"GATEWAY_RATE": "7"}, "http://127.0.0.1:8080") == 7
