"""The worker of one service: relay, consumer, jobs and timers, each in a thread that outlives what it depends on."""

import contextlib
import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pymongo.errors import PyMongoError

from shared import mongo
from shared.config import Settings
from shared.ids import new_id
from shared.logs import request_id
from shared.messaging import inbox, jobs, lease, outbox, timers
from shared.messaging.broker import Broker, BrokerAway
from shared.messaging.consuming import Consuming, Halted
from shared.messaging.relay import Relay
from shared.service import COMPACTED_TOPICS, Service

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.05
TIMER_SECONDS = 0.5
STUCK_SECONDS = 60.0
SWEEP_SECONDS = 3600.0
LONGEST_PAUSE_SECONDS = 5.0
POSTPONE = timedelta(minutes=1)


@dataclass
class Worker:
    service: Service
    settings: Settings
    broker: Broker
    now: Callable[[], datetime]
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Work until ``stop`` is set, then finish what is begun (at most 10 s) and leave the groups."""
        works = {"relay": self._relay, "consumer": self._consume, "jobs": self._jobs, "timers": self._timers}
        threads = [
            threading.Thread(target=self._serve, args=(name, work), name=name, daemon=True)
            for name, work in works.items()
        ]
        for thread in threads:
            thread.start()
        self.stop.wait()
        log.info("draining")
        for thread in threads:
            thread.join(timeout=9)

    def _serve(self, name: str, work: Callable[[], None]) -> None:
        """Run ``work`` again and again; when database or broker is away, wait longer each time."""
        pause = 0.1
        with mongo.serving(self.service.name):
            while not self.stop.is_set():
                try:
                    work()
                    pause = 0.1
                except Halted as error:
                    log.critical("the consumer stands still", extra={"thread": name, "reason": str(error)})
                    self.stop.wait(LONGEST_PAUSE_SECONDS)
                except (BrokerAway, PyMongoError) as error:
                    log.warning("away", extra={"thread": name, "error": type(error).__name__})
                    self.stop.wait(pause * random.uniform(0.5, 1.0))  # noqa: S311 -- spreads retries, guards nothing
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                except Exception:
                    log.exception("a worker thread failed", extra={"thread": name})
                    self.stop.wait(pause)
                    pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    def _relay(self) -> None:
        relay = Relay(self.broker, self.settings.topic, self.service.own_topics, COMPACTED_TOPICS)
        try:
            while not self.stop.is_set():
                if relay.run_once() == 0:
                    self.stop.wait(IDLE_SECONDS)
        finally:
            with contextlib.suppress(PyMongoError):
                relay.close()

    def _consume(self) -> None:
        topics = sorted(self.settings.topic(name) for name in self.service.subscribed_topics)
        self._wait_for(topics)
        group = f"{self.settings.name_prefix}{self.service.name}"
        consumer = self.broker.consumer(group, topics)
        consuming = Consuming(consumer, self.service.on_event, self.now)
        try:
            while not self.stop.is_set():
                if consuming.run_once(0.2, self.stop.is_set) == 0 and consumer.rejoin_if_stuck(STUCK_SECONDS):
                    log.warning("the consumer stood still and joined its group again")
        finally:
            consumer.close()

    def _wait_for(self, topics: list[str]) -> None:
        """A group that subscribes before its topics exist would not see them for a while."""
        while not self.stop.is_set() and self.broker.missing(topics):
            self.stop.wait(0.2)

    def _jobs(self) -> None:
        while not self.stop.is_set():
            job = jobs.take(self.service.work, self.now()) if self.service.work else None
            if job is None:
                self.stop.wait(0.2)
                continue
            token = request_id.set(job.id)
            try:
                jobs.run(job, self.service.work, self.now)
            finally:
                request_id.reset(token)

    def _timers(self) -> None:
        holder, next_sweep = new_id(), self.now()
        while not self.stop.is_set():
            if lease.take("timers", holder, 10):
                fire_due(self.service.on_timer, self.now)
                if self.now() >= next_sweep:
                    sweep(self.now(), self.settings.outbox_days)
                    next_sweep = self.now() + timedelta(seconds=SWEEP_SECONDS)
            self.stop.wait(TIMER_SECONDS)
        lease.give_back("timers", holder)


def fire_due(handlers: timers.Handlers, now: Callable[[], datetime]) -> int:
    """Fire every timer that is due; one that fails is postponed and does not hold back the others."""
    due = timers.due(now(), 200)
    for timer_id in due:
        try:
            timers.fire(timer_id, handlers, now())
        except PyMongoError:
            raise
        except Exception:
            log.exception("a timer failed", extra={"timer": timer_id})
            timers.postpone(timer_id, now() + POSTPONE)
    return len(due)


def sweep(now: datetime, keep_days: int) -> None:
    """Delete what has passed its retention; the inbox is kept longer than any outbox."""
    outbox.sweep(now, keep_days)
    inbox.sweep(now, keep_days + 30)
