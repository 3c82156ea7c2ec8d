"""Other ways to say a skill's name: "inventory management" for "manage inventory", 流程图绘制 for 绘制流程图."""

import re
from collections.abc import Iterator

LIGHT = re.compile(
    r"(?:perform|conduct|carry out|use|utilise|apply|execute|operate|handle|provide|implement) "
    r"(?P<what>.{4,})"
)
"""English verbs that say no more than the thing done: "perform data cleansing"."""

NOUNS = {
    "manage": "management", "analyse": "analysis", "design": "design", "develop": "development",
    "maintain": "maintenance", "edit": "editing", "test": "testing", "install": "installation",
    "repair": "repair", "inspect": "inspection", "monitor": "monitoring", "program": "programming",
}  # fmt: skip

LIGHT_CHINESE = re.compile(
    r"(?:使用|运用|運用|应用|應用|执行|執行|实施|實施|开展|進行|进行|操作) ?(?P<what>.{3,})"
)

VERB = re.compile(
    r"(?P<verb>分析|设计|設計|维护|維護|安装|安裝|操作|检查|檢查|评估|評估|管理|编写|編寫|撰写|撰寫|制定|擬定|绘制|繪製"
    r"|规划|規劃|测试|測試|测量|量測|记录|記錄|处理|處理|开发|開發|部署|配置|监控|監控|监测|監測|维修|維修|装配|組裝|校准|校正"
    r"|采集|蒐集|收集|识别|辨識|优化|改进|策划|化解|督导|制作|製作|编辑|編輯) ?(?P<what>.{2,6})"
)


def turned(name: str) -> Iterator[str]:
    """Yields other ways to say a preferred name, in its language.

    Examples
    --------
    >>> set(turned("perform data cleansing")), set(turned("manage inventory"))
    ({'data cleansing'}, {'inventory management'})
    >>> sorted(set(turned("apply soldering techniques")))
    ['soldering', 'soldering techniques']
    >>> set(turned("使用 CAD 软件")), set(turned("化解冲突"))
    ({'CAD 软件'}, {'冲突化解'})
    """
    for light in (LIGHT, LIGHT_CHINESE):
        if found := light.fullmatch(name):
            yield found["what"]
            yield found["what"].removesuffix(" techniques")
    if found := VERB.fullmatch(name):
        yield found["what"] + found["verb"]
    verb, _, what = name.partition(" ")
    if what and verb in NOUNS:
        yield f"{what} {NOUNS[verb]}"
