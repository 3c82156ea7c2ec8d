"""A MongoDB and a broker of one's own, as somebody brings along who has them already; tests take them away."""

from dataclasses import dataclass
from pathlib import Path

from deploy.local.broker import LocalBroker, start_tansu
from deploy.local.mongod import Mongod


@dataclass
class OwnServers:
    """Each comes back at the port where it was: MongoDB with what it held, the broker without its memory."""

    folder: Path
    mongod: Mongod
    broker: LocalBroker

    @classmethod
    def start(cls, folder: Path) -> "OwnServers":
        return cls(folder, Mongod.start(folder), start_tansu(folder))

    @property
    def settings(self) -> dict[str, str]:
        return {"MONGODB_URI": self.mongod.uri, "KAFKA_BOOTSTRAP_SERVERS": self.broker.servers}

    def mongod_comes_back(self) -> None:
        self.mongod = Mongod.start(self.folder, self.mongod.port)

    def broker_comes_back(self) -> None:
        self.broker = start_tansu(self.folder, self.broker.port)

    def stop(self) -> None:
        self.broker.stop()
        self.mongod.stop()
