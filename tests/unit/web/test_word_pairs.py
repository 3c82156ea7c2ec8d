"""简体 and 繁體 are two ways of speaking: a word that only one side says stands nowhere in the other's texts."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
GUIDES = sorted((ROOT / "services/accounts/guides").glob("*.toml"))
CATALOGUES = sorted(
    path for folder in ("shared", "services") for path in (ROOT / folder).rglob("translations/*.po")
)
# The mainland's word and Taiwan's, each in the characters in which it would be wrong; “-” where both sides say it.
PAIRS = """
網絡 网路 · 服務器 伺服器 · 硬盤 硬碟 · 優化 最佳化 · 反饋 回馈 · 文件夾 资料夹 · 字符 字元 · 字節 位元组
字段 栏位 · 激活 - · 緩存 快取 · 加載 载入 · 界面 介面 · 菜單 选单 · 窗口 视窗 · 鼠標 滑鼠 · 搜索 搜寻 · 郵箱 信箱
二維碼 QR\\sCode · 粘貼 贴上 · 剪切 剪下 · 響應 - · 對話框 对话方块 · 進程 - · 線程 执行绪 · 令牌 权杖
密鑰 金钥 · 哈希 杂凑 · 創建 - · 實時(?!間) - · 攝像頭 - · 批量 - · 概率 机率 · (?<!演)算法 演算法
卸載 解除安装 · 調用 - · 刷新 重新整理 · 圖標 - · 當前 - · 添加 - · 設置 - · 導入 - · 導航 -
電子表格 试算表 · 模板 (?<!示)范本 · 單元格 储存格 · 內存 记忆体 · 計算機 - · 音頻 音讯 · 壓縮包 压缩档
文件名 档名 · 時間戳(?!記) - · 光標 - · 硬件 硬体 · 打印機 印表机 · 接口 - · 隊列 伫列 · 變量 变数 · 數組 阵列
異步 非同步 · 兼容 相容 · 域名 网域 · 帶寬 频宽 · 網關 闸道 · 截屏 萤幕 · 移動端 行动装置 · 互聯網 网际 · 文本 -
演示 - · 智能 - · 交互 - · 程序員 程式 · 集成電路 积体电路 · 核驗 查验 · 評審 - · 填報 登记志愿 · 崗位 -
職工 - · 用人單位 征才 · 企業導師 辅导员 · 指導教師 辅导老师 · 班主任 - · 佐證材料 佐证资料 · 退回修改 退回修正
結題 结案 · 學分認定 采计 · 監護人 法定代理人 · 任務書 需求书 · 命題 出题 · 組隊方案 组队提案 · 校企 产学合作
舉報 检举 · 核查 查核 · 審計 稽核 · 走訪 访视 · 節假日 国定 · 調休 补班 · 質疑 - · 交付物 - · 雇主 雇主
教師 - · 收件箱 收件匣
"""
SIDES = [pair.split() for line in PAIRS.strip().splitlines() for pair in line.split(" · ")]
WRONG = {
    "zh_Hant_TW": [mainland for mainland, _ in SIDES],
    "zh_Hans_CN": [taiwan for _, taiwan in SIDES if taiwan != "-"],
}
# One thing has one word: these named something that has another name everywhere else.
OTHER_NAMES = {
    "zh_Hant_TW": "備取|空檔|期程|答覆|核准|審核|審查者|營運方|學校管理者|教務人員|系所|臺灣|QR 碼|遠端",
    "zh_Hans_CN": "本组织|本机构|教务人员|运营员|(?<!认定)学分申请|组队建议|有质疑",
}
SCRIPTS = {"zh_Hans_CN": "zh-Hans", "zh_Hant_TW": "zh-Hant"}
# Marks, a name, and placeholders with nothing but marks between them.
ALIKE = {", ", ".", ": ", "; ", "Slack", "Hello %(name)s,", "%(role)s (%(organisation)s)", "%(group)s, %(run)s",
         "%(day)s %(part)s", "%(number)s %%", "%(percent)s %%", "%(done)s of %(all)s", "%(score)s of 100"}  # fmt: skip


@cache
def entries(path: Path) -> list[tuple[str, str]]:
    """Each message with each of its translations."""
    with path.open("rb") as source:
        messages = [message for message in read_po(source, locale=path.stem) if message.id]
    return [
        (message.id if isinstance(message.id, str) else message.id[0], text)
        for message in messages
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]


def sentences(locale: str) -> Iterator[str]:
    """Whatever the product says in this language: its catalogues and its guides."""
    for path in CATALOGUES:
        if path.stem == locale:
            yield from (text for _, text in entries(path))
    for path in GUIDES:
        yield str(tomllib.loads(path.read_text("utf-8"))[SCRIPTS[locale]])


@pytest.mark.parametrize("locale", SCRIPTS)
def test_each_side_is_spoken_to_in_its_own_words_and_one_word_a_thing(locale: str) -> None:
    wrong = re.compile("|".join([*WRONG[locale], OTHER_NAMES[locale]]))
    assert [(found[0], text[:80]) for text in sentences(locale) if (found := wrong.search(text))] == []


def test_the_pairs_are_many_and_each_is_named_once() -> None:
    assert len([pair for pair in SIDES if "-" not in pair]) >= 60
    for wrong in WRONG.values():
        assert len(wrong) == len(set(wrong))


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_translation_is_chinese_and_says_something_else_than_the_english(path: Path) -> None:
    untouched = [
        key
        for key, text in entries(path)
        if key not in ALIKE and (text == key or not re.search(r"[\u4e00-\u9fff]", text))
    ]
    assert untouched == []
