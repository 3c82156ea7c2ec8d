"""The trades' templates: every trade in every language, in that language's own words, and ready to be edited."""

import re
from datetime import UTC, datetime

import pytest

from services.projects.domain.brief import Brief
from services.projects.quality import assess
from services.projects.trades import FINAL, LANGUAGES, MIDTERM, keys, trade, trades

NOW = datetime(2026, 6, 1, tzinfo=UTC)
MAINLAND = re.split(
    " ", "實訓 信息 數據庫 視頻 軟件 用戶 默認 短信 鏈接 屏幕 質量 人工智能 登錄 賬號 文檔 導出 打印"
)
TAIWAN = re.split(" ", "资讯 资料库 影片 软体 使用者 预设 简讯 连结 萤幕 品质 人工智慧 登入 帐号 汇出 列印")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", keys())
def test_a_template_can_be_taken_over_and_leaves_little_to_say(key, language):
    brief = Brief(id="b", organisation="c", region="cn", created_by="p", created_at=NOW)
    brief.edit(trade(key, language).terms(MIDTERM, FINAL), NOW)
    quality = assess(brief, "cn")
    dots = {"title"} if "…" in brief.title else set()
    assert {item.field for item in quality.missing} == {"problem", "ip", "nda", "data_access"} | dots
    assert quality.forbidden == []


@pytest.mark.parametrize("key", keys())
def test_the_three_languages_say_the_same_amount(key):
    sizes = {(len(t.deliverables), len(t.criteria)) for t in (trade(key, lang) for lang in LANGUAGES)}
    assert len(sizes) == 1
    assert len({tuple(s.uri for s in trade(key, lang).skills) for lang in LANGUAGES}) == 1


@pytest.mark.parametrize(("language", "never"), [("zh_Hant_TW", MAINLAND), ("zh_Hans_CN", TAIWAN)])
def test_each_chinese_keeps_to_its_own_usage(language, never):
    for template in trades(language):
        text = repr(template)
        assert [word for word in never if word in text] == [], template.key


def test_no_chinese_template_shows_an_english_skill():
    for language in LANGUAGES[1:]:
        for template in trades(language):
            for skill in template.skills:
                assert any(ord(char) > 0x4E00 for char in skill.label), (template.key, skill.label)


def test_an_unknown_trade_has_no_template_and_an_unknown_language_is_english():
    assert trade("alchemy", "en") is None
    assert trade("cnc", "fr") == trade("cnc", "en")
