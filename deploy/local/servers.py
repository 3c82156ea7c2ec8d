"""What the stack finds around it: ports that are free, servers of one's own that answer."""

import http.client
import json
import socket
import time
from urllib.parse import urlsplit

import pymongo
from pymongo.errors import PyMongoError

from deploy.local.errors import StackError
from deploy.local.process import free_port, port_is_free
from deploy.local.settings import StackSettings


def choose_ports(settings: StackSettings) -> dict[str, int]:
    """The ports asked for, else those of last time while they are free, else free ones; remembered."""
    path = settings.run / "ports.json"
    try:
        last = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        last = {}
    wanted = {"mongod": "MONGODB_PORT", "broker": "KAFKA_PORT", "controller": "KAFKA_CONTROLLER_PORT"}
    ports = {}
    for name, setting in wanted.items():
        asked = settings.number(setting)
        if asked is not None and not port_is_free(asked):
            raise StackError(
                f"{setting}={asked} is taken by another program: stop that, or choose another one."
            )
        ports[name] = asked or (last.get(name) if port_is_free(last.get(name, 0)) else 0) or free_port()
    path.write_text(json.dumps(ports), encoding="utf-8")
    return ports


def answers(port: int, service: str) -> bool:
    """Whether ``/<service>/healthz`` answers 200 through the gateway."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", f"/{service}/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def becomes_free(port: int) -> bool:
    """A gateway that was just killed may need a moment to let go of its port."""
    deadline = time.monotonic() + 1
    while not port_is_free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def check_servers(settings: StackSettings) -> None:
    if settings.mongodb_uri is not None:
        check_mongodb(settings.mongodb_uri)
    if settings.kafka_servers is not None and not any(map(_reachable, settings.kafka_servers.split(","))):
        raise StackError(
            f"No broker answers at KAFKA_BOOTSTRAP_SERVERS={settings.kafka_servers}: start it, or unset the "
            "setting to use the embedded one."
        )


def check_mongodb(uri: str) -> None:
    """Raises StackError unless a replica set answers; never shows the URI, which may hold a password."""
    try:
        client: pymongo.MongoClient = pymongo.MongoClient(uri, serverSelectionTimeoutMS=3000)
        with client:
            hello = client.admin.command("hello")
    except (PyMongoError, ValueError) as error:
        raise StackError(
            f"MONGODB_URI does not work ({type(error).__name__}): start that server or correct the setting, or "
            "unset it to use the embedded one."
        ) from None
    if "setName" not in hello and hello.get("msg") != "isdbgrid":
        raise StackError(
            "The server at MONGODB_URI is no replica set, which transactions need: start it as one."
        )


def _reachable(server: str) -> bool:
    parts_of_url = urlsplit(f"//{server.strip()}")
    try:
        address = (parts_of_url.hostname or "", parts_of_url.port or 9092)
        with socket.create_connection(address, timeout=3):
            return True
    except (OSError, ValueError):
        return False
