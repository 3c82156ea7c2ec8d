"""The trades that accounts offers are those for which projects has templates, under the same names."""

import pytest

from services.projects import trades
from shared.trades import trade_names


@pytest.mark.parametrize(
    ("language", "catalogue"), [("en", "en"), ("zh-Hans", "zh_Hans_CN"), ("zh-Hant", "zh_Hant_TW")]
)
def test_both_lists_are_the_same(language: str, catalogue: str) -> None:
    assert trade_names(language) == [(trade.key, trade.name) for trade in trades.trades(catalogue)]
    assert len(trade_names(language)) == 15
