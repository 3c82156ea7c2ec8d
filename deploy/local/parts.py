"""The parts that stand before MongoDB and the broker: nginx, and a web and a worker process for each service."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.gateway import ROOT, GatewayError
from deploy.local.errors import StackError
from deploy.local.process import Part
from deploy.local.settings import StackSettings
from shared.config import SERVICES

_HEARTBEATS = Path("/dev/shm")  # noqa: S108


def nginx(settings: StackSettings) -> Part:
    """Raises StackError when nginx is missing or a path is not fit for it."""
    (settings.var / "files").mkdir(parents=True, exist_ok=True)
    try:
        gateway = settings.gateway()
        gateway.write()
        command = gateway.command()
    except GatewayError as error:
        raise StackError(str(error)) from None
    return Part(
        "nginx", command, settings.var, settings.log("nginx"), stage=2,
        stop_signal=signal.SIGQUIT, death_signal=signal.SIGTERM,
    )  # fmt: skip


def web(settings: StackSettings, service: str, env: Mapping[str, str]) -> Part:
    heartbeats = _HEARTBEATS if _HEARTBEATS.is_dir() else settings.run
    # a second less than it is given, so that it ends what has hung by itself
    options = {
        "--bind": f"unix:run/{service}.sock", "--worker-class": "gthread", "--workers": "1", "--threads": "8",
        "--graceful-timeout": "9", "--timeout": "60", "--keep-alive": "75", "--log-level": "warning",
        "--worker-tmp-dir": str(heartbeats),
    }  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket"]
    command += [word for option in options.items() for word in option]
    command.append(f"services.{service}.wsgi:app")
    return Part(f"{service}-web", command, settings.var, settings.log(f"{service}-web"), env, stage=2)


def worker(settings: StackSettings, service: str, env: Mapping[str, str]) -> Part:
    command = [sys.executable, "-m", f"services.{service}", "worker"]
    return Part(f"{service}-worker", command, settings.var, settings.log(f"{service}-worker"), env, stage=2)


def migrate(settings: StackSettings, service: str, env: Mapping[str, str]) -> Part:
    command = [sys.executable, "-m", f"services.{service}", "migrate"]
    return Part(f"{service}-migrate", command, settings.var, settings.log(f"{service}-migrate"), env, stage=2)


def demo(settings: StackSettings) -> Part:
    """Loads the demo as users would do it, and says in ``settings.demo`` how far it is."""
    command = [sys.executable, "-m", "deploy.demo", "--url", settings.address, "--var", str(settings.var)]
    command += ["--progress", str(settings.demo)]
    env = {"PYTHONPATH": str(ROOT)}
    return Part("demo", command, settings.var, settings.log("demo"), env, stage=3, once=True)


def names() -> list[str]:
    return ["mongod", "broker", "nginx"] + [
        f"{name}-{kind}" for name in SERVICES for kind in ("web", "worker")
    ]
