"""The worker of one service: relay, consumer, jobs and timers, each in a thread that outlives what it depends on."""

import contextlib
import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Protocol

from pymongo.errors import PyMongoError

from shared import audit, keychain, mongo, retention
from shared.config import Settings
from shared.ids import new_id
from shared.messaging import inbox, jobs, lease, outbox, timers
from shared.messaging.consuming import Consuming, Halted
from shared.messaging.relay import Relay
from shared.messaging.transport import Broker, BrokerAway
from shared.service import COMPACTED_TOPICS, Service

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.02
LONGEST_IDLE_SECONDS = 0.2
# The embedded broker lets a member in after 3 s. kafka-python forgets an answer that comes between two polls and asks
# anew (3.0.12, `join_group_async`), so no poll must end just then: with 1.0 one join in six took 6 to 18 s.
POLL_SECONDS = 0.85
JOB_SECONDS = 0.4
TIMER_SECONDS = 1.0
AUDIT_SECONDS = 1.0
STUCK_SECONDS = 60.0
SWEEP_SECONDS = 3600.0
DRAIN_SECONDS = 9.0
LONGEST_PAUSE_SECONDS = 2.0
HALTED_SECONDS = 5.0
POSTPONE = timedelta(minutes=1)


class Station(Protocol):
    """One of the worker's tasks."""

    def step(self) -> float:
        """Do what there is; returns the seconds to wait before the next step."""

    def close(self) -> None: ...


@dataclass
class Worker:
    service: Service
    settings: Settings
    broker: Broker
    now: Callable[[], datetime]
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Work until ``stop`` is set, then finish what is begun (at most 10 s) and leave the groups."""
        threads = [
            threading.Thread(target=self._serve, args=(name, station), name=name, daemon=True)
            for name, station in self._stations().items()
        ]
        for thread in threads:
            thread.start()
        self.stop.wait()
        log.info("draining")
        deadline = monotonic() + DRAIN_SECONDS
        for thread in threads:
            thread.join(timeout=max(0.0, deadline - monotonic()))
        self.broker.close()

    def _stations(self) -> dict[str, Station]:
        service, topic = self.service, self.settings.topic
        relay = Relay(self.broker, topic, service.own_topics, COMPACTED_TOPICS)
        group = f"{self.settings.name_prefix}{service.name}"
        consumer = self.broker.consumer(group, sorted(topic(name) for name in service.subscribed_topics))
        consuming = Consuming(consumer, service.on_event, self.now)
        stations: dict[str, Station] = {
            "relay": _Relaying(relay),
            "consumer": _Consuming(consuming, self.stop.is_set),
            "audit": _Auditing(self.now),
            "timers": _Timers(service.on_timer, partial(sweep, service, self.settings), self.now),
        }
        if service.obeys:
            asked = sorted(topic(event.TOPIC) for event in service.obeys)
            listening = self.broker.consumer(f"{group}.asked", asked)
            obeying = Consuming(listening, service.obeys, self.now, halts=False)
            stations["asked"] = _Consuming(obeying, self.stop.is_set)
        if service.work:
            # slow work never keeps all of the rest waiting: one thread takes none of it
            quick = {kind: work for kind, work in service.work.items() if not work.slow}
            stations |= {"jobs": _Jobs(service.work, self.now), "quick jobs": _Jobs(quick, self.now)}
        return stations

    def _serve(self, name: str, station: Station) -> None:
        """Step again and again; when database or broker is away, wait longer each time."""
        pause = 0.1
        with mongo.serving(self.service.name):
            while not self.stop.is_set():
                try:
                    self.stop.wait(station.step())
                    pause = 0.1
                    continue
                except Halted as error:
                    log.critical("the consumer stands still", extra={"station": name, "reason": str(error)})
                    self.stop.wait(HALTED_SECONDS)
                except Exception as error:
                    if isinstance(error, BrokerAway) or mongo.is_away(error):
                        log.warning("away", extra={"station": name, "error": type(error).__name__})
                    else:
                        log.exception("a worker thread failed", extra={"station": name})
                self.stop.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311 -- spreads retries, guards nothing
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
            with contextlib.suppress(PyMongoError, BrokerAway):
                station.close()


@dataclass
class _Relaying:
    relay: Relay
    idle: float = IDLE_SECONDS

    def step(self) -> float:
        """Look often while there is work, and ever less often when there is none."""
        worked = self.relay.run_once() > 0
        self.idle = IDLE_SECONDS if worked else min(self.idle * 2, LONGEST_IDLE_SECONDS)
        return 0.0 if worked else self.idle

    def close(self) -> None:
        self.relay.close()


@dataclass
class _Consuming:
    consuming: Consuming
    stopping: Callable[[], bool]

    def step(self) -> float:
        nothing = self.consuming.run_once(POLL_SECONDS, self.stopping) == 0
        if nothing and self.consuming.consumer.rejoin_if_stuck(STUCK_SECONDS):
            inbox.count_rejoined()
            log.warning("the consumer stood still and joined its group again")
        return 0.0

    def close(self) -> None:
        self.consuming.close()


@dataclass
class _Jobs:
    kinds: jobs.Kinds
    now: Callable[[], datetime]

    def step(self) -> float:
        job = jobs.take(self.kinds, self.now())
        if job is None:
            return JOB_SECONDS
        jobs.run(job, self.kinds, self.now)
        return 0.0

    def close(self) -> None:
        """What still runs is taken by another worker when its lease has run out."""


@dataclass
class _Auditing:
    """Numbers and chains the rows of the trail: one process at a time, as two would only make each other wait."""

    now: Callable[[], datetime]
    holder: str = field(default_factory=new_id)

    def step(self) -> float:
        leads = lease.take("audit", self.holder, 6)
        return 0.0 if leads and audit.chain(self.now()) else AUDIT_SECONDS

    def close(self) -> None:
        lease.give_back("audit", self.holder)


@dataclass
class _Timers:
    handlers: timers.Handlers
    sweep: Callable[[datetime], None]
    now: Callable[[], datetime]
    holder: str = field(default_factory=new_id)
    swept_at: float = float("-inf")

    def step(self) -> float:
        if lease.take("timers", self.holder, 6):
            fire_due(self.handlers, self.now)
            if monotonic() - self.swept_at >= SWEEP_SECONDS:
                self.sweep(self.now())
                self.swept_at = monotonic()
        return TIMER_SECONDS

    def close(self) -> None:
        lease.give_back("timers", self.holder)


def fire_due(handlers: timers.Handlers, now: Callable[[], datetime]) -> int:
    """Fire every timer that is due; one that fails is postponed and does not hold back the others."""
    due = timers.due(now(), 200)
    for timer_id in due:
        try:
            timers.fire(timer_id, handlers, now())
        except Exception as error:
            if mongo.is_away(error):
                raise
            log.exception("a timer failed", extra={"timer": timer_id})
            timers.postpone(timer_id, now() + POSTPONE)
    return len(due)


def sweep(service: Service, settings: Settings, now: datetime) -> None:
    """Delete what has passed its retention; the inbox is kept longer than any outbox."""
    outbox.sweep(now, settings.outbox_days)
    inbox.sweep(now, settings.outbox_days + 30, settings.parked_days)
    jobs.sweep(now)
    retention.sweep(service.keeps, settings, now)
    service.tidies(now)
    keychain.retire(service.keys, now)
