"""Settings of the stack, read once; what the services get of them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.gateway import ROOT, Gateway, GatewayError, rate_from
from deploy.local import mongod
from deploy.local.errors import StackError
from shared.config import SERVICES, Settings, SettingsError


@dataclass(frozen=True)
class StackSettings:
    """Where the stack lives (``var``, absolute), its ``port``, and which servers it brings along (None: its own)."""

    var: Path
    port: int
    public_url: str
    mongodb_uri: str | None
    kafka_servers: str | None
    apache: bool
    local: bool
    env: Mapping[str, str]

    @classmethod
    def read(cls, var: Path, port: int | str, env: Mapping[str, str]) -> "StackSettings":
        """Raises StackError naming everything that is wrong."""
        number = _port("PORT", port)
        public_url = env.get("PUBLIC_URL", "").strip().rstrip("/") or f"http://127.0.0.1:{number}"
        kafka = env.get("KAFKA", "").strip()
        if kafka not in ("", "tansu", "apache"):
            raise StackError(f"KAFKA is {kafka!r}; it must be tansu or apache.")
        checked = {name: value for name, value in env.items() if name not in ("TEST_CLOCK_FILE", "DEMO_DIR")}
        try:
            rate_from(env, public_url)
            settings = Settings.from_env(
                SERVICES[0], {"MONGODB_URI": "-", "KAFKA_BOOTSTRAP_SERVERS": "-"} | _set(checked, public_url)
            )
        except (SettingsError, GatewayError) as error:
            raise StackError(str(error)) from None
        return cls(
            var=var.absolute(),
            port=number,
            public_url=public_url,
            mongodb_uri=env.get("MONGODB_URI", "").strip() or None,
            kafka_servers=env.get("KAFKA_BOOTSTRAP_SERVERS", "").strip() or None,
            apache=kafka == "apache",
            local=settings.is_local,
            env=dict(env),
        )

    @property
    def address(self) -> str:
        """Where the gateway listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def clock(self) -> Path:
        return self.var / "clock"

    @property
    def demo(self) -> Path:
        """Where the first page leaves the wish for the demo, and reads how far it is."""
        return self.var / "demo"

    def log(self, name: str) -> Path:
        return self.var / "log" / f"{name}.log"

    def number(self, name: str) -> int | None:
        """A port that was asked for by name."""
        value = self.env.get(name, "").strip()
        return _port(name, value) if value else None

    def service_env(self, ports: Mapping[str, int]) -> dict[str, str]:
        """The whole environment of the services' processes."""
        own = {
            "PUBLIC_URL": self.public_url,
            "MONGODB_URI": self.mongodb_uri or mongod.uri(ports["mongod"]),
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka_servers or f"127.0.0.1:{ports['broker']}",
            "FILES_DIR": str(self.var / "files"),
            "KEYS_DIR": str(self.var / "keys"),
            "MAIL_DIR": str(self.var / "mail"),
            "TEST_CLOCK_FILE": str(self.clock) if self.local else "",
            "DEMO_DIR": str(self.demo) if self.local else "",
            "PYTHONPATH": os.pathsep.join(filter(None, [self.env.get("PYTHONPATH", ""), str(ROOT)])),
        }
        return {**self.env, **own}

    def gateway(self) -> Gateway:
        return Gateway(
            temp=self.var / "nginx",
            files=self.var / "files",
            listen=f"127.0.0.1:{self.port}",
            public_url=self.public_url,
            upstreams={name: f"unix:run/{name}.sock" for name in SERVICES},
            rate=rate_from(self.env, self.public_url),
            trusted_proxy=self.env.get("GATEWAY_TRUSTED_PROXY", "").strip(),
        )


def _set(env: Mapping[str, str], public_url: str) -> dict[str, str]:
    return {name: value for name, value in env.items() if value.strip()} | {"PUBLIC_URL": public_url}


def _port(name: str, value: int | str) -> int:
    text = str(value)
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise StackError(f"{name} is {text!r}; it must be a whole number from 1 to 65535.")
